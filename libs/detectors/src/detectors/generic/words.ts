import { KIND_WORDS } from '@wireledger/filter';
import type { About } from '../../detector';
import type { Detail } from '../../state/threshold';
import type { Parties, Tally } from '../../state/tally';
import { bytes, count, shortName, span } from '../../words';
import { EVERYTHING } from './compiled';
import { endsOf, type RuleKind, type Subject } from './kinds';
import { measured } from './measures';
import { firstKind, isSequence, type Parameters, secondKind } from './parameters';
import { readable } from './told-values';

const SECOND = 1_000_000;
export const about: About = {
  title: 'Generic rule',
  counts:
    'Records of one kind (flows, lookups, TLS handshakes, HTTP requests, attempts to sign in) that fit an expression of the filter language and none of the exceptions, within a schedule. `flows`: distinct flows, each at its latest packet; `lookups`, `handshakes`, `requests`, `sign-ins`: records; `sum of …`: of flows what was added since the previous record of the same flow, of others the field itself; `distinct …`: distinct values of a field, each at its latest time. Flows count at their last packet, all others at their first one. Apart for each value of up to four fields; a record that lacks one of these does not count.',
  algorithm:
    '`number`: a sliding window of packet time; fires at the record that crosses. `times` and `z`: windows one after the other (a record counts in the second in which it was written), each compared with those before it once the watermark has passed: a multiple of their median, or a robust z of log(1 + value) over median and MAD with a floor; a window without any counts as 0, a suspicious one hardly teaches the baseline. A level that is reached makes the alert graver. With a second step, fires when that is reached (in a window of the same length, for the same group) after the first one was, and not too long; the second step may be about another kind of records that has the fields of the group.',
  source:
    'Rules that people write. The robust z is that of the traffic spike (after Slips’ anomaly detection: median and MAD with a floor, slow learning when suspicious).',
  limits:
    'Conditions on sizes and times look at the whole flow so far, a record at a time. Groups and distinct values are the texts as they were recorded, where capital letters count; of one longer than 255 characters the first 200 and a hash. Records and distinct values are told apart up to 10,000; a window of a sum holds the newest 8,192 records of a group. At most 250,000 groups and 2 million records and earlier windows in all: beyond that the group not heard of longest is evicted, and counted.',
  lookAlikes: 'Whatever else fits the expression: try the rule on the past before it is published.',
};

/** What a window tells apart, and behind it who was involved. */
export function itemOf(told: string, record: Subject): string {
  const [src, dst, dport] = endsOf(record);
  return `${told} ${src} ${dst} ${dport}`;
}
export const identityOf = (item: string): string => item.slice(0, item.indexOf(' '));

export function partiesOf(item: string): Parties {
  const [, src = '', dst = '', dport = '-1'] = item.split(' ');
  return { src, dst, dport: Number(dport) };
}

/** Parties that the key of a group names. */
export function partiesOfKey(key: string, { by }: Parameters): Parties {
  const values = key.split(' ');
  const of = (field: string) => {
    const at = by.indexOf(field);
    return at < 0 ? '' : (values[at] ?? '');
  };
  return { src: of('src.ip'), dst: of('dst.ip'), dport: of('dst.port') === '' ? -1 : Number(of('dst.port')) };
}

interface Told {
  readonly measure: string;
  readonly kind: RuleKind;
}
const firstOf = (p: Parameters): Told => ({ measure: p.measure, kind: firstKind(p) });

function number(value: number, { measure, kind }: Told): string {
  const what = measured(measure, kind);
  if (what.is === 'records') return `${count(value)} ${what.unit}`;
  if (what.is === 'distinct') return `${count(value)} values of ${what.field}`;
  return what.unit === 'bytes' ? `${bytes(value)} (${measure})` : `${count(value)} (${measure})`;
}

function groupOf(key: string, p: Parameters): string {
  const { by } = p;
  if (key === EVERYTHING && by.length === 0) {
    const mixed = isSequence(p) && firstKind(p) !== secondKind(p);
    return mixed ? 'everything together' : `all ${KIND_WORDS[firstKind(p)]} together`;
  }
  const values = key.split(' ');
  return by.map((field, i) => `${field} ${shortName(readable(values[i] ?? ''))}`).join(', ');
}

/** The sentence of an alert by a number. */
export const numberSummary = (value: number, { first, last }: Tally, key: string, p: Parameters): string =>
  `${groupOf(key, p)}: ${number(value, firstOf(p))} that the rule counts within ${span(last - first)}; the threshold is ${number(p.threshold, firstOf(p))} within ${span(p.windowS * SECOND)}.`;

/** The sentence of an alert by one step after the other. */
export function sequenceSummary(value: number, { first, last }: Tally, key: string, p: Parameters): string {
  const then = { measure: p.then.measure, kind: secondKind(p) };
  return `${groupOf(key, p)}: ${number(p.threshold, firstOf(p))} or more, then ${number(value, then)} that the second step counts, within ${span(last - first)} in all; the thresholds are ${number(p.threshold, firstOf(p))} and then ${number(p.then.threshold, then)}, each within ${span(p.windowS * SECOND)}, the second at most ${span(p.then.withinS * SECOND)} after the first.`;
}

/** The sentence of an alert against a baseline. */
export function baselineSummary(peak: number, key: string, p: Parameters, { usual, score, windows }: Detail): string {
  const how =
    p.compare === 'z'
      ? `z was ${(score ?? 0).toFixed(1)}, the threshold is ${p.threshold}`
      : `${Number((score ?? 0).toFixed(1))} times as much, the threshold is ${p.threshold} times`;
  return `${groupOf(key, p)}: ${number(peak, firstOf(p))} that the rule counts within ${span(p.windowS * SECOND)}, where ${number(usual ?? 0, firstOf(p))} in the median of ${windows ?? 0} windows before were usual; ${how}.`;
}
