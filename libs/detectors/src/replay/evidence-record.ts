import type { JsonValue, RecordedEvent } from '@wireledger/event-sourcing';
import { type Batch, type EvidenceRecord, KIND_DEFINITIONS } from '@wireledger/events';
import type { DetectorBatch } from '../records/cursors';

type Kind = EvidenceRecord['kind'];
type Holds = (typeof KIND_DEFINITIONS)[Kind]['columns'][number][1];

/** What each column of a kind holds. */
const HOLDS = Object.fromEntries(
  Object.values(KIND_DEFINITIONS).map(({ name, columns }) => [name, new Map(columns)]),
) as unknown as Readonly<Record<Kind, ReadonlyMap<string, Holds>>>;
const KIND_OF: ReadonlyMap<string, Kind> = new Map(
  Object.values(KIND_DEFINITIONS).map(({ name, type }) => [type, name as Kind]),
);

/** Record `n` of a batch as an alert keeps it: its columns that are neither zero nor empty, times absolute. Null when there is none. */
export function evidenceRecord(
  event: Pick<RecordedEvent, 'id' | 'type' | 'data'> & {
    readonly position: string;
    readonly meta: { readonly hash?: string };
  },
  n: number,
): EvidenceRecord | null {
  const kind = KIND_OF.get(event.type);
  const { n: records, t0, cols } = event.data as unknown as Batch;
  if (kind === undefined || !Number.isInteger(n) || n < 0 || n >= records) return null;
  const record: Record<string, JsonValue> = {};
  for (const [name, column] of Object.entries(cols as unknown as Record<string, readonly JsonValue[]>)) {
    const value = column[n];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    const holds = HOLDS[kind].get(name);
    if (holds === 'time' || (holds === 'maybeTime' && value !== 0)) record[name] = t0 + (value as number);
    else if (value !== 0 || name === 'rcode') record[name] = value;
  }
  return { event: event.id, n, position: event.position, hash: event.meta.hash ?? '', kind, record };
}

/** Where records came from, as an alert tells it. */
export interface EvidenceOrigin {
  readonly sensor: string;
  /** The run of an input; of the live timeline, which may hold several, any name for all of them. */
  readonly source: string;
}

/** Kept records as batches again, in the order in which the log has them: what was left out of a record is zero or empty. */
export function evidenceBatches(
  records: readonly EvidenceRecord[],
  { sensor, source }: EvidenceOrigin,
): DetectorBatch[] {
  const ordered = [...records].sort(
    (a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0) || a.n - b.n,
  );
  const [batches, seen]: [DetectorBatch[], Map<Kind, number>] = [[], new Map()];
  for (let from = 0; from < ordered.length;) {
    const { kind, position } = ordered[from] as EvidenceRecord;
    let to = from;
    while (ordered[to]?.kind === kind && ordered[to]?.position === position) to++;
    const part = ordered.slice(from, to);
    const firstSeq = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, firstSeq + part.length - 1);
    batches.push({
      kind,
      eventId: `kept-${kind}-${firstSeq}`,
      ...{ source, sensor, firstSeq },
      payload: batchOf(kind, part),
    });
    from = to;
  }
  return batches;
}

function batchOf(kind: Kind, records: readonly EvidenceRecord[]): Batch {
  const holds = [...HOLDS[kind]];
  const moments = holds.filter(([, what]) => what === 'time' || what === 'maybeTime').map(([name]) => name);
  const times = records.flatMap(({ record }) => moments.flatMap((name) => numberIn(record[name]) || []));
  const t0 = times.length > 0 ? Math.min(...times) : 0;
  const cols = holds.map(([name, what]) => [name, records.map(({ record }) => entry(record[name], what, t0))] as const);
  return { v: 1, n: records.length, t0, cols: Object.fromEntries(cols) } as unknown as Batch;
}

const numberIn = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : 0);

function entry(value: JsonValue | undefined, holds: Holds, t0: number): JsonValue {
  if (holds === 'text') return value ?? '';
  if (holds === 'json') return value ?? [];
  const number = numberIn(value);
  if (holds === 'time' || (holds === 'maybeTime' && number !== 0)) return number - t0;
  return number;
}
