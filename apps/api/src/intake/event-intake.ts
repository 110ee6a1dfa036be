import { type EventFault, MAX_EVENTS_BYTES, MOST_FAULTS, readEvents, type Encoding, unpack } from '@wireledger/ingest';
import { DomainError, formatTime } from '@wireledger/kernel';
import { sha256 } from '@wireledger/kernel/hashing';

import type { KnownRequest } from '../access/request';
import type { Refusals } from '../audit/refusals';
import { actorOf, knownViewer } from '../access/viewer';
import { budgetKey, overBudget } from '../http/request-limits';
import { type RequestBudget } from '../http/request-budget';
import { originOf } from '../http/request-origin';
import { readBytes } from '../ingest/read-bytes';
import { recordsOf } from './event-records';
import type { Keyed } from './intake-keys';
import type { IntakeWriter } from './intake-writer';

/** How events that were taken are answered. */
export interface TakenEvents {
  readonly accepted: number;
  /** The server's time, RFC 3339. */
  readonly received: string;
  /** Of each event, in order: the id by which alerts name it as their evidence. */
  readonly ids: readonly string[];
}

/** What was answered, and whether it was answered before to the same key. */
export interface Answered {
  readonly answer: TakenEvents;
  readonly repeated: boolean;
}

/** What the way in stands on. */
export interface IntakeParts {
  readonly writer: IntakeWriter;
  /** Events of a token. */
  readonly budget: RequestBudget;
  readonly refusals: Refusals;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

const DOOR = 'events by HTTP';
/** What is no fault of whoever sends. */
const OURS: ReadonlySet<string> = new Set(['INTAKE_AWAY', 'BUSY']);

/** Where programs tell of events: what is well-formed is written, all of a request or nothing, and answered when the log has it for good. */
export class EventIntake {
  constructor(private readonly parts: IntakeParts) {}

  /**
   * @returns the answer, and whether it is that of an earlier request with the same key
   * @throws DomainError TOO_MANY_REQUESTS, UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, BAD_USER_INPUT, EVENTS_INVALID, and those of the writer
   */
  async take(request: KnownRequest): Promise<Answered> {
    try {
      return await this.read(request);
    } catch (error) {
      if (error instanceof DomainError && !OURS.has(error.code)) await this.refused(request, error.code);
      throw error;
    }
  }

  /** Writes what waits, and ends the source. */
  close(): Promise<void> {
    return this.parts.writer.close();
  }

  private async read(request: KnownRequest): Promise<Answered> {
    const viewer = knownViewer(request.viewer);
    const from = originOf(request).ip;
    this.within(budgetKey(viewer, from), 1);
    const lines = isLines(request.headers['content-type']);
    const key = keyOf(request.headers['idempotency-key']);
    const body = await bodyOf(request);
    // Also what is wrong in them costs: to find that out is the greater part of the work.
    const read = readEvents(body, lines, (values) => this.within(budgetKey(viewer, from), Math.max(0, values - 1)));
    if ('cause' in read) throw new DomainError('BAD_USER_INPUT', `The body cannot be read: ${read.cause}.`);
    if ('faults' in read) throw invalid(read.faults);
    const records = recordsOf(read.events, { nowUs: this.parts.clock() * 1000, sender: from });
    if ('faults' in records) throw invalid(records.faults);
    const token = viewer.is === 'token' ? viewer.token : viewer.user;
    const keyed: Keyed | null = key === null ? null : { token, key: sha256(key), body: sha256(body) };
    const { ids, at, repeated } = await this.parts.writer.take({ actor: actorOf(viewer), rows: records.rows, keyed });
    const named = ids.flatMap(([batch, first, count]) =>
      Array.from({ length: count }, (_, i) => `${batch}#${first + i}`),
    );
    return { answer: { accepted: named.length, received: formatTime(at * 1000), ids: named }, repeated };
  }

  /** On the trail, counted when there are many: whose program sends what nobody takes is known. */
  private async refused(request: KnownRequest, code: string): Promise<void> {
    const { viewer, requestId } = request;
    await this.parts.refusals.atDoor(DOOR, code, { ...originOf(request), via: 'rest' }, viewer, requestId);
  }

  private within(key: string, events: number): void {
    const seconds = this.parts.budget.take(key, events);
    if (seconds > 0) throw new DomainError('TOO_MANY_REQUESTS', overBudget(seconds), { retryAfterSeconds: seconds });
  }
}

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const LINES_TYPE = /^application\/(?:x-)?ndjson\s*(?:;|$)/i;

function isLines(type: string | undefined): boolean {
  if (LINES_TYPE.test(type ?? '')) return true;
  if (JSON_TYPE.test(type ?? '')) return false;
  throw new DomainError(
    'UNSUPPORTED_MEDIA_TYPE',
    'Send `content-type: application/json`, or `application/x-ndjson` for an event a line.',
  );
}

/** Printable ASCII, as a header may hold. */
const KEY = /^[\x21-\x7e]{1,255}$/;

function keyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new DomainError('BAD_USER_INPUT', 'An Idempotency-Key is one text of 1 to 255 printable ASCII characters.');
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  '': 'identity',
  identity: 'identity',
  gzip: 'gzip',
  zstd: 'zstd',
};

/** @throws DomainError UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, BAD_USER_INPUT */
async function bodyOf(request: KnownRequest): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? '').toLowerCase();
  if (!Object.hasOwn(ENCODINGS, encoding))
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, or packed by gzip or zstd.');
  const packed = await readBytes(request, MAX_EVENTS_BYTES);
  if (encoding === '') return packed;
  const plain = await unpack(packed, ENCODINGS[encoding] as Encoding, MAX_EVENTS_BYTES);
  if (plain === 'too large')
    throw new DomainError('TOO_LARGE', `A body is at most ${MAX_EVENTS_BYTES} bytes unpacked. Send it in parts.`);
  if (plain === 'broken') throw new DomainError('BAD_USER_INPUT', `The body cannot be read: it is not ${encoding}.`);
  return plain;
}

function invalid(faults: readonly EventFault[]): DomainError {
  const events = new Set(faults.map(({ index }) => index)).size;
  const [first] = faults as [EventFault];
  return new DomainError(
    'EVENTS_INVALID',
    `Nothing was taken: ${events === 1 ? 'one event is' : `${events} events are`} wrong. Event ${first.index}, \`${first.field}\`: ${first.cause}. ${first.mend}`,
    { faults: faults.slice(0, MOST_FAULTS), faultCount: faults.length },
  );
}
