/**
 * A report as data: what was read once, before it becomes a file. Both renderers are pure functions of it, so a PDF and a CSV of one
 * document have the same figures. Every text may hold what came off the wire: renderers make it inert, whoever builds a document need not.
 */
export interface ReportDocument {
  /** Name of the template, as in the schema: `executive`. */
  readonly template: string;
  /** What stands on top of it; a person may have chosen it. */
  readonly title: string;
  /** First instant that counts, RFC 3339. */
  readonly from: string;
  /** First instant that does not count any more, RFC 3339. */
  readonly to: string;
  /** IANA name of the zone in which times are written: `Europe/Berlin`. */
  readonly zone: string;
  /** Name of the person, or of the schedule, for whom it was made. */
  readonly generatedBy: string;
  /** When it was made, RFC 3339. All that reports of the same input may differ in. */
  readonly generatedAt: string;
  /** Sentence about the masking that was in force; null when nothing was masked. */
  readonly masked: string | null;
  /** Where the history stood that the figures were read from. */
  readonly integrity: {
    /** Global position in the log, a decimal number. */
    readonly position: string;
    /** Hash of the chain at that position, hex. */
    readonly head: string;
    /** When the last seal was made, RFC 3339; null when there is none. */
    readonly sealedAt: string | null;
    /** Where that seal is witnessed outside; null when it is not. */
    readonly anchor: string | null;
  };
  readonly sections: readonly Section[];
}

/** A chapter of a report. */
export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** What a figure counts; without one it is a text or a bare number. */
export type FigureUnit = 'bytes' | 'count' | 'percent' | 'seconds';

/** One figure. `value`: a number in `unit` (percent: 0 to 100), or a text; null = it could not be told, which is not nought. */
export interface Figure {
  readonly label: string;
  readonly value: string | number | null;
  readonly unit?: FigureUnit;
  readonly note?: string;
}

/** What the cells of a column are: a `time` is RFC 3339, `bytes` and `number` are numbers. */
export type ColumnKind = 'text' | 'number' | 'bytes' | 'time';

export interface Column {
  readonly label: string;
  readonly kind: ColumnKind;
}

/** Rows of cells, one for each column. `leftOut`: rows that there were and that the document does not hold. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly leftOut: number;
}

/** A course over time. `at`: RFC 3339, ascending. */
export interface SeriesBlock {
  readonly kind: 'series';
  readonly label: string;
  readonly unit: 'bytes' | 'count';
  readonly points: readonly { readonly at: string; readonly value: number }[];
}

export type Block =
  | { readonly kind: 'figures'; readonly items: readonly Figure[] }
  | TableBlock
  | SeriesBlock
  | { readonly kind: 'text'; readonly text: string };
