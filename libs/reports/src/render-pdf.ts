import { DomainError } from '@wireledger/kernel';
import pdfmake, { type Content, type Definition } from 'pdfmake';

import type { Block, ReportDocument, TableBlock } from './document';
import { Moments } from './format';
import { CHART_HEIGHT, chartOf } from './pdf/chart';
import { MONO, TEXT } from './pdf/faces';
import { inlinesOf, shortened } from './pdf/inlines';
import {
  BODY,
  FIGURES_HEIGHT,
  figuresContent,
  pageFooter,
  pageHeader,
  sectionHeading,
  STYLES,
  titleBlock,
} from './pdf/page-parts';
import { INNER, PAGE } from './pdf/style';
import { ROW_HEIGHT, type SetTable, setTable, TABLE_FRAME, tableContent } from './pdf/table';

/** Pages of a PDF at most. What of its tables does not fit is told below each, and is in the CSV. */
export const MOST_PAGES = 40;
/** Characters of a paragraph. */
const LONGEST_TEXT = 4_000;
/** Height of a section's heading with the space around it, in points. */
const HEADING_HEIGHT = 42;
/** How often tables are cut again when the measure was too short. */
const TRIES = 4;

/** Fonts lie in memory under these names; whatever else a document could name is fetched from nowhere. */
function withFonts(): typeof pdfmake {
  for (const { normal, bold } of [...TEXT.faces, ...MONO.faces])
    for (const { name, bytes } of [normal, bold]) pdfmake.virtualfs.writeFileSync(name, bytes);
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  return pdfmake;
}
const fonts = () =>
  Object.fromEntries(
    [...TEXT.faces, ...MONO.faces].map(({ name, normal, bold }) => [
      name,
      { normal: normal.name, bold: bold.name, italics: normal.name, bolditalics: bold.name },
    ]),
  );

/** About how high a block is, tables apart, in points. */
function heightOf(block: Block): number {
  switch (block.kind) {
    case 'figures':
      return Math.ceil(block.items.length / 3) * FIGURES_HEIGHT + 12;
    case 'series':
      return CHART_HEIGHT;
    case 'text':
      return Math.ceil(Math.min(block.text.length, LONGEST_TEXT) / 90) * 14 + 8;
    case 'table':
      return TABLE_FRAME;
  }
}

/** What of a section's first block must stand on the page of its heading, in points. */
const followingOf = (block: Block | undefined): number =>
  block === undefined ? 0 : Math.min(heightOf(block), block.kind === 'series' ? CHART_HEIGHT : TABLE_FRAME);

/**
 * Rows of each table, so that all of them are at most `budget` points high: small ones are whole, the others are equally high.
 */
function rowsWithin(tables: readonly SetTable[], budget: number): number[] {
  const total = ({ heights }: SetTable): number => heights.reduce((sum, height) => sum + height, 0);
  let left = budget;
  let share = 0;
  for (const [index, height] of tables
    .map(total)
    .sort((a, b) => a - b)
    .entries()) {
    share = left / (tables.length - index);
    left -= Math.min(height, share);
  }
  return tables.map(({ heights }) => {
    let sum = 0;
    const end = heights.findIndex((height) => (sum += height) > share);
    return end < 0 ? heights.length : end;
  });
}

/** Lays the document out with the tables cut to `rows`. */
async function laidOut(
  document: ReportDocument,
  moments: Moments,
  tables: ReadonlyMap<TableBlock, { readonly set: SetTable; readonly shown: number }>,
): Promise<{ readonly pdf: Buffer; readonly pages: number }> {
  const content = (block: Block): Content => {
    switch (block.kind) {
      case 'figures':
        return figuresContent(block.items);
      case 'series':
        return chartOf(block, moments);
      case 'text':
        return { text: inlinesOf(block.text, TEXT, LONGEST_TEXT), margin: [0, 2, 0, 8] };
      case 'table': {
        const { set, shown } = tables.get(block) as { set: SetTable; shown: number };
        return tableContent(set, shown);
      }
    }
  };
  let pages = 0;
  const at = new Date(document.generatedAt);
  const definition: Definition = {
    pageSize: 'A4',
    pageMargins: [PAGE.side, PAGE.top, PAGE.side, PAGE.bottom],
    version: '1.7',
    language: 'en',
    displayTitle: true,
    info: {
      title: shortened(document.title, 200),
      author: shortened(document.generatedBy, 200),
      creator: 'Wireledger',
      producer: 'Wireledger',
      creationDate: at,
      modDate: at,
    },
    defaultStyle: BODY,
    styles: STYLES,
    header: (page) => pageHeader(document, moments, page),
    footer: (page, count) => {
      pages = count;
      return pageFooter(document, page, count);
    },
    pageBreakBefore: ({ headlineLevel = 0, startPosition }) =>
      (1 - startPosition.verticalRatio) * INNER.height < headlineLevel,
    content: [
      titleBlock(document, moments),
      ...document.sections.flatMap(({ heading, blocks }) => [
        sectionHeading(heading, HEADING_HEIGHT + followingOf(blocks[0])),
        ...blocks.map((block) => content(block)),
      ]),
    ],
  };
  const maker = withFonts();
  maker.setFonts(fonts());
  const pdf = await maker.createPdf(definition).getBuffer();
  return { pdf, pages };
}

/**
 * A report as PDF: A4, its text extractable, fonts embedded, series as vector charts. The same document gives the same bytes: dates and ids in the file
 * come from {@link ReportDocument.generatedAt}. Nothing is fetched or read but the fonts that came with the packages, and no text of the document
 * becomes a link or an action. {@link MOST_PAGES} at most: tables are cut with a sentence that says so.
 *
 * @throws RangeError when the zone, the range or `generatedAt` is none; DomainError LIMIT_EXCEEDED when the document is too long even with its tables cut
 */
export async function renderPdf(document: ReportDocument): Promise<Buffer> {
  for (const at of [document.from, document.to, document.generatedAt])
    if (Number.isNaN(Date.parse(at))) throw new RangeError('the range and the time of a report are RFC 3339');
  const moments = new Moments(document.zone, document.from, document.to);
  const blocks = document.sections.flatMap((section) => section.blocks);
  const tables = blocks.filter((block) => block.kind === 'table');
  const fixed = blocks.reduce((sum, block) => sum + heightOf(block), document.sections.length * HEADING_HEIGHT + 220);
  const room = MOST_PAGES * INNER.height * 0.95;
  let budget = Math.max(0, room - fixed);
  const sets = tables.map((table) => setTable(table, Math.ceil(room / ROW_HEIGHT), moments));
  for (let tries = 0; fixed <= room * 1.5 && tries < TRIES; tries += 1) {
    const shown = rowsWithin(sets, budget);
    const cut = new Map(sets.map((set, index) => [set.block, { set, shown: shown[index] ?? 0 }]));
    const { pdf, pages } = await laidOut(document, moments, cut);
    if (pages <= MOST_PAGES) return pdf;
    budget = tries === TRIES - 2 ? 0 : budget * 0.9 * (MOST_PAGES / pages);
  }
  throw new DomainError(
    'LIMIT_EXCEEDED',
    `this report has more than ${MOST_PAGES} pages even without the rows of its tables: make it as CSV, or of fewer sections`,
  );
}
