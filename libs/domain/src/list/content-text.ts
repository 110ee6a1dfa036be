import type { Indicator } from './indicator';
import type { Found } from './indicators';

/** The canonical text of one entry: value, line it came from, a word on it. */
export const contentLine = ({ text }: Pick<Indicator, 'text'>, line: number, note: string): string =>
  `${text}\t${line}\t${note}\n`;

/** An entry of the canonical text. */
export interface ContentEntry extends Found {
  readonly note: string;
}

/** Calls `take` with each entry of whole lines of canonical text; false ends it. */
export function readContent(text: string, take: (entry: ContentEntry) => boolean | void): boolean {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const first = text.indexOf('\t', from);
    const second = text.indexOf('\t', first + 1);
    const entry = {
      indicator: text.slice(from, first),
      line: Number(text.slice(first + 1, second)),
      note: text.slice(second + 1, end),
    };
    if (take(entry) === false) return false;
    from = end + 1;
  }
  return true;
}
