import { type Rule, severityOf } from '@wireledger/detectors';
import type { IndicatorList } from '@wireledger/domain';
import { type AlertRaised, RETRO_HUNT } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { HuntMatch } from '@wireledger/read-models';

import { techniqueOf } from '../detection/techniques';

type Raised = Parameters<typeof AlertRaised.create>[0];

/** Namespace of the ids of retro alerts. */
const RETRO = 'c6a1f0de-3b52-4c77-9e1d-7a40b8d2e915';
const KIND = 'threat_match';
const MAX_LABEL = 300;
const DAY_US = 86_400_000_000;

/** One alert for an entry of a list at a sensor, whoever looks back and however often. */
export const retroAlertId = (list: string, { indicator, sensor }: Pick<HuntMatch, 'indicator' | 'sensor'>): string =>
  uuidV5(RETRO, `${list} ${indicator} ${sensor}`);

/** The published rule that judges by a list: the first by id; null when none does. */
export const ruleFor = (rules: readonly Rule[], { id, definition }: IndicatorList): Rule | null =>
  rules.find(({ detector, parameters }) => {
    if (detector.id !== 'threat-match' || parameters.of !== definition.action) return false;
    const lists = parameters.lists as readonly string[];
    return lists.length === 0 || lists.includes(id);
  }) ?? null;

/** The alert of a match. `knownAt`: since when the list has held it, µs. */
export function retroAlert(
  match: Omit<HuntMatch, 'alert'>,
  list: IndicatorList,
  rule: Rule,
  name: string,
  knownAt: number,
): Raised {
  const { indicator, line, sensor, first, last, count, days, hosts, more, values, valueCount } = match;
  const host = hosts.length === 1 && !more ? (hosts[0] as string) : null;
  const version = line === 0 ? 0 : (list.inForce ?? 0);
  const address = list.definition.kind === 'addresses' && valueCount === 1 ? (values[0] as string) : null;
  return {
    alert: retroAlertId(list.id, match),
    rule: { id: rule.id, version: rule.version, name: cut(name) },
    detector: { name: RETRO_HUNT, version: 1 },
    parameters: { ...(rule.parameters as Raised['parameters']), list: list.id, version, line, indicator },
    ...{ kind: KIND, technique: techniqueOf(KIND), severity: severityOf(rule) },
    scope: { sensor: cut(sensor, 100), timeline: 'live' },
    entity:
      cut(`${host === null ? '' : `${host} `}${indicator}`, MAX_LABEL - list.definition.name.length - 1) +
      ` ${list.definition.name}`,
    ...{ src: host, dst: address, dport: null },
    ...{ first, last, sources: hosts.length, targets: valueCount },
    measure: { name: 'connections and look-ups', unit: 'times', value: count, threshold: 1 },
    summary: summaryOf(match, list, version, knownAt),
    ...{ at: last, window: null, late: false },
    baseline: { 'version of the list': version, 'line of the list': line, 'days on which it was seen': days },
  };
}

function summaryOf(
  { indicator, line, first, last, count, days, hosts, more, valueCount }: Omit<HuntMatch, 'alert'>,
  { definition }: IndicatorList,
  version: number,
  knownAt: number,
): string {
  const before = Math.floor((knownAt - first) / DAY_US);
  const early = before >= 1 ? `${plural(before, 'day')} before it was known` : 'before it was known';
  const others = more ? ' and others' : hosts.length > 1 ? ` and ${plural(hosts.length - 1, 'other host')}` : '';
  const below = valueCount > 1 ? ` (${plural(valueCount, 'value')} of it)` : '';
  const often = count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
  const when = told(first) === told(last) ? `at ${told(first)}` : `from ${told(first)} to ${told(last)}`;
  const where = line === 0 ? 'added by hand' : `version ${version}, line ${line}`;
  return cut(
    `First seen ${early}: ${hosts[0] ?? 'a host'}${others} had to do with ${cut(indicator, 80)}${below} ${often} on ${plural(days, 'day')}, ${when}; ` +
      `it is on the list “${definition.name}” (${where}) since ${told(knownAt)}.`,
    2000,
  );
}

const plural = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
const told = (us: number): string => `${formatTime(us).slice(0, 16).replace('T', ' ')} UTC`;
const cut = (text: string, most = MAX_LABEL): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
