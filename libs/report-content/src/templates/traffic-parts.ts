import type { Block, Figure } from '@wireledger/reports';
import type { FigureShape } from '@wireledger/read-models';

import { rounded, table, topTable } from '../blocks';
import type { ReportPart, ReportSource } from '../report-source';

/** Rows of lists. */
const TOP = 15;

/** How a figure stands to the time before it. */
function against({ value, previous }: FigureShape): string {
  if (previous === null) return 'nothing to compare with';
  if (previous === 0) return 'none in the range before';
  const change = rounded((value / previous - 1) * 100);
  return `${change > 0 ? '+' : ''}${change} % against the range before`;
}

const perSecond = (label: string, figure: FigureShape, what: string): Figure => ({
  label,
  value: rounded(figure.value),
  unit: 'count',
  note: `${what}; ${against(figure)}`,
});

/** What passed, and how that stands to the time before. */
export const volume: ReportPart = async (source) => {
  const { range } = source;
  const told = await source.ask('overview', { range });
  const items: Figure[] = [
    { label: 'Bytes', value: told.bytes, unit: 'bytes' },
    { label: 'Packets', value: told.packets, unit: 'count' },
    { label: 'Flows', value: told.flows, unit: 'count' },
    { label: 'DNS queries', value: told.dnsQueries, unit: 'count' },
    perSecond('Bits per second', told.bitsPerSecond, 'mean'),
    perSecond('Packets per second', told.packetsPerSecond, 'mean'),
  ];
  return { heading: 'Traffic', blocks: [{ kind: 'figures', items }, await course(source)] };
};

/** Bytes over time. */
async function course(source: ReportSource): Promise<Block> {
  const { times, series } = await source.ask('traffic', { range: source.range, by: 'TOTAL' });
  const [all] = series;
  const points = times.map((at, i) => ({ at, value: (all?.bytesIn[i] ?? 0) + (all?.bytesOut[i] ?? 0) }));
  return { kind: 'series', label: 'Bytes', unit: 'bytes', points };
}

/** Least value that so many of a hundred do not exceed. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

/** The busiest bucket, and what bounds nineteen in twenty of them. */
export const peaks: ReportPart = async (source) => {
  const { bucket, times, series } = await source.ask('traffic', { range: source.range, by: 'TOTAL' });
  const [all] = series;
  const bits = times.map((_, i) => (((all?.bytesIn[i] ?? 0) + (all?.bytesOut[i] ?? 0)) * 8) / bucket);
  const greatest = bits.reduce((most, value, i) => (value > (bits[most] ?? 0) ? i : most), 0);
  const note = `over ${bucket} s`;
  const items: Figure[] = [
    { label: 'Peak, bits per second', value: rounded(bits[greatest] ?? 0), unit: 'count', note },
    { label: 'Peak at', value: all ? (times[greatest] ?? null) : null },
    { label: '95 % of the time at most, bits per second', value: rounded(percentile(bits, 95)), unit: 'count', note },
  ];
  return { heading: 'Peaks', blocks: [{ kind: 'figures', items }] };
};

/** By sensor and by application. */
export const split: ReportPart = async (source) => {
  const { range, shown } = source;
  const bySensor = await source.ask('traffic', { range, by: 'SENSOR' });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const rows = bySensor.series.map(({ key, bytesIn, bytesOut, packets }) => [
    ...[key, sum(bytesIn), sum(bytesOut), sum(packets)],
  ]);
  const apps = shown.list('Query', 'protocols', await source.ask('protocols', { range, first: TOP }));
  const states = shown.list('Query', 'connectionStates', await source.ask('connectionStates', { range }));
  return {
    heading: 'Where it passed, and what it was',
    blocks: [
      table(
        [
          ['Sensor', 'text'],
          ['Bytes in', 'bytes'],
          ['Bytes out', 'bytes'],
          ['Packets', 'number'],
        ],
        rows,
      ),
      topTable('Application', 'Bytes', 'bytes', apps),
      topTable('State of connections', 'Flows', 'number', states),
    ],
  };
};

/** Who exchanged most. */
export const hosts: ReportPart = async (source) => {
  const { range, shown } = source;
  const talkers = shown.list('Query', 'topTalkers', await source.ask('topTalkers', { range, first: TOP }));
  const responders = shown.list('Query', 'responders', await source.ask('responders', { range, first: TOP }));
  return {
    heading: 'Hosts',
    blocks: [
      topTable('Began the exchange', 'Bytes', 'bytes', talkers),
      topTable('Answered', 'Bytes sent back', 'bytes', responders),
    ],
  };
};

/** Applications alone. */
export const applications: ReportPart = async (source) => {
  const { range, shown } = source;
  const apps = shown.list('Query', 'protocols', await source.ask('protocols', { range, first: TOP }));
  return { heading: 'Applications', blocks: [topTable('Application', 'Bytes', 'bytes', apps)] };
};
