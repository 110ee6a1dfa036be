import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  canonicalMeta,
  chainHash,
  contentHash,
  type EventMeta,
  GENESIS_HASH,
  type JsonObject,
  MAX_EVENT_BYTES,
  type PreparedAppend,
  type PreparedEvent,
  type RecordedEvent,
} from '@wireledger/event-sourcing';

import { positionText } from './all-position';
import type { StoreEvent, StoreRecord } from './store-driver';

/** Last event of a stream, as far as the next link of its chain needs it. Revision -1 = nothing was ever written. */
export interface StreamEnd {
  readonly revision: bigint;
  readonly id: string;
  readonly hash: string;
  readonly appendId: string | null;
}

export const EMPTY_STREAM: StreamEnd = { revision: -1n, id: '', hash: GENESIS_HASH, appendId: null };

/** An append made ready for its place: every event knows its revision, and by its hash the one before. */
export interface LinkedAppend {
  readonly events: readonly StoreEvent[];
  /** How the stream ends once it is written. */
  readonly end: StreamEnd;
}

/** A record the adapter cannot make sense of; reading goes no further. */
export class UnreadableRecord extends Error {
  constructor(record: StoreRecord, reason: string, options?: { cause?: unknown }) {
    super(`${record.stream} revision ${record.revision} (${record.type}) cannot be read: ${reason}`, options);
    this.name = 'UnreadableRecord';
  }
}

/** Kept beside the writer's metadata in the store; `append` stands in the last event of each append only. */
interface StoredMeta extends EventMeta {
  readonly append?: string;
  readonly enc?: 'zstd';
}

/**
 * Places a request behind the end of its stream. Telemetry is compressed; everything else stays plain JSON, so that an
 * auditor can read it with any tool. The chain covers the bytes before compression.
 */
export function linkAppend(request: PreparedAppend, end: StreamEnd): LinkedAppend {
  const compress = request.streamClass === 'telemetry';
  const events: StoreEvent[] = [];
  let { revision, hash } = end;
  for (const [i, event] of request.events.entries()) {
    const { id, type, content } = event;
    const prev = hash;
    revision++;
    hash = chainHash({ prev: Buffer.from(prev, 'hex'), stream: request.stream, revision, id, type, content }).toString(
      'hex',
    );
    const append = i === request.events.length - 1 ? request.appendId : undefined;
    const stored = { prev, hash, ...(append ? { append } : {}), ...(compress ? { enc: 'zstd' } : {}) };
    events.push({
      ...{ id, type, metadata: extended(event.meta, stored) },
      data: compress ? zstdCompressSync(event.data) : (JSON.parse(event.data.toString('utf8')) as object),
    });
  }
  const last = request.events.at(-1) as PreparedEvent;
  return { events, end: { revision, id: last.id, hash, appendId: request.appendId } };
}

/** The writer's metadata byte for byte, with the store's own behind them. */
function extended(meta: Buffer, own: object): Uint8Array {
  const said = meta.toString('utf8').slice(0, -1);
  return Buffer.from(`${said}${said.length > 1 ? ',' : ''}${JSON.stringify(own).slice(1)}`, 'utf8');
}

/** A record as the port returns it, raw: not upcast. @throws UnreadableRecord */
export function decodeRecord(record: StoreRecord): { readonly event: RecordedEvent; readonly appendId: string | null } {
  const { append, enc, ...meta } = objectOf(record, record.metadata ?? {}, 'metadata') as unknown as StoredMeta;
  const data = objectOf(record, enc === 'zstd' ? decompressed(record) : record.data, 'payload');
  const event: RecordedEvent = {
    ...{ id: record.id, type: record.type, data, meta, stream: record.stream, revision: record.revision },
    position: positionText(record.position),
    recordedAt: record.createdMs * 1000,
  };
  return { event, appendId: append ?? null };
}

/** Whether a stored event says what a writer offers now: same id, type, payload and metadata. */
export function isSame(stored: RecordedEvent, offered: PreparedEvent): boolean {
  if (stored.id !== offered.id || stored.type !== offered.type) return false;
  const content = contentHash(Buffer.from(JSON.stringify(stored.data)), Buffer.from(canonicalMeta(stored.meta)));
  return content.equals(offered.content);
}

export const endOf = ({ event, appendId }: ReturnType<typeof decodeRecord>): StreamEnd => ({
  revision: event.revision,
  id: event.id,
  hash: event.meta.hash ?? GENESIS_HASH,
  appendId,
});

function decompressed(record: StoreRecord): unknown {
  if (!(record.data instanceof Uint8Array))
    throw new UnreadableRecord(record, 'it is said to be compressed and is not');
  try {
    return JSON.parse(zstdDecompressSync(record.data, { maxOutputLength: MAX_EVENT_BYTES }).toString('utf8'));
  } catch (cause) {
    throw new UnreadableRecord(record, (cause as Error).message, { cause });
  }
}

function objectOf(record: StoreRecord, value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
    throw new UnreadableRecord(record, `its ${what} is not a JSON object`);
  return value as JsonObject;
}
