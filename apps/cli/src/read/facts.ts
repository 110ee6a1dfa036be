import {
  appBy,
  FLOW_END_REASONS,
  FLOW_MARKS,
  FLOW_RECORD_KINDS,
  KIND_DEFINITIONS,
  type Batch,
  type ColumnKind,
  type CutBatch,
  type RecordEnds,
  type RecordKind,
} from '@wireledger/events/telemetry';
import { tlsCipherName, tlsVersionName } from '@wireledger/decoders';
import { flowCommunityId } from '@wireledger/flows';
import { formatTime } from '@wireledger/kernel';
import { flowId } from '@wireledger/kernel/hashing';

type Columns = Readonly<Record<string, readonly unknown[]>>;
/** JSON of a value of a column, of record `i` of the batch. */
type Say = (value: unknown, cols: Columns, t0: number, i: number) => string;

/** A column as it stands in a fact. */
interface Field {
  readonly column: string;
  /** Comma and name in front of it. */
  readonly named: string;
  readonly say: Say;
}

const quoted = (text: string | null): string => (text === null ? 'null' : `"${text}"`);
const timeText: Say = (value, _cols, t0) => `"${formatTime(t0 + (value as number))}"`;

const BY_COLUMN_KIND: Readonly<Record<ColumnKind, Say>> = {
  number: (value) => String(value),
  time: timeText,
  maybeTime: (value, cols, t0, i) => (value === 0 ? 'null' : timeText(value, cols, t0, i)),
  text: (value) => (value === '' ? '""' : JSON.stringify(value)),
  json: (value) => JSON.stringify(value),
};

/** The time of something that was counted in another column, null when that is 0. */
const counted =
  (count: string): Say =>
  (value, cols, t0, i) =>
    cols[count]?.[i] === 0 ? 'null' : timeText(value, cols, t0, i);
const tlsVersion: Say = (value) => (value === 0 ? 'null' : JSON.stringify(tlsVersionName(value as number)));
const wholeSeconds: Say = (value) => quoted(secondText(value as number));

/** Columns that are told in another way than others of what they hold. */
const OTHERWISE: Readonly<Partial<Record<RecordKind, Readonly<Record<string, Say>>>>> = {
  flow: {
    reason: (value) => quoted(FLOW_END_REASONS[value as number] || null),
    dSynFirst: counted('dSyn'),
    dSynLast: counted('dSyn'),
    dRstFirst: counted('dRst'),
    dRstLast: counted('dRst'),
  },
  tls: {
    retried: (value) => String(value === 1),
    versionOffered: tlsVersion,
    version: tlsVersion,
    cipher: (value) => ((value as number) < 0 ? 'null' : JSON.stringify(tlsCipherName(value as number))),
    certNotBefore: wholeSeconds,
    certNotAfter: wholeSeconds,
  },
  // Names as a list.
  http: { technologies: (value) => JSON.stringify(value === '' ? [] : (value as string).split(',')) },
};

/** Columns whose place is elsewhere in a fact: in ids, or in front of and behind the others. */
const ELSEWHERE: Readonly<Partial<Record<RecordKind, readonly string[]>>> = { flow: ['kind', 'marks', 'app'] };

const fieldsOf = new Map<RecordKind, readonly Field[]>();

function makeFields(kind: RecordKind): readonly Field[] {
  const { columns, ends } = KIND_DEFINITIONS[kind];
  const elsewhere = [...(ELSEWHERE[kind] ?? []), ...(ends ? ['flow'] : [])];
  const fields = columns
    .filter(([column]) => !elsewhere.includes(column))
    .map(([column, holds]) => ({
      ...{ column, named: `,"${column}":` },
      say: OTHERWISE[kind]?.[column] ?? BY_COLUMN_KIND[holds],
    }));
  fieldsOf.set(kind, fields);
  return fields;
}

/**
 * Record `i` of a batch as a JSON object for people and tools: times as RFC 3339 (null when there was none), flow id and community id in place of the
 * flow's ordinal, numbers that stand for names by name. It is written as text at once: an object of forty properties for each would be most of the work.
 */
export function factText({ kind, payload }: CutBatch, i: number, source: string): string {
  const { ends } = KIND_DEFINITIONS[kind];
  const cols = payload.cols as unknown as Columns;
  const { t0 } = payload;
  let text = `{"kind":"${kind}"`;
  if (ends) {
    const ordinal = cols['flow']?.[i] as number;
    text += `,"flowId":${quoted(ordinal === 0 ? null : flowId(source, ordinal))}`;
    text += `,"communityId":"${communityIdOf(cols, i, ends)}"`;
  }
  // A column has the name `kind` as well: which record of the flow it is.
  if (kind === 'flow') text += `,"record":"${FLOW_RECORD_KINDS[cols['kind']?.[i] as number]}"`;
  for (const { column, named, say } of fieldsOf.get(kind) ?? makeFields(kind))
    text += named + say(cols[column]?.[i], cols, t0, i);
  if (kind === 'flow') text += flowEnd(payload as Batch<'flow'>, i);
  return `${text}}`;
}

/** What stands behind the columns of a flow: its application, how that is known, and its marks. */
function flowEnd({ cols }: Batch<'flow'>, i: number): string {
  const marks = cols.marks[i] as number;
  let text = `,"app":${JSON.stringify(cols.app[i])},"appBy":${JSON.stringify(appBy(marks))}`;
  for (const [named, bit] of MARKS) text += named + String((marks & bit) !== 0);
  return text;
}
const MARKS = Object.entries(FLOW_MARKS).map(([name, bit]) => [`,"${name}":`, bit] as const);

const communityIdOf = (cols: Columns, i: number, { src, dst, srcPort, dstPort }: RecordEnds): string =>
  flowCommunityId(
    cols['proto']?.[i] as number,
    cols[src]?.[i] as string,
    cols[dst]?.[i] as string,
    cols[srcPort]?.[i] as number,
    cols[dstPort]?.[i] as number,
  );

/** RFC 3339 of whole seconds, null for 0: no certificate said it. */
const secondText = (seconds: number): string | null =>
  seconds === 0 ? null : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
