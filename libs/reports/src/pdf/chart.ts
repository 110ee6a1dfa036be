import type { CanvasElement, Content } from 'pdfmake';

import type { SeriesBlock } from '../document';
import { formatBytes, formatNumber, formatTick, type Moments } from '../format';
import { inlinesOf } from './inlines';
import { COLOURS, INNER, TABULAR } from './style';

const AXIS = 46;
const PLOT = { width: INNER.width - AXIS, height: 104 } as const;
/** Points that are drawn; of more, the greatest of each stretch is, so that no peak is lost. */
export const DRAWN_POINTS = 300;
/** Height of all of it, in points. */
export const CHART_HEIGHT = 178;

/** The least round number that is not under `n`. */
function ceiling(n: number): number {
  if (!(n > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(n));
  return [1, 1.2, 1.6, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= n) ?? 10 * power;
}

/** At most {@link DRAWN_POINTS} values: the greatest of every stretch of neighbours. */
function peaks(values: readonly number[]): number[] {
  const each = Math.max(1, Math.ceil(values.length / DRAWN_POINTS));
  const kept: number[] = [];
  for (let from = 0; from < values.length; from += each) kept.push(Math.max(...values.slice(from, from + each)));
  return kept;
}

/** The lines of the plot: three rules, the area and its edge. A single point is a bar. */
function plot(values: readonly number[], top: number): CanvasElement[] {
  const y = (value: number): number => PLOT.height * (1 - Math.max(0, value) / top);
  const step = values.length > 1 ? PLOT.width / (values.length - 1) : 0;
  // The layout moves the points that it is given: each shape has its own.
  const line = () => values.map((value, index) => ({ x: index * step, y: y(value) }));
  const rule = (at: number, lineColor: string): CanvasElement => ({
    ...{ type: 'line', x1: 0, y1: at, x2: PLOT.width, y2: at, lineWidth: 0.5, lineColor },
  });
  const shape: CanvasElement[] =
    values.length === 1
      ? [{ type: 'rect', x: 0, y: y(values[0] ?? 0), w: 8, h: PLOT.height - y(values[0] ?? 0), color: COLOURS.accent }]
      : [
          {
            ...{ type: 'polyline', closePath: true, lineWidth: 0, color: COLOURS.area, lineColor: COLOURS.area },
            points: [{ x: 0, y: PLOT.height }, ...line(), { x: PLOT.width, y: PLOT.height }],
          },
          { type: 'polyline', lineWidth: 1.1, lineColor: COLOURS.accent, lineJoin: 'round', points: line() },
        ];
  return [rule(0, COLOURS.faint), rule(PLOT.height / 2, COLOURS.faint), ...shape, rule(PLOT.height, COLOURS.rule)];
}

/** A course over time as a small chart with its highest, its mean and its sum in words. */
export function chartOf({ label, unit, points }: SeriesBlock, moments: Moments): Content {
  const title: Content = { text: inlinesOf(label), style: 'label', margin: [0, 8, 0, 6] };
  const finite = points.filter(({ value }) => Number.isFinite(value));
  const [first, last] = [finite[0], finite.at(-1)];
  if (!first || !last) return [title, { text: 'Nothing was recorded in this period.', style: 'quiet' }];
  const written = unit === 'bytes' ? formatBytes : formatNumber;
  const highest = finite.reduce((best, point) => (point.value > best.value ? point : best), first);
  const sum = finite.reduce((all, { value }) => all + value, 0);
  const top = ceiling(highest.value);
  const drawn = peaks(finite.map(({ value }) => value));
  const tick = (value: number): string =>
    `${formatTick(value)}${unit === 'bytes' ? (value < 1000 ? '\u00a0B' : 'B') : ''}`;
  const at = (value: number, above: number): Content => ({
    text: tick(value),
    style: 'tick',
    margin: [0, above, 8, 0],
  });
  const words = [
    `Highest ${written(highest.value)} at ${moments.moment(highest.at)}`,
    `mean ${written(sum / finite.length)}`,
    `sum ${written(sum)}`,
    `${formatNumber(finite.length)} points${finite.length > drawn.length ? `, drawn by the highest of every ${Math.ceil(finite.length / DRAWN_POINTS)}` : ''}`,
  ];
  const middle = finite[Math.floor((finite.length - 1) / 2)] ?? first;
  const time = (text: string, alignment: 'left' | 'center' | 'right'): Content => ({
    ...{ text, style: 'quiet', fontSize: 7, alignment, width: '*' },
  });
  return {
    unbreakable: true,
    stack: [
      title,
      {
        columns: [
          {
            width: AXIS,
            stack: [at(top, -4), at(top / 2, PLOT.height / 2 - 8.5), at(0, PLOT.height / 2 - 8.5)],
          },
          { width: PLOT.width, canvas: plot(drawn, top) },
        ],
      },
      {
        columns: [
          time(moments.short(first.at), 'left'),
          time(finite.length > 2 ? moments.short(middle.at) : '', 'center'),
          time(finite.length > 1 ? moments.short(last.at) : '', 'right'),
        ],
        margin: [AXIS, 4, 0, 0],
      },
      { text: words.join(' · '), style: 'quiet', fontFeatures: TABULAR, margin: [AXIS, 4, 0, 10] },
    ],
  };
}
