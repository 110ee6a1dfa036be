/** Colours of a page: those of the console's light theme, for paper. */
export const COLOURS = {
  text: '#161c24',
  second: '#46525f',
  quiet: '#5d6977',
  rule: '#c9d1d9',
  faint: '#e7ebef',
  box: '#eceff3',
  accent: '#1757b8',
  area: '#dbe6f6',
} as const;

/** Points; A4 upright. */
export const PAGE = { width: 595.28, height: 841.89, side: 48, top: 58, bottom: 60 } as const;
/** Width and height of what a page holds, in points. */
export const INNER = { width: PAGE.width - 2 * PAGE.side, height: PAGE.height - PAGE.top - PAGE.bottom } as const;

/** No alternates by neighbours: they cost half of the time of a page, and draw what is not in the text. */
export const PLAIN = { calt: false } as const;
/** Figures of one width each, so that columns of numbers align. */
export const TABULAR = { ...PLAIN, tnum: true } as const;
/** Cells, where an address and the numbers beside it are read digit by digit: no pair of them is drawn together. */
export const CELLS = { ...TABULAR, kern: false } as const;
