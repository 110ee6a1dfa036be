import type { Content, Node } from 'pdfmake';

import type { TableBlock } from '../document';
import { formatCell, formatNumber, type Moments } from '../format';
import { type Inline, inlinesOf, ownInlines, widthOf } from './inlines';
import { CELLS, COLOURS, INNER } from './style';

const SIZE = 8;
const LINE = SIZE * 1.21 * 1.08;
const PADDING = { between: 10, top: 3.2, bottom: 3.2 } as const;
/** Least height of a row, in points. */
export const ROW_HEIGHT = LINE + PADDING.top + PADDING.bottom;
/** Height of what stands around the rows: head, space, notice. */
export const TABLE_FRAME = 56;
/** Broken lines end early: what a text needs beyond its width by the measure. */
const RAGGED = 1.15;
const LEAST_WIDTH = 26;
const WIDEST_FIXED = 130;
/** Rows whose width counts for that of their columns. */
const SAMPLE = 200;

const right = (kind: TableBlock['columns'][number]['kind']): boolean => kind === 'number' || kind === 'bytes';

/** A table whose cells are laid out: at most `rows` of them were looked at. */
export interface SetTable {
  readonly block: TableBlock;
  readonly rows: readonly (readonly Inline[][])[];
  /** Height of each of them, in points. */
  readonly heights: readonly number[];
  readonly widths: readonly number[];
}

/** Width of every column: numbers and times as they need, texts what is left in proportion to what they need. */
function widthsOf(block: TableBlock, rows: readonly (readonly Inline[][])[]): number[] {
  const { columns } = block;
  const room = INNER.width - PADDING.between * (columns.length - 1);
  const natural = columns.map(({ label }, index) => {
    const head = widthOf(inlinesOf(label)) * 7.5 * 1.08;
    const cells = rows.slice(0, SAMPLE).map((row) => widthOf(row[index] ?? []) * SIZE);
    return Math.max(LEAST_WIDTH, head, ...cells) + 1;
  });
  const fixed = natural.map((width, index) => (columns[index]?.kind === 'text' ? 0 : Math.min(width, WIDEST_FIXED)));
  const texts = columns.flatMap(({ kind }, index) => (kind === 'text' ? [index] : []));
  let left = room - fixed.reduce((sum, width) => sum + width, 0);
  const widths = [...fixed];
  // What needs less than its share gets what it needs; the others share the rest.
  let open = [...texts];
  for (;;) {
    const share = left / open.length;
    const small = open.filter((index) => (natural[index] ?? 0) <= share);
    if (small.length === 0 || small.length === open.length) break;
    for (const index of small) left -= widths[index] = natural[index] ?? 0;
    open = open.filter((index) => !small.includes(index));
  }
  const needed = open.reduce((sum, index) => sum + (natural[index] ?? 0), 0);
  for (const index of open) {
    const width = natural[index] ?? 0;
    widths[index] = needed <= left ? width + (left - needed) * (width / needed) : left / open.length;
  }
  // Columns without a text between them, or too many of them: all grow or shrink alike.
  const sum = widths.reduce((all, width) => all + Math.max(width, LEAST_WIDTH), 0);
  return sum > room || texts.length === 0 ? widths.map((width) => (Math.max(width, LEAST_WIDTH) * room) / sum) : widths;
}

/** Sets the first `most` rows of a table. */
export function setTable(block: TableBlock, most: number, moments: Moments): SetTable {
  const rows = block.rows.slice(0, most).map((row) =>
    block.columns.map(({ kind }, index) => {
      const { text, own } = formatCell(row[index] ?? null, kind, moments);
      return own ? ownInlines(text) : inlinesOf(text);
    }),
  );
  const widths = widthsOf(block, rows);
  const heights = rows.map((row) => {
    const lines = row.map((cell, index) => Math.ceil((widthOf(cell) * SIZE * RAGGED) / (widths[index] ?? LEAST_WIDTH)));
    return Math.max(1, ...lines) * LINE + PADDING.top + PADDING.bottom;
  });
  return { block, rows, heights, widths };
}

/** What is said below a table of which `shown` rows stand on the page. */
function notices({ rows, leftOut }: TableBlock, shown: number): string[] {
  return [
    ...(shown < rows.length
      ? [
          `The first ${formatNumber(shown)} of ${formatNumber(rows.length)} rows stand here: a PDF has a limited number of pages. This report as CSV has all of them.`,
        ]
      : []),
    ...(leftOut > 0
      ? [`${formatNumber(leftOut)} more ${leftOut === 1 ? 'row is' : 'rows are'} not part of this report.`]
      : []),
  ];
}

/** The first `shown` rows under a head that every page repeats. */
export function tableContent({ block, rows, widths }: SetTable, shown: number): Content {
  const { columns } = block;
  if (columns.length === 0 || block.rows.length === 0)
    return [
      { text: 'There was nothing of this in this period.', style: 'quiet', margin: [0, 4, 0, 10] },
      ...notices(block, 0).map((text): Content => ({ text, style: 'notice' })),
    ];
  const cell = (text: Inline[], index: number): Node => {
    const kind = columns[index]?.kind ?? 'text';
    return { text, alignment: right(kind) ? 'right' : 'left', fontFeatures: CELLS };
  };
  const head = columns.map(({ label, kind }): Node => ({
    ...{ text: inlinesOf(label), style: 'head', alignment: right(kind) ? 'right' : 'left' },
  }));
  return [
    {
      fontSize: SIZE,
      lineHeight: 1.08,
      margin: [0, 4, 0, 6],
      table: {
        headerRows: 1,
        keepWithHeaderRows: Math.min(2, shown),
        dontBreakRows: true,
        widths: [...widths],
        body: [head, ...rows.slice(0, shown).map((row) => row.map(cell))],
      },
      layout: {
        hLineWidth: (line, node) => (line === 0 ? 0 : line === 1 || line === node.table.body.length ? 0.75 : 0.4),
        hLineColor: (line) => (line === 1 ? COLOURS.rule : COLOURS.faint),
        vLineWidth: () => 0,
        paddingLeft: (column) => (column === 0 ? 0 : PADDING.between / 2),
        paddingRight: (column) => (column === columns.length - 1 ? 0 : PADDING.between / 2),
        paddingTop: () => PADDING.top,
        paddingBottom: () => PADDING.bottom,
      },
    },
    ...notices(block, shown).map((text): Content => ({ text, style: 'notice' })),
  ];
}
