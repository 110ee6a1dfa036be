// Stands alone: nothing is imported but Node itself and expiry.ts, for the offline verifier is made of these very files (tools/build-verifier.mjs).
import { createHash, type KeyObject, verify } from 'node:crypto';

import { EXPIRY_STREAM, EXPIRY_TYPE, isSignedExpiry, Lacks, type SignedExpiry } from './expiry';

/** What a seal says of a stretch of the log: every event after `after`, up to and with `to`, in order. */
export interface SealStatement {
  /** 0, 1, 2 …: also the revision in `seal-log`. */
  readonly n: number;
  /** Position before the stretch, '' = the beginning. */
  readonly after: string;
  readonly to: string;
  readonly count: number;
  readonly byType: Readonly<Record<string, number>>;
  /** Root of the Merkle tree over the leaves, hex. */
  readonly root: string;
  /** First three bytes of each event's hash, base64url: they tell where and how a stretch differs; what proves it is the root. */
  readonly marks: string;
  /** {@link sealHash} of the seal before it; 64 zeros for the first. */
  readonly prev: string;
  /** Wall clock of the sealer, µs since 1970 UTC. */
  readonly at: number;
  /** Id of the key. */
  readonly key: string;
}

/** A seal with its Ed25519 signature over {@link canonicalSeal}, base64url. */
export interface SignedSeal extends SealStatement {
  readonly signature: string;
}

/** An event of the log, whole, or by its hash alone. */
export interface Entry {
  readonly position: string;
  /** The log's clock, µs since 1970 UTC. */
  readonly recordedAt: number;
  readonly type: string;
  /** Hash as the log stores it, hex. */
  readonly hash: string;
  /** Absent: the content is not at hand, its hash vouches for it. */
  readonly whole?: {
    readonly stream: string;
    readonly revision: bigint;
    readonly id: string;
    readonly data: unknown;
    /** With `prev` and `hash`, in the order in which it was written. */
    readonly meta: Readonly<Record<string, unknown>>;
  };
}

/**
 * changed: content, hash or time is not what was sealed or linked. missing, inserted, reordered: as it says. forked: two histories claim one
 * place. truncated: the end is gone, or an older state came back. forged: a seal that the key did not sign.
 */
export type FaultKind = 'changed' | 'missing' | 'inserted' | 'reordered' | 'forked' | 'truncated' | 'forged';

export interface Fault {
  readonly kind: FaultKind;
  /** Where it shows. */
  readonly position: string;
  /** Seal that covers the place; null beyond the last one. */
  readonly seal: number | null;
  readonly detail: string;
}

export interface Verification {
  readonly events: number;
  readonly seals: number;
  /** Position that the last good seal reaches, '' = none. */
  readonly sealedTo: string;
  /** Last position that was read. */
  readonly head: string;
  /** Events after the last seal. */
  readonly unsealed: number;
  /** Sealed events that are not there any more because retention took them, as signed statements of the log account for. */
  readonly expired: number;
  /** At most {@link MAX_FAULTS}, in order of position. */
  readonly faults: readonly Fault[];
}

export const SEAL_TYPE = 'seal.LogSealed';
export const MAX_FAULTS = 100;
const ZEROS = '0'.repeat(64);
const MARK_BYTES = 3;
/** A position '' sorts before every other. */
const START = '';

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const sized = (part: Buffer): Buffer[] => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return [length, part];
};

const int64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

/** Hash of an event from everything that it says and the link before it. */
export function entryHash({ type, whole }: Required<Pick<Entry, 'type' | 'whole'>>): string {
  const { prev, hash: _hash, ...said } = whole.meta;
  const content = sha256(
    ...sized(Buffer.from(JSON.stringify(whole.data))),
    ...sized(Buffer.from(JSON.stringify(said))),
  );
  return sha256(
    ...sized(Buffer.from(typeof prev === 'string' ? prev : ZEROS, 'hex')),
    ...sized(Buffer.from(whole.stream)),
    ...sized(int64(whole.revision)),
    ...sized(Buffer.from(whole.id.replaceAll('-', ''), 'hex')),
    ...sized(Buffer.from(type)),
    ...sized(content),
  ).toString('hex');
}

/** Leaf of the tree: `SHA-256(0x00 ‖ hash ‖ recordedAt as 64 bits ‖ position)`. */
export const leafHash = ({ hash, recordedAt, position }: Entry): Buffer =>
  sha256(Buffer.of(0), Buffer.from(hash, 'hex'), int64(BigInt(recordedAt)), position);

/** Root over leaves as of RFC 6962: pairs are `SHA-256(0x01 ‖ left ‖ right)`, an odd one rises. No leaf: `SHA-256('')`. */
export function merkleRoot(leaves: readonly Buffer[]): string {
  let level = [...leaves];
  if (level.length === 0) return sha256('').toString('hex');
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Buffer, level[i + 1]];
      above.push(right ? sha256(Buffer.of(1), left, right) : left);
    }
    level = above;
  }
  return (level[0] as Buffer).toString('hex');
}

