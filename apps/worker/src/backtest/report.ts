import { SEVERITIES } from '@wireledger/detectors';
import { CLOSE_REASONS, type EvidenceRecord } from '@wireledger/events';
import type { AlertFate, BacktestAlert, BacktestChange, BacktestResult, Counts } from '@wireledger/read-models';

import { compared, type Compared } from './compared';
import { cut, cutLabel, cutSensor } from './cut';
import type { Finding } from './findings';

/** Alerts that are told one by one. */
const MOST_ALERTS = 200;
const MOST_ENTITIES = 10;
const MAX_SUMMARY = 2000;
const DAY_US = 86_400_000_000;

/** What a run has seen. */
export interface Seen {
  readonly from: number | null;
  readonly to: number | null;
  readonly batches: number;
  readonly cut: string | null;
  /** Alerts that are told one by one; left out: {@link MOST_ALERTS}. */
  readonly most?: number;
  /** Copies of records by id of the alert that they made. */
  readonly evidence: ReadonlyMap<string, readonly EvidenceRecord[]>;
  /** What became of the alerts of both sides, by id; null when nobody looked. */
  readonly fates: ReadonlyMap<string, AlertFate> | null;
}

const dayOf = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10);

/**
 * What came of a version, beside what the other side raises on the same facts; `did` is empty where there is none. Verdicts and suppressions are those of the
 * end of the run: joined here, once and for all alerts, and not when somebody looks, since counts need the many alerts that are not listed. Alerts themselves
 * are the same however often a run is repeated; what people say of them may have changed between.
 */
export function report(would: readonly Finding[], did: readonly Finding[], seen: Seen): BacktestResult {
  const all = compared(would, did);
  const of = (change: BacktestChange) => all.filter((one) => one.change === change).length;
  const counts = { added: of('added'), removed: of('removed'), changed: of('changed'), same: of('same') };
  const { from, to, batches } = seen;
  return {
    ...{ from, to, batches, cut: seen.cut },
    totals: { would: would.length, did: did.length, ...counts },
    ...(seen.fates ? judged(all, would, did, seen.fates) : {}),
    days: days(would, did, seen),
    severities: [...SEVERITIES].reverse().flatMap((severity) => {
      const found = count(would, did, ({ alert }) => alert.severity === severity);
      return found.would + found.did > 0 ? [{ severity, ...found }] : [];
    }),
    entities: entities(would, did),
    alerts: shown(all, seen.most ?? MOST_ALERTS).map((one) => alertOf(one, seen)),
  };
}

const count = (would: readonly Finding[], did: readonly Finding[], fits: (one: Finding) => boolean): Counts => ({
  would: would.filter(fits).length,
  did: did.filter(fits).length,
});

/** The verdict about an alert: its own where it was raised, else that of the one about the same. */
function verdictOf({ finding, partner }: Compared, fates: NonNullable<Seen['fates']>): string | null {
  const own = fates.get(finding.alert.id);
  const other = partner === null ? undefined : fates.get(partner);
  return (own?.raised ? own : other)?.verdict ?? null;
}

function judged(
  all: readonly Compared[],
  would: readonly Finding[],
  did: readonly Finding[],
  fates: NonNullable<Seen['fates']>,
): Pick<BacktestResult, 'verdicts' | 'suppressed'> {
  const verdicts = CLOSE_REASONS.flatMap((verdict) => {
    const closed = all.filter((one) => verdictOf(one, fates) === verdict);
    const counts = {
      would: closed.filter(({ change }) => change !== 'removed').length,
      did: closed.filter(({ change }) => change !== 'added').length,
    };
    return closed.length > 0 ? [{ verdict, ...counts }] : [];
  });
  return { verdicts, suppressed: count(would, did, ({ alert }) => fates.get(alert.id)?.suppressed === true) };
}

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
    .map(([entity, counts]) => ({ entity: cutLabel(entity), ...counts }));
}

/** Differences first, as far as there is room; in the order of time. */
function shown(all: readonly Compared[], most: number): readonly Compared[] {
  const differences = all.filter(({ change }) => change !== 'same').slice(0, most);
  const others = all.filter(({ change }) => change === 'same').slice(0, most - differences.length);
  return [...differences, ...others];
}

function alertOf(one: Compared, { evidence, fates }: Seen): BacktestAlert {
  const { change, finding } = one;
  const { scope, alert, recordedAt } = finding;
  const { id, severity, first, last, value, threshold, measure } = alert;
  const short = (text: string | null) => (text === null ? null : cutLabel(text));
  return {
    ...{ change, id, severity, recordedAt, first, last, value, threshold },
    ...{ unit: measure.unit, sensor: cutSensor(scope.sensor), entity: cutLabel(alert.entity) },
    ...{ src: short(alert.src), dst: short(alert.dst), summary: cut(alert.summary, MAX_SUMMARY) },
    ...{ evidence: evidence.get(id) ?? [], counted: finding.evidence.length },
    ...(fates ? { verdict: verdictOf(one, fates), suppressed: fates.get(id)?.suppressed ?? false } : {}),
  };
}
