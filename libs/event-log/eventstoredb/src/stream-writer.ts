import {
  type AppendResult,
  assertInTime,
  InvalidAppend,
  type PreparedAppend,
  type RecordedEvent,
} from '@wireledger/event-sourcing';

import { positionText } from './all-position';
import { EMPTY_STREAM, endOf, isSame, linkAppend, type LinkedAppend, type StreamEnd } from './record-codec';
import type { Retention } from './retention';
import { EventStoreUnavailable, type StoreConnection } from './store-connection';
import { StoreFailure } from './store-driver';
import type { StreamReader } from './stream-reader';

/** Streams whose end is remembered; the next append to any other costs one read more. */
const REMEMBERED = 2_000;
/** How often others may be faster before an append without expected revision fails. */
const ROUNDS = 200;

type Written =
  | { readonly kind: 'settled'; readonly result: AppendResult }
  /** The stream went on without us; `doubtful` when a lost answer may have been a yes. */
  | { readonly kind: 'moved'; readonly doubtful: boolean };

/**
 * Appends to streams, one request at a time per stream. Whatever the caller expects, the server is always given the exact
 * revision: the hash chain needs to know it, and only then does the server recognise a repeat at any age. It answers a
 * repeat with success, so that what really stands there is read back whenever it may be other than what was sent.
 */
export class StreamWriter {
  /** In order of use, oldest first. */
  private readonly ends = new Map<string, StreamEnd>();
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(
    private readonly connection: StoreConnection,
    private readonly reader: StreamReader,
    private readonly retention: Retention,
  ) {}

  append(request: PreparedAppend): Promise<AppendResult> {
    const { stream } = request;
    const before = this.queues.get(stream) ?? Promise.resolve();
    const result = before.then(() => this.place(request));
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.queues.set(stream, settled);
    void settled.then(() => {
      if (this.queues.get(stream) === settled) this.queues.delete(stream);
    });
    return result;
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.queues.size > 0) await Promise.all(this.queues.values());
  }

  private async place(request: PreparedAppend): Promise<AppendResult> {
    const { stream } = request;
    const remembered = this.ends.get(stream);
    let fresh = remembered === undefined;
    let end = remembered ?? (await this.lookUp(stream));
    for (let round = 0; round < ROUNDS; round++) {
      const repeated = await this.repeated(request, end);
      if (repeated) return repeated;
      if (!fits(request, end)) {
        if (fresh) return wrongRevision(end);
      } else {
        const mustVerify = fresh || request.streamClass !== 'telemetry';
        const written = await this.write(request, end, mustVerify);
        if (written.kind === 'settled') return written.result;
        const ours = written.doubtful ? await this.standing(request, end.revision, true) : null;
        if (ours) return ours;
      }
      fresh = true;
      end = await this.lookUp(stream);
    }
    throw new EventStoreUnavailable(`others kept writing to ${stream}`);
  }

  /** The same ids already stand where this request would have gone. */
  private async repeated(request: PreparedAppend, end: StreamEnd): Promise<AppendResult | null> {
    const { expected, events } = request;
    const at = expected === 'none' ? -1n : expected;
    if (typeof at === 'bigint') return at < end.revision ? this.standing(request, at, false) : null;
    if (end.id !== events.at(-1)?.id) return null;
    return this.standing(request, end.revision - BigInt(events.length), false);
  }

  /** Compares the request with what stands behind a revision; null when other events stand there. */
  private async standing(request: PreparedAppend, after: bigint, mayBeOurs: boolean): Promise<AppendResult | null> {
    const { stream, events, appendId } = request;
    if (after < -1n) return null;
    const found = (await this.reader.from(stream, after + 1n, events.length)) ?? [];
    const last = found.at(-1);
    if (!last || found.length < events.length) return null;
    if (found.some(({ event }, i) => event.id !== events[i]?.id || event.revision !== after + BigInt(i) + 1n))
      return null;
    const { revision } = last.event;
    if (found.some(({ event }, i) => !isSame(event, events[i]!))) return { status: 'contentMismatch', revision };
    const status = mayBeOurs && last.appendId === appendId ? 'ok' : 'duplicate';
    return { status, revision, position: last.event.position, hash: hashOfStored(last.event) };
  }

  private async write(request: PreparedAppend, end: StreamEnd, mustVerify: boolean): Promise<Written> {
    const { stream } = request;
    if (end.revision < 0n) await this.retention.applyToNew(stream);
    const linked = linkAppend(request, end);
    let attempts = 0;
    try {
      const expected = end.revision < 0n ? ('absent' as const) : end.revision;
      const { answerMs } = this.connection.times;
      const { revision, position } = await this.connection.run((driver, attempt) => {
        assertInTime(request);
        attempts = attempt;
        return driver.append({ stream, expected, events: linked.events, answerMs });
      });
      if (revision !== linked.end.revision)
        throw new Error(`${stream} goes on at revision ${revision} after a deletion; its chain cannot be continued`);
      if (mustVerify || attempts > 1 || !position) return await this.readBack(request, end, linked);
      this.remember(stream, linked.end);
      const { hash } = linked.end;
      return { kind: 'settled', result: { status: 'ok', revision, position: positionText(position), hash } };
    } catch (error) {
      this.ends.delete(stream);
      if (!(error instanceof StoreFailure)) throw error;
      if (error.kind === 'wrongRevision') return { kind: 'moved', doubtful: attempts > 1 };
      if (error.kind === 'tombstoned') return { kind: 'settled', result: { status: 'tombstoned' } };
      if (error.kind === 'tooLarge') throw new InvalidAppend(`append to ${stream}: ${error.message}`);
      throw error;
    }
  }

  /** Makes sure that a success was this very append, and not somebody else's with the same ids. */
  private async readBack(request: PreparedAppend, before: StreamEnd, { end }: LinkedAppend): Promise<Written> {
    const { stream } = request;
    const stored = (await this.reader.from(stream, end.revision, 1))?.[0];
    if (stored) this.remember(stream, endOf(stored));
    if (stored?.event.meta.hash === end.hash && stored.appendId === end.appendId) {
      const { revision, hash } = end;
      return { kind: 'settled', result: { status: 'ok', revision, position: stored.event.position, hash } };
    }
    const result = await this.standing(request, before.revision, true);
    return result ? { kind: 'settled', result } : { kind: 'moved', doubtful: false };
  }

  private async lookUp(stream: string): Promise<StreamEnd> {
    const end = await this.reader.end(stream);
    this.remember(stream, end);
    return end;
  }

  private remember(stream: string, end: StreamEnd): void {
    this.ends.delete(stream);
    if (end === EMPTY_STREAM) return;
    this.ends.set(stream, end);
    if (this.ends.size <= REMEMBERED) return;
    const [oldest] = this.ends.keys();
    if (oldest !== undefined) this.ends.delete(oldest);
  }
}

const hashOfStored = (event: RecordedEvent): string => event.meta.hash ?? '';

function fits({ expected }: PreparedAppend, { revision }: StreamEnd): boolean {
  if (expected === 'any') return true;
  if (expected === 'exists') return revision >= 0n;
  return expected === 'none' ? revision < 0n : revision === expected;
}

function wrongRevision(end: StreamEnd): AppendResult {
  if (end.revision < 0n) return { status: 'wrongRevision', actual: 'absent' };
  const { revision, appendId, hash } = end;
  return {
    status: 'wrongRevision',
    actual: revision,
    lastHash: hash,
    ...(appendId === null ? {} : { lastAppendId: appendId }),
  };
}
