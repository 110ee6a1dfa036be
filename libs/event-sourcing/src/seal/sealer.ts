import { randomUUID } from 'node:crypto';

import type { EventLog, RecordedEvent } from '../event-log';
import { StreamNotFound } from '../event-log';
import { comparePositions } from '../position';
import type { JsonObject } from '../json';
import { GENESIS_HASH } from '../chain';
import type { SealKey } from './seal-key';
import { type Entry, leafHash, marksOf, merkleRoot, SEAL_TYPE, sealHash, type SignedSeal } from './verifier';

export const SEAL_STREAM = 'seal-log';
/** Most events under one seal: its marks stay below 32 KiB. */
export const MAX_SEALED = 8192;
const PAGE = 500;

/** An event of the log as verifiers take it; the log must be read raw, without a catalogue. */
export const entryOf = ({ position, recordedAt, type, stream, revision, id, data, meta }: RecordedEvent): Entry => ({
  ...{ position, recordedAt, type, hash: meta.hash ?? '' },
  whole: { stream, revision, id, data, meta: { ...meta } },
});

/** The same by its hash alone, which is all that a seal is made of: what it says is not asked for, for batches of facts would be unpacked. */
const hashedOf = ({ position, recordedAt, type, meta }: RecordedEvent): Entry => ({
  ...{ position, recordedAt, type, hash: meta.hash ?? '' },
});

/** The newest seal, or null. */
export async function lastSeal(log: Pick<EventLog, 'readStream'>): Promise<SignedSeal | null> {
  try {
    const { events } = await log.readStream({ stream: SEAL_STREAM, dir: 'back', limit: 1 });
    return (events[0]?.data as unknown as SignedSeal | undefined) ?? null;
  } catch (error) {
    if (error instanceof StreamNotFound) return null;
    throw error;
  }
}

/** The seal of a number; null when there is none. */
export async function sealAt(log: Pick<EventLog, 'readStream'>, n: number): Promise<SignedSeal | null> {
  try {
    const after = n > 0 ? { after: BigInt(n - 1) } : {};
    const { events } = await log.readStream({ stream: SEAL_STREAM, ...after, limit: 1 });
    return (events[0]?.data as unknown as SignedSeal | undefined) ?? null;
  } catch (error) {
    if (error instanceof StreamNotFound) return null;
    throw error;
  }
}

/** What came of one look: a seal, nothing new to seal, or somebody else sealed it first, which is as good. */
export type Sealed =
  | { readonly is: 'sealed'; readonly seal: SignedSeal; readonly more: boolean }
  | { readonly is: 'nothing' }
  | { readonly is: 'raced' };

/**
 * Seals what was written since the last seal, with the exact revision: of two sealers one wins.
 * @param log raw. @param at wall clock, µs since 1970 UTC
 */
export async function sealOnce(log: EventLog, key: SealKey, at: number): Promise<Sealed> {
  const before = await lastSeal(log);
  const after = (before?.to ?? 'start') as Parameters<EventLog['readAll']>[0]['after'];
  const entries: Entry[] = [];
  let [next, end] = [after, false];
  while (!end && entries.length < MAX_SEALED) {
    const page = await log.readAll({ after: next, limit: Math.min(PAGE, MAX_SEALED - entries.length) });
    entries.push(...page.events.map(hashedOf));
    if (comparePositions(page.next, next) <= 0) break;
    ({ next, end } = page);
  }
  // A seal alone is nothing to seal: otherwise an idle log would grow by a seal a minute for ever.
  if (entries.every(({ type }) => type === SEAL_TYPE)) return { is: 'nothing' };
  const seal = key.seal({
    n: before ? before.n + 1 : 0,
    ...{
      after: before?.to ?? '',
      to: entries.at(-1)?.position ?? '',
      count: entries.length,
      byType: countTypes(entries),
    },
    ...{ root: merkleRoot(entries.map(leafHash)), marks: marksOf(entries) },
    ...{ prev: before ? sealHash(before) : GENESIS_HASH, at, key: key.id },
  });
  const id = randomUUID();
  const meta = { $correlationId: id, $causationId: id, actor: 'system:sealer', sv: 1, occ: [at, at] as const };
  const [result] = await log.append([
    {
      ...{ stream: SEAL_STREAM, expected: before ? BigInt(before.n) : 'none', appendId: id },
      events: [{ id, type: SEAL_TYPE, data: seal as unknown as JsonObject, meta }],
    },
  ]);
  if (result?.status === 'wrongRevision') return { is: 'raced' };
  if (result?.status !== 'ok' && result?.status !== 'duplicate')
    throw new Error(`the seal was not taken: ${result?.status}`);
  return { is: 'sealed', seal, more: !end };
}

function countTypes(entries: readonly Entry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of entries) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
