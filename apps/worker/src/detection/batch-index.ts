import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';
import {
  type Batch,
  type EvidenceRecord,
  KIND_DEFINITIONS,
  MAX_EVIDENCE_BYTES,
  MAX_EVIDENCE_RECORDS,
} from '@wireledger/events';
import type { JsonValue } from '@wireledger/event-sourcing';

/** Batches whose place is remembered; about two hours of one busy sensor. */
const REMEMBERED = 20_000;
/** Batches that are kept whole. */
const KEPT = 256;

/** By event type: the kind of its records, and what each column holds. */
const KINDS = new Map(
  Object.values(KIND_DEFINITIONS).map(({ name, type, columns }) => [
    type,
    { name: name as EvidenceRecord['kind'], holds: new Map(columns) },
  ]),
);

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

  /** Copies of the records `event#n`, newest first until the bounds of evidence are reached; then in order. */
  async copy(refs: readonly string[]): Promise<Evidence> {
    const records: EvidenceRecord[] = [];
    let bytes = 2;
    for (const ref of [...refs].reverse()) {
      const cut = ref.lastIndexOf('#');
      const batch = await this.find(ref.slice(0, cut));
      const record = batch && copyOf(batch, Number(ref.slice(cut + 1)));
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

/** Record `n` of a batch: its columns that are neither zero nor empty, times absolute. */
function copyOf(event: RecordedEvent, n: number): EvidenceRecord | null {
  const kind = KINDS.get(event.type);
  const { n: records, t0, cols } = event.data as unknown as Batch;
  if (kind === undefined || !Number.isInteger(n) || n < 0 || n >= records) return null;
  const record: Record<string, JsonValue> = {};
  for (const [name, column] of Object.entries(cols as unknown as Record<string, readonly JsonValue[]>)) {
    const value = column[n];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    const holds = kind.holds.get(name);
    if (holds === 'time' || (holds === 'maybeTime' && value !== 0)) record[name] = t0 + (value as number);
    else if (value !== 0 || name === 'rcode') record[name] = value;
  }
  return { event: event.id, n, position: event.position, hash: event.meta.hash ?? '', kind: kind.name, record };
}
