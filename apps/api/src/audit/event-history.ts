import {
  type EventLog,
  GENESIS_HASH,
  hashOf,
  type JsonObject,
  type RecordedEvent,
  StreamNotFound,
} from '@wireledger/event-sourcing';
import { EVENT_DEFINITIONS } from '@wireledger/events';
import { DomainError, formatTime } from '@wireledger/kernel';
import { fieldChanges } from '@wireledger/read-models';

import type { LogEventDetail, StreamChange } from '../schema/events';
import { difference, fieldsAt } from './changed-fields';
import type { PartyNames } from './party-names';
import { redact } from './redact';

/** Types whose old events are read in a newer form: their bytes are not those that were hashed. */
const REWRITTEN = new Set(EVENT_DEFINITIONS.filter(({ version }) => version > 1).map(({ type }) => type));

const PREFIXES = ['domain.', 'seal.'];
/** For whoever asks for an event that is not there, or not for him. */
export const unknownEvent = () => new DomainError('NOT_FOUND', 'There is no such event.');

/** Single events and the states between them, straight from the log. */
export class EventHistory {
  constructor(
    private readonly log: Pick<EventLog, 'readStream' | 'tail'>,
    private readonly names: PartyNames,
  ) {}

  /** @param whole with personal fields. @throws DomainError NOT_FOUND */
  async event(stream: string, revision: number, whole: boolean): Promise<LogEventDetail> {
    if (!Number.isSafeInteger(revision) || revision < 0) throw unknownEvent();
    const [before, event] = await this.pair(stream, BigInt(revision));
    if (!event || !PREFIXES.some((prefix) => event.type.startsWith(prefix))) throw unknownEvent();
    const tail = await this.log.tail(stream);
    const { id, type, meta, position, recordedAt, data } = event;
    const shown = whole ? { value: data, redacted: false } : redact(data);
    return {
      event: this.names.event({
        ...{ position, id, stream, revision, type, version: meta.sv, actor: meta.actor },
        ...{ at: formatTime(meta.occ[1]), recordedAt: formatTime(recordedAt) },
        ...{ correlation: meta.$correlationId, causation: meta.$causationId },
      }),
      data: JSON.stringify(shown.value, null, 2),
      redacted: shown.redacted,
      prev: meta.prev ?? GENESIS_HASH,
      hash: meta.hash ?? '',
      intact: REWRITTEN.has(type) ? null : hashOf(event) === meta.hash,
      linked: meta.prev === (before?.meta.hash ?? GENESIS_HASH),
      last: tail === 'absent' ? revision : Number(tail.revision),
    };
  }

  /** @throws DomainError NOT_FOUND, BAD_USER_INPUT */
  async change(stream: string, from: number, to: number): Promise<StreamChange> {
    if (![from, to].every((revision) => Number.isSafeInteger(revision) && revision >= -1))
      throw new DomainError('BAD_USER_INPUT', 'Revisions are whole numbers from -1.');
    const states = await fieldsAt(this.log, stream, [BigInt(from), BigInt(to)]).catch((error: unknown) => {
      throw error instanceof StreamNotFound ? unknownEvent() : error;
    });
    if (!states) return { known: false, changes: [] };
    const side = (state: JsonObject | null | undefined) => state ?? null;
    const { before, after } = difference(side(states[0]), side(states[1]));
    return { known: true, changes: fieldChanges(before, after) };
  }

  /** The event before one, and that one. */
  private async pair(
    stream: string,
    revision: bigint,
  ): Promise<[RecordedEvent | undefined, RecordedEvent | undefined]> {
    const after = revision - 2n;
    const page = await this.log
      .readStream({ stream, ...(after >= 0n ? { after } : {}), limit: 2 })
      .catch((error: unknown) => {
        if (error instanceof StreamNotFound) return { events: [], end: true };
        throw error;
      });
    const of = (wanted: bigint) => page.events.find((event) => event.revision === wanted);
    return [of(revision - 1n), of(revision)];
  }
}
