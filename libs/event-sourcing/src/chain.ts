import { createHash } from 'node:crypto';

import type { EventMeta, RecordedEvent } from './event-log';

/** `prev` of the first event of a stream. */
export const GENESIS_HASH = '0'.repeat(64);

const lengthPrefixed = (parts: readonly Uint8Array[]): Buffer[] =>
  parts.flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, Buffer.from(part.buffer, part.byteOffset, part.length)];
  });

function digest(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of lengthPrefixed(parts)) hash.update(part);
  return hash.digest();
}

/** The metadata that is hashed: everything a writer said, without the links of the chain. Key order is kept. */
export function canonicalMeta(meta: EventMeta): string {
  const { prev: _prev, hash: _hash, ...said } = meta;
  return JSON.stringify(said);
}

/** SHA-256 over payload and metadata as appended (UTF-8 of `JSON.stringify`), each with its length, before any compression. */
export const contentHash = (data: Uint8Array, meta: Uint8Array): Buffer => digest([data, meta]);

/** What one link of the chain covers. `prev` and `content` are 32 bytes each. */
export interface ChainLink {
  readonly prev: Uint8Array;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/**
 * `SHA-256(prev ‖ stream ‖ revision ‖ id ‖ type ‖ content)`, each part preceded by its length as 32 bits big-endian;
 * the revision is 64 bits big-endian, the id its 16 bytes. The PostgreSQL adapter computes the same in SQL.
 */
export function chainHash(link: ChainLink): Buffer {
  const revision = Buffer.alloc(8);
  revision.writeBigInt64BE(link.revision);
  return digest([
    link.prev,
    Buffer.from(link.stream, 'utf8'),
    revision,
    Buffer.from(link.id.replaceAll('-', ''), 'hex'),
    Buffer.from(link.type, 'utf8'),
    link.content,
  ]);
}

/**
 * Hash of an event as the log stores it: over its sealed texts where it has some. The event must be raw, as read without a catalogue: upcasting
 * changes the bytes.
 */
export function hashOf(event: RecordedEvent): string {
  return chainHash({
    prev: Buffer.from(event.meta.prev ?? GENESIS_HASH, 'hex'),
    stream: event.stream,
    revision: event.revision,
    id: event.id,
    type: event.type,
    content: contentHash(
      Buffer.from(JSON.stringify(event.stored ?? event.data)),
      Buffer.from(canonicalMeta(event.meta)),
    ),
  }).toString('hex');
}

/** Where and why a stream's chain does not hold. */
export interface BrokenChain {
  readonly revision: bigint;
  readonly reason: 'hash' | 'link' | 'revision';
}

/**
 * Checks consecutive raw events of one stream: contiguous revisions, each link to the one before, each hash.
 * `prev` is the hash before the first of them (genesis for revision 0). Answers the first fault, or null.
 */
export function verifyChain(events: readonly RecordedEvent[], prev: string = GENESIS_HASH): BrokenChain | null {
  let expected = events[0]?.revision ?? 0n;
  let before = prev;
  for (const event of events) {
    if (event.revision !== expected) return { revision: event.revision, reason: 'revision' };
    if (event.meta.prev !== before) return { revision: event.revision, reason: 'link' };
    const hash = hashOf(event);
    if (event.meta.hash !== hash) return { revision: event.revision, reason: 'hash' };
    before = hash;
    expected++;
  }
  return null;
}
