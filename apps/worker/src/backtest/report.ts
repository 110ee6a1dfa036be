import { SEVERITIES } from '@wireledger/detectors';
import type { EvidenceRecord } from '@wireledger/events';
import type { BacktestAlert, BacktestChange, BacktestResult, Counts } from '@wireledger/read-models';

import { compared, type Compared } from './compared';
import { cut } from './cut';
import type { Finding } from './findings';

/** Alerts that are told one by one. */
const MOST_ALERTS = 200;
const MOST_ENTITIES = 10;
const MAX_TEXT = 300;
const MAX_SUMMARY = 2000;
const DAY_US = 86_400_000_000;

/** What a run has seen. */
export interface Seen {
  readonly from: number | null;
  readonly to: number | null;
  readonly batches: number;
  readonly cut: string | null;
  /** Copies of records by id of the alert that they made. */
  readonly evidence: ReadonlyMap<string, readonly EvidenceRecord[]>;
}

const dayOf = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10);

/** What came of a version, beside what the other one raises on the same facts; `did` is empty where there is none. */
export function report(would: readonly Finding[], did: readonly Finding[], seen: Seen): BacktestResult {
  const all = compared(would, did);
  const of = (change: BacktestChange) => all.filter((one) => one.change === change).length;
  const counts = { added: of('added'), removed: of('removed'), changed: of('changed'), same: of('same') };
  const { from, to, batches } = seen;
  return {
    ...{ from, to, batches, cut: seen.cut },
    totals: { would: would.length, did: did.length, ...counts },
    days: days(would, did, seen),
    severities: [...SEVERITIES].reverse().flatMap((severity) => {
      const found = count(would, did, ({ alert }) => alert.severity === severity);
      return found.would + found.did > 0 ? [{ severity, ...found }] : [];
    }),
    entities: entities(would, did),
    alerts: shown(all).map((one) => alertOf(one, seen)),
  };
}

const count = (would: readonly Finding[], did: readonly Finding[], fits: (one: Finding) => boolean): Counts => ({
  would: would.filter(fits).length,
  did: did.filter(fits).length,
});

/** Every day of the range, those without alerts as well. */
function days(would: readonly Finding[], did: readonly Finding[], { from, to }: Seen): BacktestResult['days'] {
  if (from === null || to === null) return [];
  const [first, last] = [Math.floor(from / DAY_US), Math.floor(to / DAY_US)];
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const day = dayOf((first + i) * DAY_US);
    return { day, ...count(would, did, ({ recordedAt }) => dayOf(recordedAt) === day) };
  });
}

function entities(would: readonly Finding[], did: readonly Finding[]): BacktestResult['entities'] {
  const found = new Map<string, { would: number; did: number }>();
  const add = (of: keyof Counts, { alert }: Finding) => {
    const counts = found.get(alert.entity) ?? { would: 0, did: 0 };
    counts[of]++;
    found.set(alert.entity, counts);
  };
  for (const one of would) add('would', one);
  for (const one of did) add('did', one);
  return [...found]
    .sort(([a, x], [b, y]) => y.would - x.would || y.did - x.did || (a < b ? -1 : 1))
    .slice(0, MOST_ENTITIES)
    .map(([entity, counts]) => ({ entity: cut(entity, MAX_TEXT), ...counts }));
}

/** Differences first, as far as there is room; in the order of time. */
function shown(all: readonly Compared[]): readonly Compared[] {
  const differences = all.filter(({ change }) => change !== 'same').slice(0, MOST_ALERTS);
  const others = all.filter(({ change }) => change === 'same').slice(0, MOST_ALERTS - differences.length);
  return [...differences, ...others];
}

function alertOf({ change, finding }: Compared, { evidence }: Seen): BacktestAlert {
  const { scope, alert, recordedAt } = finding;
  const { id, severity, first, last, value, threshold, measure } = alert;
  const short = (text: string | null) => (text === null ? null : cut(text, MAX_TEXT));
  return {
    ...{ change, id, severity, recordedAt, first, last, value, threshold },
    ...{ unit: measure.unit, sensor: cut(scope.sensor, 100), entity: cut(alert.entity, MAX_TEXT) },
    ...{ src: short(alert.src), dst: short(alert.dst), summary: cut(alert.summary, MAX_SUMMARY) },
    ...{ evidence: evidence.get(id) ?? [], counted: finding.evidence.length },
  };
}
