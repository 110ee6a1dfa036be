import {
  type EventLog,
  type EventOf,
  type NewEvent,
  type Position,
  type RecordedEvent,
  StreamNotFound,
} from '@wireledger/event-sourcing';
import { MAX_OBSERVED_ROWS, ObservedDaily } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';
import { observedKey, type ObservedPlace, type ObservedRow, type ObservedStore } from '@wireledger/read-models';

/** Namespace of the ids of parts. */
const TOLD = '5f0e3c1a-92b4-4d5e-8a57-1f6c2e9b7d40';
/** A day is told so long after its end, µs: sensors that were cut off hand over what they kept. */
const AFTER_US = 15 * 60_000_000;
const DAY_US = 86_400_000_000;
/** Bytes of the rows of one part, so that it fits into an event whatever its names are. */
const PART_BYTES = 160 * 1024;
const ACTOR = 'system:worker';

type Row = ObservedRow & ObservedPlace;

/** What telling days stands on. `clock`: µs since 1970. */
export interface ObservedDaysParts {
  readonly log: Pick<EventLog, 'append' | 'readStream' | 'head'>;
  readonly store: Pick<ObservedStore, 'hasRead' | 'untold' | 'rows'>;
  readonly logger: Pick<Logger, 'info'>;
  readonly clock: () => number;
}

/**
 * Tells the log what was observed on days that are over. Rows of such a day change no more and come in one order, and each part has an id of its own: whoever
 * goes on where another one stopped, or does the same at the same time, writes the same.
 */
export class ObservedDays {
  /** Where the log was when it was first looked at on a day: all that days before have recorded stands no later. */
  private ended: { readonly today: string; readonly head: Position | 'start' } | null = null;

  constructor(private readonly parts: ObservedDaysParts) {}

  /** Tells every day that is over and not told; answers how many. @throws what log and database throw; the next one goes on */
  async tick(signal: AbortSignal): Promise<number> {
    const { log, store, clock, logger } = this.parts;
    const today = new Date(Math.floor((clock() - AFTER_US) / DAY_US) * 86_400_000).toISOString().slice(0, 10);
    // Not where it is now: where sensors never rest the dictionary is always a step behind.
    if (this.ended?.today !== today) this.ended = { today, head: await log.head() };
    if (!(await store.hasRead(this.ended.head))) return 0;
    let told = 0;
    for (const day of await store.untold(today)) {
      if (signal.aborted) break;
      if (!(await this.tell(day, signal))) break;
      told++;
      logger.info({ day }, 'what was observed on a day is told to the log');
    }
    return told;
  }

  /** False when others are at it, or it was stopped. */
  private async tell(day: string, signal: AbortSignal): Promise<boolean> {
    const stream = `rollup-${day.replaceAll('-', '')}`;
    let newest = await this.newestPart(stream);
    for (;;) {
      // Told whole, and the table does not know yet.
      if (newest?.data.last === true) return true;
      if (signal.aborted) return false;
      const number = newest ? Number(newest.data.part) + 1 : 0;
      const given = await this.parts.store.rows(day, newest && placeOf(newest), MAX_OBSERVED_ROWS + 1);
      const rows = fitting(given);
      const event = partOf(day, number, rows, rows.length === given.length);
      const [answer] = await this.parts.log.append([
        { stream, expected: newest?.revision ?? 'none', appendId: event.id, events: [event] },
      ]);
      if (answer?.status !== 'ok' && answer?.status !== 'duplicate') return false;
      newest = await this.newestPart(stream);
    }
  }

  private async newestPart(stream: string): Promise<RecordedEvent | null> {
    try {
      const { events } = await this.parts.log.readStream({ stream, dir: 'back', limit: 1 });
      return events[0] ?? null;
    } catch (error) {
      if (error instanceof StreamNotFound) return null;
      throw error;
    }
  }
}

/** The rows that one part has room for: at least one. */
function fitting(rows: readonly Row[]): readonly Row[] {
  let bytes = 0;
  let n = 0;
  for (; n < rows.length && n < MAX_OBSERVED_ROWS; n++) {
    const { value, sensor, hosts } = rows[n] as Row;
    bytes += Buffer.byteLength(JSON.stringify([value, sensor, hosts])) + 60;
    if (n > 0 && bytes > PART_BYTES) break;
  }
  return rows.slice(0, n);
}

function partOf(day: string, part: number, rows: readonly Row[], last: boolean): NewEvent {
  const of = <T>(value: (row: Row) => T): T[] => rows.map(value);
  const cols = {
    ...{ kind: of(({ kind }) => kind), value: of(({ value }) => value), sensor: of(({ sensor }) => sensor) },
    ...{ first: of(({ first }) => first), last: of((row) => row.last), count: of(({ count }) => count) },
    ...{ hosts: of(({ hosts }) => [...hosts]), more: of(({ more }) => more) },
  };
  const id = uuidV5(TOLD, `${day}:${part}`);
  const { type, version, data } = ObservedDaily.create({ day, part, last, cols });
  const began = Date.parse(day) * 1000;
  const occ =
    rows.length > 0 ? ([Math.min(...cols.first), Math.max(...cols.last)] as const) : ([began, began] as const);
  return {
    id,
    type,
    data: data,
    meta: { $correlationId: id, $causationId: id, actor: ACTOR, sv: version, occ },
  };
}

/** Place of the last row of a part. */
function placeOf({ data }: RecordedEvent): ObservedPlace | null {
  const { cols } = data as unknown as EventOf<typeof ObservedDaily>['data'];
  const at = cols.kind.length - 1;
  const kind = cols.kind[at];
  const key = kind && observedKey(kind, cols.value[at] as string);
  return kind && key ? { kind, key, sensor: cols.sensor[at] as string } : null;
}
