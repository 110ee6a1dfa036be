import type { EventLog, StreamClass } from '../event-log';
import { StreamNotFound } from '../event-log';
import { EXPIRY_STREAM, type ExpiryStatement, type SignedExpiry } from './expiry';
import type { SealKey } from './seal-key';
import { lastSeal, sealAt } from './sealer';
import { type Entry, leafHash, merkleRoot, type SignedSeal } from './verifier';

/** Seals, and streams, in one part of what is told of a segment: below 200 KiB. */
const IN_PART = 500;
const PAGE = 200;

/** A closed stretch of one class that is to be taken out of the log as a whole. */
export interface ExpiringSegment {
  readonly name: string;
  readonly streamClass: StreamClass;
  /** Positions after this one ('' = the beginning), up to and with `to`. */
  readonly after: string;
  readonly to: string;
  readonly count: number;
}

/** An event as a seal knows it, and whether it is in the segment. */
export interface Leaf extends Pick<Entry, 'hash' | 'recordedAt' | 'position'> {
  readonly expiring: boolean;
}

/** What the store tells of a segment. */
export interface SegmentReader {
  /** Every event of the log after `after`, up to and with `to`, in order. */
  leaves(after: string, to: string): Promise<readonly Leaf[]>;
  /** Streams that have events in the segment and go on behind it: first and last revision in it, hash of the last one. */
  streams(): Promise<readonly (readonly [stream: string, from: number, to: number, hash: string])[]>;
}

/** Why a segment cannot go yet, in words; it is tried again with the next run. */
export class NotYet extends Error {}
/** What stands in the log is not what was sealed: nothing is taken from it before that is looked into. */
export class NotIntact extends Error {}

/**
 * Signed statements of what will be left when the segment is gone. Each stretch is checked against its seal first: what is not as sealed stays, and
 * so does what is not under a seal that was written down outside.
 * @param anchored number of the newest seal that was written down outside; -1 = none
 * @throws NotYet, NotIntact
 */
export async function tellExpiry(
  log: Pick<EventLog, 'readStream'>,
  key: SealKey,
  segment: ExpiringSegment,
  reader: SegmentReader,
  about: { readonly run: string; readonly policy: string; readonly at: number; readonly anchored: number },
): Promise<SignedExpiry[]> {
  const newest = await lastSeal(log);
  if (!newest || newest.to < segment.to) throw new NotYet('it is not sealed yet');
  const left: [number, number, string][] = [];
  for (let n = await firstSealOver(log, newest, segment.after); n <= newest.n; n++) {
    const seal = n === newest.n ? newest : await sealAt(log, n);
    if (!seal) throw new NotIntact(`seal ${n} is not there`);
    if (seal.after >= segment.to) break;
    if (n > about.anchored) throw new NotYet(`seal ${n}, which covers it, is not written down outside yet`);
    const kept = await keptOf(log, seal, await reader.leaves(seal.after, seal.to));
    if (kept) left.push([n, ...kept]);
  }
  const streams = await reader.streams();
  const parts = Math.max(1, Math.ceil(Math.max(left.length, streams.length) / IN_PART));
  return Array.from({ length: parts }, (_, part) => {
    const cut = <T>(list: readonly T[]): T[] => list.slice(part * IN_PART, (part + 1) * IN_PART);
    const { name, streamClass, after, to, count } = segment;
    const { run, policy, at } = about;
    const statement: ExpiryStatement = {
      ...{ segment: name, part, streamClass, after, to, count, run, policy },
      ...{ seals: cut(left), streams: cut(streams), at, key: key.id },
    };
    return key.expiry(statement);
  });
}

/** What stays of a sealed stretch; null when none of the segment's events is in it. @throws NotIntact */
async function keptOf(
  log: Pick<EventLog, 'readStream'>,
  seal: SignedSeal,
  leaves: readonly Leaf[],
): Promise<[kept: number, root: string] | null> {
  const rootOf = (some: readonly Leaf[]): string => merkleRoot(some.map((leaf) => leafHash({ ...leaf, type: '' })));
  const kept = leaves.filter(({ expiring }) => !expiring);
  if (kept.length === leaves.length) return null;
  const root = rootOf(leaves);
  const asSealed = leaves.length === seal.count && root === seal.root;
  if (!asSealed && !(await wasTold(log, seal.n, leaves.length, root)))
    throw new NotIntact(`what stands under seal ${seal.n} (up to position ${seal.to}) is not what was sealed`);
  return [kept.length, rootOf(kept)];
}

/** Whether an earlier statement says that so much is left of a seal. The newest are looked at first: neighbours go one after the other. */
async function wasTold(log: Pick<EventLog, 'readStream'>, n: number, kept: number, root: string): Promise<boolean> {
  let before: bigint | undefined;
  try {
    for (;;) {
      const at = before === undefined ? {} : { after: before };
      const page = await log.readStream({ stream: EXPIRY_STREAM, ...at, dir: 'back', limit: PAGE });
      for (const { data } of page.events)
        for (const [seal, left, leftRoot] of (data as unknown as SignedExpiry).seals)
          if (seal === n && left === kept && leftRoot === root) return true;
      before = page.events.at(-1)?.revision;
      if (page.end || before === undefined) return false;
    }
  } catch (error) {
    if (error instanceof StreamNotFound) return false;
    throw error;
  }
}

/** The first seal that reaches beyond a position, by halving. */
async function firstSealOver(log: Pick<EventLog, 'readStream'>, newest: SignedSeal, position: string): Promise<number> {
  let [low, high] = [0, newest.n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const seal = await sealAt(log, middle);
    if (!seal) throw new NotIntact(`seal ${middle} is not there`);
    if (seal.to > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
