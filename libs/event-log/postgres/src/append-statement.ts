import type { Pool } from 'pg';

import {
  type AppendResult,
  formatPosition,
  type Hint,
  type PreparedAppend,
  STREAM_CLASSES,
} from '@wireledger/event-sourcing';

import { encode } from './codec';
import { CHANNEL } from './wake-up';

interface Answer {
  readonly status: number;
  readonly rev: string | null;
  readonly pos: string | null;
  readonly hash: Buffer | null;
  readonly last_append: string | null;
}

const APPEND = `
  select status, rev, pos, hash, last_append, case when $13::text is not null and request = 1 then pg_notify('${CHANNEL}', $13) is null end
    from el.append_many($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) order by request`;

const expectedNumber = ({ expected }: PreparedAppend): string =>
  expected === 'any' ? '-2' : expected === 'none' ? '-1' : expected === 'exists' ? '-4' : expected.toString();

/**
 * Appends all requests in one transaction, one round trip. `again` = an earlier try may have been committed without our hearing of it; `notify` = what whoever
 * listens is told by the commit itself; nothing when null.
 */
export async function appendMany(
  pool: Pool,
  requests: readonly PreparedAppend[],
  { again, notify }: { readonly again: boolean; readonly notify: Hint | null },
): Promise<{ results: AppendResult[]; top: bigint }> {
  const events = requests.flatMap((request) =>
    request.events.map((event) => ({ ...event, ...encode(request.streamClass, event.data) })),
  );
  const { rows } = await pool.query<Answer>({
    name: 'el.append_many',
    text: APPEND,
    values: [
      requests.map(({ stream }) => stream),
      requests.map(({ streamClass }) => STREAM_CLASSES.indexOf(streamClass)),
      requests.map(expectedNumber),
      requests.map(({ appendId }) => appendId),
      requests.map((request) => request.events.length),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ codec }) => codec),
      events.map(({ bytes }) => bytes.length),
      events.map(({ meta }) => meta.length),
      Buffer.concat(events.flatMap(({ content, bytes, meta }) => [content, bytes, meta])),
      ...[again, notify],
    ],
  });
  if (rows.length !== requests.length) throw new Error('append_many left a request unanswered');
  const top = rows.reduce((greatest, { pos }) => (pos && BigInt(pos) > greatest ? BigInt(pos) : greatest), 0n);
  return { results: rows.map(toResult), top };
}

function toResult({ status, rev, pos, hash, last_append }: Answer): AppendResult {
  switch (status) {
    case 0:
    case 1:
      return {
        status: status === 0 ? 'ok' : 'duplicate',
        revision: BigInt(rev as string),
        position: formatPosition(BigInt(pos as string)),
        hash: (hash as Buffer).toString('hex'),
      };
    case 2:
      if (rev === null) return { status: 'wrongRevision', actual: 'absent' };
      return {
        status: 'wrongRevision',
        actual: BigInt(rev),
        ...(last_append === null ? {} : { lastAppendId: last_append }),
        ...(hash === null ? {} : { lastHash: hash.toString('hex') }),
      };
    case 3:
      return { status: 'tombstoned' };
    case 4:
      return { status: 'contentMismatch', revision: BigInt(rev as string) };
    default:
      throw new Error(`append_many answered status ${status}`);
  }
}
