import type { Zone } from '../../core/time-grammar';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatClock, formatMoment } from '../../format/times';
import type { CompareSandboxReplaysResult, SandboxFields } from '../../graphql/generated/operations';
import { PHASES, speedWord } from './sandbox-words';

export type Comparison = CompareSandboxReplaysResult['compareSandboxReplays'];
type Pair = Comparison['alerts'][number];
type Side = NonNullable<Pair['before']>;

/** A replay in a list of them. */
export function replayWord(replay: SandboxFields, zone: Zone, now: number): string {
  const begun = formatMoment(Date.parse(replay.startedAt), zone, now, true);
  const phase = (PHASES[replay.phase] ?? replay.phase).toLowerCase();
  return `${begun} · ${speedWord(replay.speed).toLowerCase()} · ${phase}`;
}

const FIGURES: readonly (readonly [label: string, of: (replay: SandboxFields) => number, words: (n: number) => string])[] = [
  ['Packets', ({ packets }) => packets, formatCount],
  ['On the wire', ({ bytes }) => bytes, formatBytes],
  ['Flows', ({ flowsOpen, flowsEnded }) => flowsOpen + flowsEnded, formatCount],
  ['Lookups', ({ lookups }) => lookups, formatCount],
  ['Records', ({ records }) => records, formatCount],
  ['Alerts', ({ alerts }) => alerts, formatCount],
]; // prettier-ignore

/** Numbers of both side by side. */
export function comparedFigures({ before, after }: Pick<Comparison, 'before' | 'after'>) {
  return FIGURES.map(([label, of, words]) => ({
    ...{ label, before: words(of(before)), after: words(of(after)), differs: of(before) !== of(after) },
  }));
}

/** Whether both made the same of the capture. */
export function verdictOf({ before, after, sameRecords }: Pick<Comparison, 'before' | 'after' | 'sameRecords'>) {
  if (sameRecords === true) return { look: 'ok', icon: 'check' as const, text: 'The same records: their digests are equal.' };
  if (sameRecords === false) return { look: 'bad', icon: 'warning' as const, text: 'Other records: their digests differ.' };
  const open = [before, after].filter(({ digest }) => digest === null).length;
  const which = open === 2 ? 'Both are' : 'One of them is';
  return { look: 'wait', icon: 'clock' as const, text: `${which} not at the end of the capture: records are not compared yet.` };
} // prettier-ignore

const DIFFERENCES = {
  SAME: { word: 'Same', icon: 'check' },
  CHANGED: { word: 'Changed', icon: 'merge' },
  ADDED: { word: 'Added', icon: 'plus' },
  REMOVED: { word: 'Removed', icon: 'minus' },
} as const;

/** What one replay says of an alert. */
const sideOf = (alert: Side | null): string =>
  alert
    ? `${formatCount(alert.value)} ${alert.unit}, from ${formatCount(alert.threshold)} on · ${alert.severity} · version ${alert.ruleVersion}`
    : '—';

/** A row of an alert in one or both. */
export function pairRow(pair: Pair, at: number, zone: Zone) {
  const alert = (pair.after ?? pair.before) as Side;
  return {
    ...{ id: at, alert, difference: pair.difference, ...DIFFERENCES[pair.difference] },
    time: formatClock(Date.parse((pair.before ?? alert).first), zone),
    ...{ before: sideOf(pair.before), after: sideOf(pair.after) },
  };
}

/** How many of each, in words; '' when there are none. */
export function countsOf(alerts: readonly Pair[]): string {
  return (Object.keys(DIFFERENCES) as (keyof typeof DIFFERENCES)[])
    .map((difference) => [alerts.filter((pair) => pair.difference === difference).length, DIFFERENCES[difference].word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word.toLowerCase()}`)
    .join(', ');
} // prettier-ignore
