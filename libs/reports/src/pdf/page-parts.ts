import type { Content, Style, Node } from 'pdfmake';

import type { Figure, ReportDocument } from '../document';
import { exactBytes, formatFigure, type Moments } from '../format';
import { MONO, TEXT } from './faces';
import { inlinesOf, shortened } from './inlines';
import { COLOURS, INNER, PAGE, PLAIN, TABULAR } from './style';

const FIRST_FACE = (TEXT.faces[0] as { readonly name: string }).name;
const IN_A_ROW = 3;
/** Height of a row of figures, in points. */
export const FIGURES_HEIGHT = 68;

export const STYLES: Record<string, Style> = {
  title: { fontSize: 23, bold: true, color: COLOURS.text, lineHeight: 1.1 },
  section: { fontSize: 13.5, bold: true, color: COLOURS.text },
  label: { fontSize: 8.5, bold: true, color: COLOURS.second },
  head: { fontSize: 7.5, bold: true, color: COLOURS.second },
  quiet: { fontSize: 7.5, color: COLOURS.quiet },
  tick: { fontSize: 7, color: COLOURS.quiet, alignment: 'right', fontFeatures: TABULAR },
  notice: { fontSize: 8, bold: true, color: COLOURS.second, margin: [0, 0, 0, 8] },
};
export const BODY = { font: FIRST_FACE, fontSize: 9.5, color: COLOURS.text, lineHeight: 1.15, fontFeatures: PLAIN };

const rule = (lineColor: string, margin: [number, number, number, number]): Content => ({
  ...{ margin, canvas: [{ type: 'line', x1: 0, y1: 0, x2: INNER.width, y2: 0, lineWidth: 0.75, lineColor }] },
});
const period = ({ from, to }: ReportDocument, moments: Moments): string =>
  `${moments.moment(from)} – ${moments.moment(to)}`;

/** First page: what the report is, of what time, by whom, of which history, and whether it is masked. */
export function titleBlock(document: ReportDocument, moments: Moments): Content {
  const { integrity } = document;
  const zone = [moments.offsetAt(document.from), moments.offsetAt(document.to)];
  const seal =
    integrity.sealedAt === null
      ? 'not sealed yet'
      : `sealed ${moments.moment(integrity.sealedAt)}${integrity.anchor === null ? '' : ', anchored at '}`;
  const facts: [string, Content][] = [
    ['Period', { text: period(document, moments) }],
    ['Time zone', { text: [...inlinesOf(document.zone), ` (${[...new Set(zone)].join(', then ')})`] }],
    ['Generated', { text: [`${moments.moment(document.generatedAt)} by `, ...inlinesOf(document.generatedBy)] }],
    [
      'History',
      {
        text: [
          'position ',
          ...inlinesOf(integrity.position),
          `, ${seal}`,
          ...(integrity.sealedAt === null || integrity.anchor === null ? [] : inlinesOf(integrity.anchor)),
        ],
      },
    ],
    [
      'Masking',
      { text: document.masked === null ? 'none: addresses and names are in clear' : inlinesOf(document.masked) },
    ],
  ];
  return [
    { text: 'WIRELEDGER REPORT', fontSize: 7.5, bold: true, color: COLOURS.accent, characterSpacing: 1.1 },
    { text: inlinesOf(shortened(document.title, 200)), style: 'title', margin: [0, 6, 0, 12] },
    rule(COLOURS.text, [0, 0, 0, 10]),
    {
      fontSize: 9,
      layout: { ...bare(), paddingTop: () => 2, paddingBottom: () => 2 },
      table: {
        widths: [76, '*'],
        body: facts.map(([name, what]): Node[] => [{ text: name, color: COLOURS.quiet }, what as Node]),
      },
    },
    rule(COLOURS.faint, [0, 10, 0, 4]),
  ];
}

const bare = () => ({
  hLineWidth: () => 0,
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: () => 10,
});

/** Heading of a section; it is in the outline of the file. `following`: height that must be left on its page below it, in points. */
export function sectionHeading(heading: string, following: number): Content {
  const text = inlinesOf(heading);
  const shown = text.map((inline) => inline.text).join('');
  return {
    text,
    style: 'section',
    outline: true,
    outlineText: shown,
    headlineLevel: following,
    margin: [0, 18, 0, 6],
  };
}

/** Figures side by side: large, with what they are above and what is to be said of them below. */
export function figuresContent(items: readonly Figure[]): Content {
  const cells = items.map((figure): Node => {
    const value = formatFigure(figure);
    const exact = figure.unit === 'bytes' && typeof figure.value === 'number' && Math.abs(figure.value) >= 1000;
    const long = typeof value === 'string' && value.length > 18;
    return {
      stack: [
        { text: inlinesOf(shortened(figure.label, 120)), style: 'label' },
        value === null
          ? { text: 'not known', fontSize: 15, color: COLOURS.quiet, margin: [0, 3, 0, 1] }
          : {
              text: typeof figure.value === 'number' ? value : inlinesOf(value),
              ...{ fontSize: long ? 10.5 : 18, bold: true, margin: [0, 2, 0, 1] },
            },
        ...(exact ? [{ text: exactBytes(figure.value), style: 'quiet', fontFeatures: TABULAR }] : []),
        ...(figure.note === undefined ? [] : [{ text: inlinesOf(figure.note), style: 'quiet' }]),
      ],
    };
  });
  while (cells.length % IN_A_ROW !== 0) cells.push({ text: '' });
  const body = Array.from({ length: cells.length / IN_A_ROW }, (_, row) =>
    cells.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
  );
  if (body.length === 0) return { text: 'There are no figures.', style: 'quiet' };
  return {
    margin: [0, 4, 0, 6],
    layout: {
      ...bare(),
      hLineWidth: () => 0.75,
      hLineColor: () => COLOURS.faint,
      paddingTop: () => 8,
      paddingBottom: () => 8,
    },
    table: { widths: Array.from({ length: IN_A_ROW }, () => '*'), dontBreakRows: true, body },
  };
}

/** Head of every page but the first. */
export function pageHeader(document: ReportDocument, moments: Moments, page: number): Content {
  if (page === 1) return { text: '' };
  return {
    margin: [PAGE.side, 28, PAGE.side, 0],
    columns: [
      { width: '*', text: inlinesOf(shortened(document.title, 90)), style: 'quiet', bold: true },
      { width: 'auto', text: period(document, moments), style: 'quiet', margin: [12, 0, 0, 0] },
    ],
  };
}

/** Foot of every page: the head of the history that its figures were read from, and which page it is. */
export function pageFooter({ integrity }: ReportDocument, page: number, pages: number): Content {
  const head = inlinesOf(shortened(integrity.head, 128), MONO).map((inline) => ({ ...inline, fontSize: 6.5 }));
  return {
    margin: [PAGE.side, 16, PAGE.side, 0],
    stack: [
      rule(COLOURS.faint, [0, 0, 0, 6]),
      {
        columns: [
          {
            ...{ width: '*', style: 'quiet', fontSize: 7 },
            text: ['Log head ', ...head, ' at position ', ...inlinesOf(shortened(integrity.position, 40))],
          },
          { width: 70, text: `Page ${page} of ${pages}`, style: 'quiet', alignment: 'right', fontFeatures: TABULAR },
        ],
      },
    ],
  };
}
