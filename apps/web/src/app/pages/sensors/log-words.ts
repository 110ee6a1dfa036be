import type { Zone } from '../../core/time-grammar';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import type { LiveCapturesResult } from '../../graphql/generated/operations';

type Logs = LiveCapturesResult['liveCaptures']['logs'][number];
type Counts = Logs['rejected'];

/** Causes that are named; the others are counted. */
const MOST_NAMED = 3;

/** How many lines there are, and what they are; the most frequent first. */
function countsOf(counts: Counts): { readonly count: string; readonly why: string } {
  const named = counts.slice(0, MOST_NAMED).map(({ reason, lines }) => `${formatCount(lines)} ${reason}`);
  const left = counts.length - named.length;
  return {
    count: formatCount(counts.reduce((sum, { lines }) => sum + lines, 0)),
    why: [...named, ...(left > 0 ? [`${left} more kinds`] : [])].join(', '),
  };
}

/** A row of a collector of logs. */
export function logRow(logs: Logs, zone: Zone, now: number) {
  const { source, sensor, places, lines, unused, rejected, behind, newest, problems } = logs;
  return {
    ...{ source, sensor, problems, places: places.map(({ kind, path }) => `${kind} ${path}`) },
    ...{ lines: formatCount(lines), unused: countsOf(unused), rejected: countsOf(rejected) },
    behind: behind === 0 ? 'nothing' : formatBytes(behind),
    newest: newest === null ? 'none yet' : formatMoment(Date.parse(newest), zone, now, true),
  };
}
