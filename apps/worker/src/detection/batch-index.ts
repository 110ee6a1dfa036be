import { evidenceRecord } from '@wireledger/detectors/replay';
import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';
import { type EvidenceRecord, MAX_EVIDENCE_BYTES, MAX_EVIDENCE_RECORDS } from '@wireledger/events';

/** Batches whose place is remembered; about two hours of one busy sensor. */
const REMEMBERED = 20_000;
/** The newest batches, kept whole. */
const KEPT = 256;
/** Older ones that were looked up, kept whole: what was counted for one alert is often counted for the next. */
const FOUND = 64;
/** Batches that evidence was taken of last: they stay unpacked, for the next alert often rests on them too. */
const OPENED = 16;
/** Batches that are read at once where only a place somewhere before the wanted one is known. */
const AROUND = 64;

/** Records that were counted, copied, and how many were not. */
export interface Evidence {
  readonly records: readonly EvidenceRecord[];
  readonly left: number;
}

/** Finds batches again by the ids that detectors name: the newest ones in memory, older ones in the log. */
export class BatchIndex {
  /** Id of a batch → position after which it is read. */
  private readonly places = new Map<string, Position | 'start'>();
  private readonly whole = new Map<string, RecordedEvent>();
  private readonly found = new Map<string, RecordedEvent>();

  private readonly opened = new Map<string, RecordedEvent['data']>();

  constructor(private readonly log: Pick<EventLog, 'readAll'>) {}

  /** `after`: position of the batch before it, or of anything between the two; any place less than 64 batches before it will do, but then they are all read when it is looked for. */
  add(event: RecordedEvent, after: Position | 'start'): void {
    remember(this.places, event.id, after, REMEMBERED);
    remember(this.whole, event.id, event, KEPT);
  }

  /** Whether all of the records are at hand, without a look into the log. */
  holds(refs: readonly string[]): boolean {
    return refs.every((ref) => this.whole.has(ref.slice(0, ref.lastIndexOf('#'))));
  }

  /** Copies of the records `event#n`, newest first until the bounds of evidence are reached; then in order. */
  async copy(refs: readonly string[]): Promise<Evidence> {
    const records: EvidenceRecord[] = [];
    let bytes = 2;
    for (const ref of [...refs].reverse()) {
      const cut = ref.lastIndexOf('#');
      const batch = await this.find(ref.slice(0, cut));
      const record = batch && evidenceRecord(this.open(batch), Number(ref.slice(cut + 1)));
      if (!record) continue;
      bytes += Buffer.byteLength(JSON.stringify(record)) + 1;
      if (bytes > MAX_EVIDENCE_BYTES || records.length >= MAX_EVIDENCE_RECORDS) break;
      records.push(record);
    }
    return { records: records.reverse(), left: refs.length - records.length };
  }

  save(): unknown {
    return [...this.places];
  }

  load(saved: unknown): void {
    for (const [id, after] of saved as [string, Position | 'start'][]) this.places.set(id, after);
  }

  private open(batch: RecordedEvent): Parameters<typeof evidenceRecord>[0] {
    const { id, type, position, meta } = batch;
    const data = this.opened.get(id) ?? batch.data;
    remember(this.opened, id, data, OPENED);
    return { id, type, position, meta, data };
  }

  private async find(id: string): Promise<RecordedEvent | null> {
    const known = this.whole.get(id) ?? this.found.get(id);
    if (known) return known;
    const after = this.places.get(id);
    if (after === undefined) return null;
    for (const limit of [1, AROUND]) {
      const { events } = await this.log.readAll({ after, filter: { types: ['telemetry.'] }, limit });
      const found = events.find((event) => event.id === id);
      if (found) remember(this.found, id, found, FOUND);
      if (found || events.length === 0) return found ?? null;
    }
    return null;
  }
}

function remember<T>(map: Map<string, T>, id: string, value: T, most: number): void {
  map.delete(id);
  map.set(id, value);
  if (map.size > most) map.delete(map.keys().next().value as string);
}
