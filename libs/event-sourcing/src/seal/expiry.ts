// Stands alone but for Node itself, as verifier.ts does: the offline verifier is made of both (tools/build-verifier.mjs).
import { type KeyObject, verify } from 'node:crypto';

export const EXPIRY_TYPE = 'seal.SegmentExpired';
export const EXPIRY_STREAM = 'seal-expiry';

/**
 * What was taken out of the log by retention, and what is left of each seal that covered it: written and signed before the events are dropped, by
 * the key that seals. A segment with more than 500 seals or streams is told in parts.
 */
export interface ExpiryStatement {
  /** Name of the segment; each has one or more parts, 0, 1, 2 … */
  readonly segment: string;
  readonly part: number;
  /** Class of the streams in it. */
  readonly streamClass: string;
  /** Positions after this one, up to and with `to`, of that class. */
  readonly after: string;
  readonly to: string;
  /** Events of the whole segment. */
  readonly count: number;
  /** Id of the run of retention, and the rule that it followed, in words. */
  readonly run: string;
  readonly policy: string;
  /** Number of a seal, how many of its events are left, and the root over their leaves, hex. */
  readonly seals: readonly (readonly [n: number, kept: number, root: string])[];
  /** Stream that goes on behind the segment, first and last revision that were in it, hash of the last one. */
  readonly streams: readonly (readonly [stream: string, from: number, to: number, hash: string])[];
  /** Wall clock, µs since 1970 UTC. */
  readonly at: number;
  /** Id of the key. */
  readonly key: string;
}

/** A statement with its Ed25519 signature over {@link canonicalExpiry}, base64url. */
export interface SignedExpiry extends ExpiryStatement {
  readonly signature: string;
}

/** The text that is signed: fields in this order. */
export function canonicalExpiry(statement: ExpiryStatement): string {
  const { segment, part, streamClass, after, to, count, run, policy, seals, streams, at, key } = statement;
  return JSON.stringify([
    'wireledger expiry 1',
    ...[segment, part, streamClass, after, to, count, run, policy, seals, streams, at, key],
  ]);
}

export const isSignedExpiry = (statement: SignedExpiry, publicKey: KeyObject): boolean =>
  verify(
    null,
    Buffer.from(canonicalExpiry(statement)),
    publicKey,
    Buffer.from(String(statement.signature), 'base64url'),
  );

interface Shortfall<Mark> {
  readonly mark: Mark;
  readonly kept: number;
  readonly root: string;
  readonly gone: number;
}

interface Hole<Mark> {
  readonly mark: Mark;
  /** Revisions that no statement has told of yet. */
  left: (readonly [from: bigint, to: bigint])[];
  /** Last revision before the stream goes on, and the hash that its next event names. */
  readonly to: bigint;
  readonly hash: unknown;
}

/**
 * What is missing from a log and may have been taken by retention. Statements stand behind what they tell of, so a lack is noted first, and
 * lifted when a statement accounts for exactly it.
 */
export class Lacks<Mark> {
  /** Events that statements accounted for. */
  accounted = 0;
  private readonly shortfalls = new Map<number, Shortfall<Mark>>();
  private readonly holes = new Map<string, Hole<Mark>[]>();

  /** @param excuse lifts what was noted under this mark */
  constructor(private readonly excuse: (mark: Mark) => void) {}

  /** Of a seal only `kept` events stand there, with this root; `gone` are not there. */
  ofSeal(n: number, shortfall: Shortfall<Mark>): void {
    this.shortfalls.set(n, shortfall);
  }

  /** A stream lacks these revisions; its next event names `hash` for the one before it. */
  ofStream(stream: string, from: bigint, to: bigint, hash: unknown, mark: Mark): void {
    this.holes.set(stream, [...(this.holes.get(stream) ?? []), { mark, left: [[from, to]], to, hash }]);
  }

  /** A statement, its signature checked. */
  take({ seals, streams }: ExpiryStatement): void {
    for (const [n, kept, root] of seals) {
      const lack = this.shortfalls.get(n);
      if (lack?.kept !== kept || lack.root !== root) continue;
      this.excuse(lack.mark);
      this.accounted += lack.gone;
      this.shortfalls.delete(n);
    }
    for (const [stream, from, to, hash] of streams) this.fill(stream, BigInt(from), BigInt(to), hash);
  }

  private fill(stream: string, from: bigint, to: bigint, hash: string): void {
    const holes = this.holes.get(stream);
    if (!holes) return;
    for (const hole of holes) {
      if (to === hole.to && hash !== hole.hash) continue;
      hole.left = hole.left.flatMap(([a, b]) => {
        if (to < a || from > b) return [[a, b] as const];
        return [...(from > a ? [[a, from - 1n] as const] : []), ...(to < b ? [[to + 1n, b] as const] : [])];
      });
      if (hole.left.length === 0) this.excuse(hole.mark);
    }
    this.holes.set(
      stream,
      holes.filter(({ left }) => left.length > 0),
    );
  }
}
