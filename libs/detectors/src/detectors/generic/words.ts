import type { About } from '../../detector';
import type { FlowRecord } from '../../records/records';
import type { Detail } from '../../state/threshold';
import type { Parties, Tally } from '../../state/tally';
import { bytes, count, shortName, span } from '../../words';
import { EVERYTHING } from './compiled';
import { measured, type MeasureName, unitOf } from './measures';
import type { Parameters } from './parameters';

const SECOND = 1_000_000;
/** TCP, UDP, SCTP: the others keep no ports where these have them. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

export const about: About = {
  title: 'Generic rule',
  counts:
    'Flow records that fit an expression of the filter language and none of the exceptions, within a schedule. `flows`: distinct flows, each at its latest packet; `sum of …`: what was added since the previous record of the same flow; `distinct …`: distinct values of a field, each at its latest packet. Apart for each value of up to four fields; a flow that lacks one of these does not count.',
  algorithm:
    '`number`: a sliding window of packet time (a record counts at its last packet); fires at the record that crosses. `times` and `z`: windows one after the other (a record counts in the second in which it was written), each compared with those before it once the watermark has passed: a multiple of their median, or a robust z of log(1 + value) over median and MAD with a floor; a window without any counts as 0, a suspicious one hardly teaches the baseline. A level that is reached makes the alert graver. With a second step, fires when that is reached (in a window of the same length, for the same group) after the first one was, and not too long.',
  source:
    'Rules that people write. The robust z is that of the traffic spike (after Slips’ anomaly detection: median and MAD with a floor, slow learning when suspicious).',
  limits:
    'Reads flows alone. Conditions on sizes and times look at the whole flow so far, a record at a time. Flows and distinct values are told apart up to 10,000; a window of a sum holds the newest 8,192 records of a group. At most 250,000 groups and 2 million records and earlier windows in all: beyond that the group not heard of longest is evicted, and counted.',
  lookAlikes: 'Whatever else fits the expression: try the rule on the past before it is published.',
};

/** What a window tells apart, and behind it who was involved. */
export const itemOf = (told: string, { src, dst, proto, dstPort }: FlowRecord): string =>
  `${told} ${src} ${dst} ${WITH_PORTS.has(proto) ? dstPort : -1}`;
export const identityOf = (item: string): string => item.slice(0, item.indexOf(' '));

export function partiesOf(item: string): Parties {
  const [, src = '', dst = '', dport = '-1'] = item.split(' ');
  return { src, dst, dport: Number(dport) };
}

/** Parties that the key of a group names. */
export function partiesOfKey(key: string, { by }: Parameters): Parties {
  const values = key.split(' ');
  const of = (field: (typeof by)[number]) => {
    const at = by.indexOf(field);
    return at < 0 ? '' : (values[at] ?? '');
  };
  return { src: of('src.ip'), dst: of('dst.ip'), dport: of('dst.port') === '' ? -1 : Number(of('dst.port')) };
}

const number = (value: number, { measure }: { readonly measure: MeasureName }): string => {
  const what = measured(measure);
  if (what.is === 'flows') return `${count(value)} flows`;
  if (what.is === 'distinct') return `${count(value)} values of ${what.field}`;
  return unitOf(what) === 'bytes' ? `${bytes(value)} (${measure})` : `${count(value)} (${measure})`;
};

function groupOf(key: string, { by }: Parameters): string {
  if (key === EVERYTHING && by.length === 0) return 'all flows together';
  const values = key.split(' ');
  return by.map((field, i) => `${field} ${shortName(decodeURIComponent(values[i] ?? ''))}`).join(', ');
}

/** The sentence of an alert by a number. */
export const numberSummary = (value: number, { first, last }: Tally, key: string, p: Parameters): string =>
  `${groupOf(key, p)}: ${number(value, p)} that the rule counts within ${span(last - first)}; the threshold is ${number(p.threshold, p)} within ${span(p.windowS * SECOND)}.`;

/** The sentence of an alert by one step after the other. */
export function sequenceSummary(value: number, { first, last }: Tally, key: string, p: Parameters): string {
  const then = { measure: p.then.measure as MeasureName };
  return `${groupOf(key, p)}: ${number(p.threshold, p)} or more, then ${number(value, then)} that the second step counts, within ${span(last - first)} in all; the thresholds are ${number(p.threshold, p)} and then ${number(p.then.threshold, then)}, each within ${span(p.windowS * SECOND)}, the second at most ${span(p.then.withinS * SECOND)} after the first.`;
}

/** The sentence of an alert against a baseline. */
export function baselineSummary(peak: number, key: string, p: Parameters, { usual, score, windows }: Detail): string {
  const how =
    p.compare === 'z'
      ? `z was ${(score ?? 0).toFixed(1)}, the threshold is ${p.threshold}`
      : `${Number((score ?? 0).toFixed(1))} times as much, the threshold is ${p.threshold} times`;
  return `${groupOf(key, p)}: ${number(peak, p)} that the rule counts within ${span(p.windowS * SECOND)}, where ${number(usual ?? 0, p)} in the median of ${windows ?? 0} windows before were usual; ${how}.`;
}
