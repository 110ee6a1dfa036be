import { evidenceRecord } from '@wireledger/detectors/replay';
import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';
import { type EvidenceRecord, MAX_EVIDENCE_BYTES, MAX_EVIDENCE_RECORDS } from '@wireledger/events';

/** Batches whose place is remembered; about two hours of one busy sensor. */
const REMEMBERED = 20_000;
/** Batches that are kept whole. */
const KEPT = 256;

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

  constructor(private readonly log: Pick<EventLog, 'readAll'>) {}

  /** `after`: where the page that holds the event was read from. */
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
      const record = batch && evidenceRecord(batch, Number(ref.slice(cut + 1)));
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

  private async find(id: string): Promise<RecordedEvent | null> {
    const known = this.whole.get(id);
    if (known) return known;
    const after = this.places.get(id);
    if (after === undefined) return null;
    const page = await this.log.readAll({ after, filter: { types: ['telemetry.'] }, limit: 64 });
    const found = page.events.find((event) => event.id === id) ?? null;
    if (found) remember(this.whole, id, found, KEPT);
    return found;
  }
}

function remember<T>(map: Map<string, T>, id: string, value: T, most: number): void {
  map.delete(id);
  map.set(id, value);
  if (map.size > most) map.delete(map.keys().next().value as string);
}