const markOf = ({ hash }: Pick<Entry, 'hash'>): string => hash.slice(0, MARK_BYTES * 2);
export const marksOf = (entries: readonly Pick<Entry, 'hash'>[]): string =>
  Buffer.from(entries.map(markOf).join(''), 'hex').toString('base64url');

/** The text that is signed: fields in this order, types sorted. */
export function canonicalSeal({ n, after, to, count, byType, root, marks, prev, at, key }: SealStatement): string {
  const types = Object.entries(byType).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(['wireledger seal 1', n, after, to, count, types, root, marks, prev, at, key]);
}

export const sealHash = (seal: SealStatement): string => sha256(canonicalSeal(seal)).toString('hex');

export const isSigned = (seal: SignedSeal, publicKey: KeyObject): boolean =>
  verify(null, Buffer.from(canonicalSeal(seal)), publicKey, Buffer.from(String(seal.signature), 'base64url'));

interface Chain {
  readonly revision: bigint;
  readonly hash: string;
  readonly position: string;
  /** Revisions that a jump left out, and where that is told of: should they come later, it was no gap. */
  readonly gap: { readonly from: bigint; readonly found: Found } | null;
}

/** A fault that was found; one that retention may account for later is lifted then. */
interface Found {
  fault: Fault;
}

/**
 * Checks a log, or a stretch of one, entry by entry in the order in which it stands: hashes, the chain of each stream, the seals and what they
 * cover; at the end the anchors, which know how far the log had come. Memory: one entry a stream, and what is not sealed yet.
 */
export class LogVerifier {
  private readonly chains = new Map<string, Chain>();
  private readonly found = new Set<Found>();
  private readonly lacks = new Lacks<Found>((found) => void this.found.delete(found));
  /** Faults that nothing can account for. */
  private faults = 0;
  private readonly sealHashes = new Map<number, { readonly hash: string; readonly position: string }>();
  private pending: Entry[] = [];
  private events = 0;
  private last: SignedSeal | null = null;
  private head = START;

  /** @param from position before the first entry; '' = the beginning of the log. Of a later stretch the first links are taken as they are. */
  constructor(
    private readonly publicKey: KeyObject,
    private readonly from = START,
  ) {}

  /** One entry further. */
  feed(entry: Entry): void {
    this.events++;
    if (entry.position === this.head) this.fault('forked', entry.position, 'the position is there twice');
    else if (entry.position < this.head)
      this.fault('reordered', entry.position, `it stands behind position ${this.head}`);
    else this.head = entry.position;
    if (entry.whole) this.checkContent(entry as Required<Entry>);
    if (entry.type === SEAL_TYPE && entry.whole?.stream === 'seal-log')
      this.takeSeal(entry, entry.whole.data as SignedSeal);
    if (entry.type === EXPIRY_TYPE && entry.whole?.stream === EXPIRY_STREAM)
      this.takeExpiry(entry, entry.whole.data as SignedExpiry);
    this.pending.push(entry);
  }

  /** The whole is read. `anchors`: seals as they were written down outside, in any order. */
  finish(anchors: readonly SignedSeal[] = []): Verification {
    this.checkAnchors(anchors);
    const faults = [...this.found]
      .map(({ fault }, i) => ({ fault, i }))
      .sort((a, b) =>
        a.fault.position === b.fault.position ? a.i - b.i : a.fault.position < b.fault.position ? -1 : 1,
      )
      .map(({ fault }) => fault);
    return {
      ...{ events: this.events, seals: this.sealHashes.size, sealedTo: this.last?.to ?? START, head: this.head },
      unsealed: this.pending.length,
      expired: this.lacks.accounted,
      faults: faults.slice(0, MAX_FAULTS),
    };
  }

  private fault(kind: FaultKind, position: string, detail: string, seal: number | null = null): void {
    if (++this.faults <= MAX_FAULTS * 2) this.found.add({ fault: { kind, position, seal, detail } });
  }

  /** Something is gone, which retention may yet account for. */
  private lack(position: string, detail: string, seal: number | null = null): Found {
    const found: Found = { fault: { kind: 'missing', position, seal, detail } };
    this.found.add(found);
    return found;
  }

  private checkContent(entry: Required<Entry>): void {
    const { position, hash, whole } = entry;
    const { stream, revision, meta } = whole;
    if (entryHash(entry) !== hash || meta.hash !== hash)
      this.fault('changed', position, `content and hash of ${stream} @ ${revision} do not agree`);
    const chain = this.chains.get(stream);
    const jump = chain ? this.checkLink(chain, entry) : this.checkFirst(entry);
    if (chain && revision <= chain.revision) return;
    const gap = chain && jump ? { from: chain.revision + 1n, found: jump } : (chain?.gap ?? null);
    this.chains.set(stream, { revision, hash, position, gap });
  }

  private checkFirst({ position, whole: { stream, revision, meta } }: Required<Entry>): Found | null {
    if (revision === 0n && meta.prev !== ZEROS) this.fault('changed', position, `${stream} does not begin at nothing`);
    if (revision === 0n || this.from !== START) return null;
    const found = this.lack(position, `${stream} begins with revision ${revision}`);
    this.lacks.ofStream(stream, 0n, revision - 1n, meta.prev, found);
    return found;
  }

