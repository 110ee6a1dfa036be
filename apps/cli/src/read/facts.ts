import {
  appBy,
  FLOW_END_REASONS,
  FLOW_MARKS,
  FLOW_RECORD_KINDS,
  KIND_DEFINITIONS,
  type Batch,
  type CutBatch,
  type RecordEnds,
} from '@wireledger/events/telemetry';
import { tlsCipherName, tlsVersionName } from '@wireledger/decoders';
import { flowCommunityId } from '@wireledger/flows';
import { formatTime } from '@wireledger/kernel';
import { flowId } from '@wireledger/kernel/hashing';

type Fact = Readonly<Record<string, unknown>>;
type Row = Record<string, unknown>;

/**
 * The records of a batch as objects for people and tools: times as RFC 3339 (null when there was none), flow id and community id in place of the flow's
 * ordinal, numbers that stand for names by name.
 */
export function factsOf(batch: CutBatch, source: string): Fact[] {
  const { payload } = batch;
  const facts: Fact[] = [];
  for (let i = 0; i < payload.n; i++) {
    const fact = factOf(batch, i, source);
    if (batch.kind === 'flow') facts.push(flowFact(fact, payload as Batch<'flow'>, i));
    else if (batch.kind === 'tls') facts.push(tlsFact(fact, payload as Batch<'tls'>, i));
    else facts.push(batch.kind === 'http' ? httpFact(fact) : fact);
  }
  return facts;
}

/** Names of technologies as a list. */
const httpFact = ({ technologies, ...fact }: Fact): Fact => ({
  ...fact,
  technologies: technologies === '' ? [] : (technologies as string).split(','),
});

function factOf({ kind, payload }: CutBatch, i: number, source: string): Fact {
  const { columns, ends } = KIND_DEFINITIONS[kind];
  const cols = payload.cols as unknown as Readonly<Record<string, readonly unknown[]>>;
  const row: Row = {};
  for (const [name, holds] of columns) {
    const value = cols[name]?.[i];
    if (holds === 'time') row[name] = formatTime(payload.t0 + (value as number));
    else if (holds === 'maybeTime') row[name] = value === 0 ? null : formatTime(payload.t0 + (value as number));
    else row[name] = value;
  }
  if (!ends) return { kind, ...row };
  const { flow, ...rest } = row;
  return {
    kind,
    flowId: flow === 0 ? null : flowId(source, flow as number),
    communityId: communityIdOf(row, ends),
    ...rest,
  };
}

const communityIdOf = (row: Row, { src, dst, srcPort, dstPort }: RecordEnds): string =>
  flowCommunityId(
    row['proto'] as number,
    row[src] as string,
    row[dst] as string,
    row[srcPort] as number,
    row[dstPort] as number,
  );

function flowFact(fact: Fact, { cols, t0 }: Batch<'flow'>, i: number): Fact {
  const maybe = (count: readonly number[], column: readonly number[]) =>
    count[i] === 0 ? null : formatTime(t0 + (column[i] as number));
  // A column has the name `kind` as well: which record of the flow it is.
  const { kind: _record, flowId, communityId, marks, app, ...rest } = fact;
  return {
    kind: 'flow',
    flowId,
    communityId,
    record: FLOW_RECORD_KINDS[cols.kind[i] as number],
    ...rest,
    app,
    appBy: appBy(marks as number),
    reason: FLOW_END_REASONS[cols.reason[i] as number] || null,
    dSynFirst: maybe(cols.dSyn, cols.dSynFirst),
    dSynLast: maybe(cols.dSyn, cols.dSynLast),
    dRstFirst: maybe(cols.dRst, cols.dRstFirst),
    dRstLast: maybe(cols.dRst, cols.dRstLast),
    ...Object.fromEntries(Object.entries(FLOW_MARKS).map(([name, bit]) => [name, ((marks as number) & bit) !== 0])),
  };
}

function tlsFact(fact: Fact, { cols }: Batch<'tls'>, i: number): Fact {
  const number = (column: readonly number[]) => column[i] as number;
  const version = (column: readonly number[]) => (number(column) === 0 ? null : tlsVersionName(number(column)));
  return {
    ...fact,
    retried: number(cols.retried) === 1,
    versionOffered: version(cols.versionOffered),
    version: version(cols.version),
    cipher: number(cols.cipher) < 0 ? null : tlsCipherName(number(cols.cipher)),
    certNotBefore: secondText(number(cols.certNotBefore)),
    certNotAfter: secondText(number(cols.certNotAfter)),
  };
}

/** RFC 3339 of whole seconds, null for 0: no certificate said it. */
const secondText = (seconds: number): string | null =>
  seconds === 0 ? null : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
