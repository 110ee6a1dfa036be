import { type Batch, type ColumnsOf, KIND_DEFINITIONS, type RecordKind } from '@wireledger/events';
import type { NewEvent } from '@wireledger/event-sourcing';
import { batchId } from '@wireledger/kernel/hashing';

import type { FactRow } from './fact-row';

/** Most records of one batch, as of every source. */
const MAX_RECORDS = 500;
/** Characters of one batch, and so of one record; an event may hold 256 KiB. */
const MAX_BATCH_CHARS = 160_000;
/** What one batch takes beside its records. */
const BATCH_CHARS = 1500;

/** What one append may hold: of several requests together, and of one that is greater than that by itself. */
export const GROUP = { batches: 8, chars: 400_000 } as const;
export const ALONE = { batches: 128, chars: 600_000 } as const;

/** Records that one token told of, ready to be written. */
export interface PlannedRows {
  /** `token:<id>`. */
  readonly actor: string;
  readonly rows: readonly FactRow[];
}

/** Where a record went: batch (from 0) and place in it (from 0). */
export type Place = readonly [batch: number, n: number];

interface Open {
  readonly kind: RecordKind;
  readonly actor: string;
  readonly rows: FactRow[];
  chars: number;
}

/**
 * Which records go into which batches of one append. Batches hold records of one kind and one token; the order of what one source address did is
 * that of the requests, across kinds too: a record never stands before an earlier one of its source.
 */
export class BatchPlan {
  private readonly batches: Open[] = [];
  /** Source address → the last batch that holds something of it. */
  private readonly last = new Map<string, number>();
  private chars = 0;

  /** Takes all records of a request, and says where each went; null when that would be more than `limit`, or one of them more than a batch holds, and nothing was taken. */
  add(
    { actor, rows }: PlannedRows,
    limit: { readonly batches: number; readonly chars: number },
  ): readonly Place[] | null {
    if (rows.some(({ chars }) => BATCH_CHARS + chars > MAX_BATCH_CHARS)) return null;
    const { length: before } = this.batches;
    const sizes = this.batches.map(({ rows: held, chars }) => ({ held: held.length, chars }));
    const charsBefore = this.chars;
    const lastBefore = rows.map(({ source }) => [source, this.last.get(source)] as const);
    const places = rows.map((row) => this.place(actor, row));
    if (this.batches.length <= limit.batches && this.chars <= limit.chars) return places;
    this.batches.length = before;
    for (const [i, { held, chars }] of sizes.entries()) {
      const batch = this.batches[i] as Open;
      batch.rows.length = held;
      batch.chars = chars;
    }
    for (const [source, at] of lastBefore)
      if (at === undefined) this.last.delete(source);
      else this.last.set(source, at);
    this.chars = charsBefore;
    return null;
  }

  /** The batches as events, numbered on from `numbers`, written in the second that began at `at` (µs). */
  events(
    to: { readonly sensor: string; readonly source: string; readonly at: number },
    numbers: BatchNumbers,
  ): NewEvent[] {
    return this.batches.map((batch) => eventOf(batch, to, numbers));
  }

  private place(actor: string, row: FactRow): Place {
    const { chars } = row;
    const from = this.last.get(row.source) ?? 0;
    let at = this.batches.length - 1;
    while (at >= from && !takes(this.batches[at] as Open, row.kind, actor, chars)) at--;
    if (at < from) {
      at = this.batches.length;
      this.batches.push({ kind: row.kind, actor, rows: [], chars: BATCH_CHARS });
      this.chars += BATCH_CHARS;
    }
    const batch = this.batches[at] as Open;
    batch.rows.push(row);
    batch.chars += chars;
    this.chars += chars;
    this.last.set(row.source, at);
    return [at, batch.rows.length - 1];
  }
}

const takes = (batch: Open, kind: RecordKind, actor: string, chars: number): boolean =>
  batch.kind === kind &&
  batch.actor === actor &&
  batch.rows.length < MAX_RECORDS &&
  batch.chars + chars <= MAX_BATCH_CHARS;

/** Numbers of a source: of its batches, of its records by kind, of its flows. All from 1. */
export class BatchNumbers {
  private batch = 0;
  private flow = 0;
  private readonly records = new Map<RecordKind, number>();

  nextBatch = (): number => ++this.batch;
  nextFlow = (): number => ++this.flow;

  get batches(): number {
    return this.batch;
  }

  /** First and last number of so many records more. */
  take(kind: RecordKind, count: number): readonly [number, number] {
    const before = this.records.get(kind) ?? 0;
    this.records.set(kind, before + count);
    return [before + 1, before + count];
  }
}

function eventOf(
  { kind, actor, rows }: Open,
  { sensor, source, at }: { readonly sensor: string; readonly source: string; readonly at: number },
  numbers: BatchNumbers,
): NewEvent {
  const { type, version } = KIND_DEFINITIONS[kind];
  const number = numbers.nextBatch();
  const id = batchId(source, number);
  // Before every time in it: in columns where 0 says that there was none, no time may be 0.
  const t0 = rows.reduce((least, { span }) => Math.min(least, span[0]), at) - 1;
  const payload = { v: 1, n: rows.length, t0, cols: columnsOf(kind, rows, { at, t0 }, numbers) } satisfies Batch;
  return {
    id,
    type,
    data: payload as unknown as NewEvent['data'],
    meta: {
      ...{ $correlationId: source, $causationId: source, actor, sv: version, src: `${sensor}/${source}` },
      ...{ seq: numbers.take(kind, rows.length), batch: number },
      occ: [Math.min(...rows.map(({ span }) => span[0])), Math.max(...rows.map(({ span }) => span[1]))],
    },
  };
}

function columnsOf(
  kind: RecordKind,
  rows: readonly FactRow[],
  { at, t0 }: { readonly at: number; readonly t0: number },
  numbers: BatchNumbers,
): ColumnsOf[RecordKind] {
  const columns = KIND_DEFINITIONS[kind].columns.map(([name, holds]) => {
    // Facts that are told one by one name no flow; a flow is its own.
    if (name === 'flow') return [name, rows.map(() => (kind === 'flow' ? numbers.nextFlow() : 0))];
    if (name === 'at') return [name, rows.map(() => at - t0)];
    const values = rows.map((row) => (row.values as Readonly<Record<string, unknown>>)[name]);
    const isRelative = holds === 'time' || holds === 'maybeTime';
    return [name, isRelative ? values.map((value) => relative(value as number, holds, t0)) : values];
  });
  return Object.fromEntries(columns) as ColumnsOf[RecordKind];
}

const relative = (time: number, holds: string, t0: number): number =>
  holds === 'maybeTime' && time === 0 ? 0 : time - t0;
