import type { Scope } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';

import type { Queries } from '../read-models';
import type { PageShape } from '../shapes';
import { type ExportKind, type ExportRow, ExportWriter } from './export-format';
import { type ClaimedExport, EXPORT_LIMITS, type ExportMasking, type ExportStore } from './export-store';

/** Rows of one page, by list: as many as its query allows. */
const PAGE_ROWS = { flows: 1000, domains: 200, hosts: 200 } as const;
const PIECE_BYTES = 1024 * 1024;

/** What an export stands on. */
export interface ExportParts {
  readonly store: Pick<ExportStore, 'claim' | 'append' | 'complete' | 'fail'>;
  readonly queries: Pick<Queries, 'flows' | 'domains' | 'hosts'>;
  /** Called with the finished rows before the file is offered; repeated when a worker dies in between. @throws = tried again */
  readonly record: (claimed: ClaimedExport, rows: number) => Promise<void>;
  /** Text of a signed bundle of the history, in pieces; absent where no key signs. */
  readonly history?: (owner: string) => AsyncGenerator<{ readonly text: string; readonly lines: number }>;
  /** Masks rows of a list, in a form. @throws DomainError where nothing can be masked: what was to be masked is not written in clear */
  readonly masks?: (what: ExportKind, form: ExportMasking) => (row: ExportRow) => ExportRow;
  readonly limits?: { readonly rows: number; readonly bytes: number };
}

export type ExportOutcome = 'done' | 'taken' | 'lost' | 'failed';

/**
 * Runs one export to its end: pages of its query within its owner's scope, written in pieces. Whoever dies in the middle leaves a claim that runs out
 * and pieces that nobody is offered; the next worker begins anew. @throws transient failures: the job is tried again
 */
export async function runExport(parts: ExportParts, id: string, stop?: AbortSignal): Promise<ExportOutcome> {
  const claimed = await parts.store.claim(id);
  if (!claimed) return 'taken';
  try {
    return claimed.what === 'history'
      ? await writeHistory(parts, claimed, stop)
      : await write(parts, claimed as ListExport, stop);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await parts.store.fail(claimed, error.message);
    return 'failed';
  }
}

/** A bundle is whole or is none: a part of it would not be signed. @throws DomainError UNAVAILABLE, LIMIT_EXCEEDED */
async function writeHistory(parts: ExportParts, claimed: ClaimedExport, stop?: AbortSignal): Promise<ExportOutcome> {
  if (!parts.history) throw new DomainError('UNAVAILABLE', 'Here nothing is sealed, so nothing can be signed.');
  const { bytes: most } = parts.limits ?? EXPORT_LIMITS;
  let [n, bytes, lines] = [0, 0, 0];
  for await (const piece of parts.history(claimed.owner)) {
    stop?.throwIfAborted();
    bytes += Buffer.byteLength(piece.text);
    lines += piece.lines;
    if (bytes > most)
      throw new DomainError(
        'LIMIT_EXCEEDED',
        'The history is too long for a file here. Write it on the host that seals: npx wireledger verify --bundle FILE',
      );
    if (!(await parts.store.append(claimed, { n, body: piece.text, rows: piece.lines }))) return 'lost';
    n++;
  }
  await parts.record(claimed, lines);
  return (await parts.store.complete(claimed, false)) ? 'done' : 'lost';
}

/** One of rows of a list. */
type ListExport = ClaimedExport & { readonly what: ExportKind };

async function write(parts: ExportParts, claimed: ListExport, stop?: AbortSignal): Promise<ExportOutcome> {
  const limits = parts.limits ?? EXPORT_LIMITS;
  const writer = new ExportWriter(claimed.what, claimed.format);
  const shown = maskOf(parts, claimed);
  const seen = new Set<string>();
  const total = { rows: 0, bytes: 0 };
  let body = writer.head();
  let rows = 0;
  let n = 0;
  const flush = async (): Promise<boolean> => {
    const taken = await parts.store.append(claimed, { n, body, rows });
    total.bytes += Buffer.byteLength(body);
    n += 1;
    rows = 0;
    body = '';
    return taken;
  };
  let truncated = false;
  for (let after: string | null | undefined; after !== null && !truncated;) {
    stop?.throwIfAborted();
    const page = await nextPage(parts.queries, claimed, after);
    for (const row of page.rows) {
      const key = keyOf(claimed, row);
      // A running flow whose place in the order moved meanwhile comes by twice.
      if (seen.has(key)) continue;
      if (total.rows >= limits.rows || total.bytes + body.length >= limits.bytes) {
        truncated = true;
        break;
      }
      seen.add(key);
      body += writer.rows([shown(row)]);
      rows += 1;
      total.rows += 1;
      if (body.length >= PIECE_BYTES && !(await flush())) return 'lost';
    }
    // Also what is short: progress is seen, and the claim stays fresh.
    if (rows > 0 && !(await flush())) return 'lost';
    after = page.next;
  }
  body += writer.tail();
  if ((body !== '' || n === 0) && !(await flush())) return 'lost';
  await parts.record(claimed, total.rows);
  return (await parts.store.complete(claimed, truncated)) ? 'done' : 'lost';
}

/** How rows appear in the file. @throws DomainError UNAVAILABLE when they are to be masked and cannot be */
function maskOf({ masks }: ExportParts, { what, masking }: ListExport): (row: ExportRow) => ExportRow {
  if (masking === null) return (row) => row;
  if (!masks) throw new DomainError('UNAVAILABLE', 'This worker has no keys to mask with.');
  return masks(what, masking);
}

const keyOf = ({ what }: ListExport, row: ExportRow): string =>
  String(row[what === 'flows' ? 'id' : what === 'domains' ? 'name' : 'address']);

async function nextPage(
  queries: ExportParts['queries'],
  { what, args, scope }: ListExport,
  after: string | undefined | null,
): Promise<PageShape<ExportRow>> {
  const run = queries[what] as (args: object, scope: Scope | null) => Promise<PageShape<unknown>>;
  const page = await run({ ...args, first: PAGE_ROWS[what], after: after ?? null }, scope);
  return page as PageShape<ExportRow>;
}
