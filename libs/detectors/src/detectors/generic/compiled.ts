import { parseFilter, type RowTest, toPredicate } from '@wireledger/filter';
import { type FlowAt, flowBatchReader } from '@wireledger/filter/rows';
import { flowCommunityId } from '@wireledger/flows';
import type { FlowRecord } from '../../records/records';
import { type Measured, measured, type MeasureName, SINGLE_FIELDS, type SingleField } from './measures';
import type { Parameters } from './parameters';
import { scheduleTest } from './schedule';

const VALUES = flowBatchReader(({ cols, n }) =>
  flowCommunityId(
    ...([cols.proto[n], cols.src[n], cols.dst[n], cols.srcPort[n], cols.dstPort[n]] as [
      ...[number, string, string, number, number],
    ]),
  ),
);

/** A value of a field as text, null where the flow has none. Spaces part the values of a key. */
export type ValueOf = (record: FlowRecord) => string | null;

/** What is measured of which records. */
export interface Step {
  readonly measured: Measured;
  /** Whether a record counts, as far as filter and exceptions go. */
  readonly counts: (record: FlowRecord) => boolean;
  /** The value that is told apart, of measures `distinct`. */
  readonly value: ValueOf;
}

/** A rule's parameters made ready to run. */
export interface Compiled extends Step {
  /** The second step of a sequence; null where there is none. */
  readonly then: Step | null;
  /** Whether a packet time lies in the schedule. */
  readonly isOn: (us: number) => boolean;
  /** Group that a record belongs to; null when it lacks a field of it. */
  readonly key: ValueOf;
}

const valueOf = (field: SingleField): ValueOf => {
  const read = VALUES(SINGLE_FIELDS[field]);
  return ({ row }) => {
    const value = read(row);
    return value === null ? null : String(value).replace(/[\s%]/g, encodeURIComponent);
  };
};

/** @throws Error of a filter that the schema of the parameters would have refused */
function filterTest(text: string): RowTest<FlowAt> | null {
  if (text.trim() === '') return null;
  const parsed = parseFilter(text, 'flow');
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return toPredicate(parsed.expression, VALUES);
}

/** Key of everything together. */
export const EVERYTHING = 'all';

function keyOf(fields: readonly SingleField[]): ValueOf {
  const reads = fields.map(valueOf);
  const [only] = reads;
  if (!only) return () => EVERYTHING;
  if (reads.length === 1) return only;
  return (record) => {
    let key = '';
    for (const read of reads) {
      const value = read(record);
      if (value === null) return null;
      key = key === '' ? value : `${key} ${value}`;
    }
    return key;
  };
}

function stepOf(filter: string, except: RowTest<FlowAt> | null, measure: MeasureName): Step {
  const when = filterTest(filter);
  const what = measured(measure);
  return {
    measured: what,
    counts: ({ row }) => (when === null || when(row)) && !(except?.(row) ?? false),
    value: what.is === 'distinct' ? valueOf(what.field) : () => null,
  };
}

function compile({ when, except, measure, then, schedule, by }: Parameters): Compiled {
  const left = filterTest(except);
  return {
    ...stepOf(when, left, measure),
    then: then.measure === 'none' ? null : stepOf(then.when, left, then.measure),
    isOn: scheduleTest(schedule) ?? (() => true),
    key: keyOf(by),
  };
}

const known = new WeakMap<Parameters, Compiled>();

/** The parameters made ready, once for each rule. */
export function compiled(parameters: Parameters): Compiled {
  let ready = known.get(parameters);
  if (!ready) known.set(parameters, (ready = compile(parameters)));
  return ready;
}