  /** Answers what tells of a jump, if it is one. */
  private checkLink(chain: Chain, { position, whole: { stream, revision, meta } }: Required<Entry>): Found | null {
    const next = chain.revision + 1n;
    if (revision > next) {
      const found = this.lack(position, `${stream} jumps from revision ${chain.revision} to ${revision}`);
      this.lacks.ofStream(stream, next, revision - 1n, meta.prev, found);
      return found;
    }
    if (revision === chain.revision) this.fault('forked', position, `${stream} has revision ${revision} twice`);
    else if (revision < chain.revision) this.goesBack(chain, revision, position, stream);
    else if (meta.prev !== chain.hash)
      this.fault('changed', chain.position, `${stream} @ ${revision} names another hash for the event before it`);
    return null;
  }

  private goesBack({ gap, revision: last }: Chain, revision: bigint, position: string, stream: string): void {
    if (gap && revision >= gap.from && this.found.has(gap.found))
      gap.found.fault = { ...gap.found.fault, kind: 'reordered' };
    else this.fault('reordered', position, `${stream} goes back from revision ${last} to ${revision}`);
  }

  private takeExpiry({ position }: Entry, statement: SignedExpiry): void {
    if (isSignedExpiry(statement, this.publicKey)) this.lacks.take(statement);
    else this.fault('forged', position, `what tells of segment ${statement.segment} is not signed by the key`);
  }

  private takeSeal(entry: Entry, seal: SignedSeal): void {
    const { position } = entry;
    if (!isSigned(seal, this.publicKey)) {
      this.fault('forged', position, `seal ${seal.n} is not signed by the key`, seal.n);
      return;
    }
    const known = this.sealHashes.get(seal.n);
    if (known) this.fault('forked', position, `there are two seals ${seal.n}`, seal.n);
    else if (this.last && seal.n !== this.last.n + 1)
      this.fault('missing', position, `seal ${seal.n} follows seal ${this.last.n}`, seal.n);
    else if (this.last ? seal.prev !== sealHash(this.last) : this.from === START && seal.n !== 0)
      this.fault('forked', position, `seal ${seal.n} continues another history`, seal.n);
    this.sealHashes.set(seal.n, { hash: sealHash(seal), position });
    if (seal.after >= this.from) this.compare(seal, position);
    this.pending = this.pending.filter((one) => one.position > seal.to);
    this.last = seal;
  }

  /** What stands in the stretch against what was sealed. */
  private compare(seal: SignedSeal, sealPosition: string): void {
    const stretch = this.pending.filter(({ position }) => position > seal.after && position <= seal.to);
    const root = merkleRoot(stretch.map(leafHash));
    if (stretch.length === seal.count && root === seal.root) return;
    const bytes = Buffer.from(seal.marks, 'base64url');
    const sealed = Array.from({ length: seal.count }, (_, i) =>
      bytes.subarray(i * MARK_BYTES, (i + 1) * MARK_BYTES).toString('hex'),
    );
    const there = stretch.map(markOf);
    let i = 0;
    while (i < there.length && i < sealed.length && there[i] === sealed[i]) i++;
    const at = stretch[i]?.position ?? sealPosition;
    const lost = sealed.length - there.length;
    const said = `of ${seal.count} sealed events ${stretch.length} stand between ${seal.after || 'the start'} and ${seal.to}`;
    if (lost > 0) {
      const mark = this.lack(at, `${said}; ${lost} before here is gone`, seal.n);
      this.lacks.ofSeal(seal.n, { mark, kept: stretch.length, root, gone: lost });
    } else if (lost < 0) this.fault('inserted', at, `${said}; ${-lost} was not there when it was sealed`, seal.n);
    else if (i === sealed.length)
      this.fault(
        'changed',
        stretch[0]?.position ?? seal.to,
        'time or position of an event is not what was sealed',
        seal.n,
      );
    else if ([...there].sort().join() === [...sealed].sort().join())
      this.fault('reordered', at, 'the same events stand in another order than sealed', seal.n);
    else this.fault('changed', at, 'another event than was sealed stands here', seal.n);
  }

  private checkAnchors(anchors: readonly SignedSeal[]): void {
    for (const anchor of [...anchors].sort((a, b) => a.n - b.n)) {
      if (!isSigned(anchor, this.publicKey)) {
        this.fault('forged', anchor.to, `the anchor of seal ${anchor.n} is not signed by the key`, anchor.n);
        continue;
      }
      const known = this.sealHashes.get(anchor.n);
      if (known && known.hash !== sealHash(anchor))
        return this.fault('forked', known.position, `seal ${anchor.n} is not the one that was anchored`, anchor.n);
      if (!known && anchor.n > (this.last?.n ?? -1))
        return this.fault(
          'truncated',
          this.head,
          `the log ends with seal ${this.last?.n ?? 'none'}, an anchor knows seal ${anchor.n} up to ${anchor.to}: its end was cut, or an older state came back`,
          anchor.n,
        );
    }
  }
}
