import type { Content } from 'pdfmake';

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

/**
 * The plot as SVG: three rules, the area and its edge; a single point is a bar. Numbers alone stand in it. Shapes of the layout's own would be moved once for
 * each time that pages are laid out anew.
 */
function plot(values: readonly number[], top: number): string {
  const { width, height } = PLOT;
  const y = (value: number): string => (height * (1 - Math.max(0, value) / top)).toFixed(2);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const edge = values.map((value, index) => `${(index * step).toFixed(2)},${y(value)}`).join(' ');
  const rule = (at: number, colour: string): string =>
    `<line x1="0" y1="${at}" x2="${width}" y2="${at}" stroke="${colour}" stroke-width="0.5"/>`;
  const shape =
    values.length === 1
      ? `<polygon points="0,${height} 0,${y(values[0] ?? 0)} 8,${y(values[0] ?? 0)} 8,${height}" fill="${COLOURS.accent}"/>`
      : `<polygon points="0,${height} ${edge} ${width},${height}" fill="${COLOURS.area}"/>` +
        `<polyline points="${edge}" fill="none" stroke="${COLOURS.accent}" stroke-width="1.1" stroke-linejoin="round"/>`;
  const rules = rule(0.25, COLOURS.faint) + rule(height / 2, COLOURS.faint);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + 1}" viewBox="0 0 ${width} ${height + 1}">` +
    `${rules}${shape}${rule(height, COLOURS.rule)}</svg>`
  );
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
          { width: PLOT.width, svg: plot(drawn, top) },
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
