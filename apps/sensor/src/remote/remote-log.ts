import { setTimeout as sleep } from 'node:timers/promises';
import { type AppendReq, type AppendResult, InvalidAppend, LogClosed, type Position } from '@wireledger/event-sourcing';
import { sensorStream } from '@wireledger/events';
import {
  type Encoding,
  INGEST_PATHS,
  type IngestDeed,
  pack,
  type PostAnswer,
  Poster,
  readPrivateKey,
  RefusedAnswer,
  type SensorIdentity,
  sequenceOf,
  signHead,
  TailAnswer,
  TakenAnswer,
  writeAppend,
} from '@wireledger/ingest';
import { sha256 } from '@wireledger/kernel/hashing';

import type { SensorLog, WriterTail } from '../sensor-log';

const ENCODING: Encoding = 'zstd';

/** Where a remote log gets what it needs; ports, so that tests can move the clock. */
export interface RemoteLogParts {
  /** Read again when the key was refused: somebody may have enrolled the sensor anew. @throws Error when there is none */
  readonly identity: () => SensorIdentity;
  /** This machine's clock, ms since 1970 UTC. */
  readonly now: () => number;
}

/**
 * The event log of a system on another machine, as a sensor writes to it: each append is signed, numbered and packed, and answered when it is in
 * the log for good. The same append again is answered `duplicate`. Whatever is not a clear answer throws, and is tried again by the caller.
 */
export class RemoteLog implements SensorLog {
  private identity: SensorIdentity;
  private poster: Poster;
  private readonly closing = new AbortController();
  /** Until then nothing is sent: the system said so (ms of this machine's clock). */
  private notBefore = 0;
  /** The system's clock minus this one, ms; null before it answered for the first time. */
  private offsetMs: number | null = null;

  /** @throws Error when there is no key, or its address cannot be used */
  constructor(private readonly parts: RemoteLogParts) {
    this.identity = parts.identity();
    this.poster = new Poster(this.identity.to, this.identity.ca);
  }

  get sensor(): string {
    return this.identity.sensor;
  }

  /** The system's clock as far as it is known: streams are named by its days, not by those of this machine. */
  get clock(): number {
    return this.parts.now() + (this.offsetMs ?? 0);
  }

  /** Resolves when the system's clock is known. @throws Error when it does not answer */
  async clockKnown(): Promise<void> {
    if (this.offsetMs === null) await this.tail(sensorStream(this.sensor));
  }

  async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    const results: AppendResult[] = [];
    for (const request of requests) results.push(await this.appendOne(request));
    return results;
  }

  async tail(stream: string): Promise<WriterTail | 'absent'> {
    const { status, json, retryAfterS } = await this.send('tail', Buffer.from(JSON.stringify({ stream })), 0);
    const answer = TailAnswer.safeParse(json);
    if (status !== 200 || !answer.success) throw this.unclear(status, json, retryAfterS);
    const { tail, now } = answer.data;
    this.offsetMs = now - this.parts.now();
    return tail === null ? 'absent' : { revision: BigInt(tail.revision), lastAppendId: tail.lastAppendId };
  }

  /** No more is sent; what is under way ends. */
  close(): Promise<void> {
    this.closing.abort();
    this.poster.close();
    return Promise.resolve();
  }

  private async appendOne(request: AppendReq): Promise<AppendResult> {
    const { status, json, retryAfterS } = await this.send('append', writeAppend(request), sequenceOf(request.expected));
    const answer = TakenAnswer.safeParse(json);
    if (status === 202 && answer.success) {
      const { revision, position, hash, now } = answer.data;
      this.offsetMs = now - this.parts.now();
      return { status: answer.data.status, revision: BigInt(revision), position: position as Position, hash };
    }
    const { code, message, actual } = RefusedAnswer.safeParse(json).data ?? { code: '', message: '' };
    if (code === 'INGEST_SEQUENCE' && actual !== undefined)
      return { status: 'wrongRevision', actual: actual === '-1' ? 'absent' : BigInt(actual) };
    if (code === 'INGEST_CONTENT' && actual !== undefined)
      return { status: 'contentMismatch', revision: BigInt(actual) };
    if (code === 'INGEST_GONE') return { status: 'tombstoned' };
    if (code === 'INGEST_REFUSED' || (status === 413 && code === 'TOO_LARGE')) throw new InvalidAppend(message);
    throw this.unclear(status, json, retryAfterS);
  }

  private async send(deed: IngestDeed, plain: Buffer, sequence: number): Promise<PostAnswer> {
    await this.rest();
    const body = await pack(plain, ENCODING);
    const { sensor, key, privateKey } = this.identity;
    const signer = readPrivateKey(privateKey);
    if (!signer) throw new Error('the private key of this sensor cannot be read');
    const head = { deed, sensor, key, sequence, sentAt: this.parts.now(), encoding: ENCODING, digest: sha256(body) };
    const headers = { ...signHead(head, signer), 'content-type': 'application/octet-stream' };
    return this.poster.post(INGEST_PATHS[deed], headers, body, this.closing.signal);
  }

  private async rest(): Promise<void> {
    const { signal } = this.closing;
    const waitMs = Math.min(3600_000, this.notBefore - this.parts.now());
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined); // ended meanwhile
    if (signal.aborted) throw new LogClosed();
  }

  /** An answer after which the same is tried again later. */
  private unclear(status: number, json: unknown, retryAfterS: number): Error {
    const { code, message } = RefusedAnswer.safeParse(json).data ?? { code: '', message: '' };
    if (retryAfterS > 0) this.notBefore = this.parts.now() + retryAfterS * 1000;
    if (code === 'INGEST_UNSIGNED') this.lookForKey();
    return new Error(message === '' ? `${new URL(this.identity.to).host} answers ${status}` : message);
  }

  /** The key may have been replaced on this machine. One of another sensor is not this one's. */
  private lookForKey(): void {
    const found = this.found();
    if (!found || found.sensor !== this.identity.sensor || found.key === this.identity.key) return;
    this.poster.close();
    this.poster = new Poster(found.to, found.ca);
    this.identity = found;
  }

  private found(): SensorIdentity | null {
    try {
      return this.parts.identity();
    } catch {
      return null; // being written, or taken away: the old one is refused on, and says why
    }
  }
}
