import { parseFilter, type RowTest, toPredicate } from '@wireledger/filter';
import type { AnyRecord } from '../../records/records';
import { type Row, type RuleKind, type Subject, VALUES } from './kinds';
import { type Measured, measured } from './measures';
import { firstKind, type Parameters, secondKind } from './parameters';
import { scheduleTest } from './schedule';
import { type ValueOf, valueOf } from './told-values';

/** What is measured of which records. */
export interface Step {
  readonly kind: RuleKind;
  readonly measured: Measured;
  /** Whether a record is of the step's kind and counts, as far as filter and exceptions go. */
  readonly counts: (record: AnyRecord) => record is Subject;
  /** The value that is told apart, of measures `distinct`. */
  readonly value: ValueOf;
  /** Group that a record belongs to; null when it lacks a field of it. */
  readonly key: ValueOf;
}

/** A rule's parameters made ready to run. */
export interface Compiled extends Step {
  /** The second step of a sequence; null where there is none. */
  readonly then: Step | null;
  /** Whether a packet time lies in the schedule. */
  readonly isOn: (us: number) => boolean;
}

/** @throws Error of a filter that the schema of the parameters would have refused */
function filterTest(text: string, kind: RuleKind): RowTest<Row> | null {
  if (text.trim() === '') return null;
  const parsed = parseFilter(text, kind);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return toPredicate(parsed.expression, VALUES[kind]);
}

/** Key of everything together. */
export const EVERYTHING = 'all';

function keyOf(fields: readonly string[], kind: RuleKind): ValueOf {
  const reads = fields.map((name) => valueOf(name, kind));
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

interface Described {
  readonly kind: RuleKind;
  readonly when: string;
  /** Each takes out what it fits. */
  readonly except: readonly string[];
  readonly measure: string;
  readonly by: readonly string[];
}

function stepOf({ kind, when, except, measure, by }: Described): Step {
  const fits = filterTest(when, kind);
  const left = except.map((text) => filterTest(text, kind)).filter((test) => test !== null);
  const what = measured(measure, kind);
  return {
    ...{ kind, measured: what, key: keyOf(by, kind) },
    counts: (record): record is Subject =>
      record.fact === kind && (fits === null || fits(record.row)) && !left.some((test) => test(record.row)),
    value: what.is === 'distinct' ? valueOf(what.field, kind) : () => null,
  };
}

function compile(p: Parameters): Compiled {
  const { when, except, measure, then, schedule, by } = p;
  const [kind, second] = [firstKind(p), secondKind(p)];
  const excepted = second === kind ? [except, then.except] : [then.except];
  return {
    ...stepOf({ kind, when, except: [except], measure, by }),
    then:
      then.measure === 'none'
        ? null
        : stepOf({ kind: second, when: then.when, except: excepted, measure: then.measure, by }),
    isOn: scheduleTest(schedule) ?? (() => true),
  };
}

const known = new WeakMap<Parameters, Compiled>();

/** The parameters made ready, once for each rule. */
export function compiled(parameters: Parameters): Compiled {
  let ready = known.get(parameters);
  if (!ready) known.set(parameters, (ready = compile(parameters)));
  return ready;
}
