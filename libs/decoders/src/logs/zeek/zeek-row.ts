import { MAX_TEXT, nameOf, namePart, textOf } from '../values';

/** A row of a Zeek log by the names of its fields; scopes are told apart by a dot (`id.orig_h`), whatever the log's own sign is. */
export interface ZeekRow {
  /** The value as it is written, escapes and all, one character a byte; null when it is unset or there is no such field, '' when it is empty. */
  raw(name: string): string | null;
  /** Members of a set or vector, as they are written; null when it is unset. */
  list(name: string): readonly string[] | null;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|\\)/g;

/** A value of Zeek with its escapes (`\xHH`, `\\`) undone, as facts have texts. */
export function zeekText(raw: string, most = MAX_TEXT): string {
  if (!raw.includes('\\')) return textOf(raw, most);
  const bytes = raw.replace(ESCAPE, (_all, hex: string | undefined) =>
    hex === undefined ? '\\' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return textOf(bytes, most);
}

/** A name of Zeek as facts have names. A dot that is escaped stands in a label, the others between them. */
export function zeekName(raw: string): string {
  if (!raw.includes('\\')) return nameOf(raw);
  return raw
    .split(/(\\x[0-9a-fA-F]{2}|\\\\)/)
    .map((part, i) => {
      if (i % 2 === 0) return namePart(part);
      const code = part === '\\\\' ? 0x5c : Number.parseInt(part.slice(2), 16);
      return code > 0x20 && code < 0x7f && code !== 0x2e && code !== 0x5c
        ? String.fromCharCode(code).toLowerCase()
        : `\\${String(code).padStart(3, '0')}`;
    })
    .join('');
}

/** The text of a field, '' when it is not set. */
export const textField = (row: ZeekRow, name: string, most = MAX_TEXT): string => {
  const raw = row.raw(name);
  return raw === null ? '' : zeekText(raw, most);
};
