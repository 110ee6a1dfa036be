import { formatTime } from '@wireledger/kernel';
import type { ReportOrder } from '@wireledger/events';
import type { Preview } from '@wireledger/report-content';
import type { Block, Figure, Section } from '@wireledger/reports';
import { formatBytes, formatCell, formatFigure, formatNumber, Moments } from '@wireledger/reports/format';

import type { ReportBlock, ReportPreview, ReportSection } from '../schema/reports';

/** What is written here, without the no-break spaces of paper: the console marks invisible characters of texts, and wraps as it needs to. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const NOTHING: ReportBlock = { text: null, figures: null, table: null, series: null };

/** A preview with every value as the files of reports write it. @throws RangeError when there is no such zone */
export function shownPreview(
  { sections, sectionsLeft }: Preview,
  { zone, from, to }: Pick<ReportOrder, 'zone' | 'from' | 'to'>,
): Pick<ReportPreview, 'sections' | 'sectionsLeft'> {
  const moments = new Moments(zone, formatTime(from), formatTime(to));
  return { sections: sections.map((section) => shownSection(section, moments)), sectionsLeft };
}

function shownFigure(figure: Figure): string | null {
  const text = formatFigure(figure);
  return text !== null && typeof figure.value === 'number' ? plain(text) : text;
}

const shownSection = ({ heading, blocks }: Section, moments: Moments): ReportSection => ({
  heading,
  blocks: blocks.map((block) => shownBlock(block, moments)),
});

function shownBlock(block: Block, moments: Moments): ReportBlock {
  switch (block.kind) {
    case 'text':
      return { ...NOTHING, text: block.text };
    case 'figures': {
      const figures = block.items.map((item) => ({
        ...{ label: item.label, value: shownFigure(item), note: item.note ?? null },
      }));
      return { ...NOTHING, figures };
    }
    case 'table': {
      const { columns, rows, leftOut } = block;
      const shown = rows.map((row) => ({
        cells: row.map((cell, n) => {
          const { text, own } = formatCell(cell, columns[n]?.kind ?? 'text', moments);
          return own ? plain(text) : text;
        }),
      }));
      const heads = columns.map(({ label, kind }) => ({ label, numeric: kind === 'number' || kind === 'bytes' }));
      return { ...NOTHING, table: { columns: heads, rows: shown, leftOut } };
    }
    case 'series': {
      const values = block.points.map(({ value }) => value);
      const most = values.reduce((greatest, value) => Math.max(greatest, value), 0);
      const written = block.unit === 'bytes' ? formatBytes(most) : formatNumber(most);
      return { ...NOTHING, series: { label: block.label, values, most: plain(written) } };
    }
  }
}
