import { readPieces } from './read-whole';
import { UnusableFile } from './unusable-file';

const LONGEST_LINE = 4096;
const MOST_LINES = 10_000_000;

/** Fields of a line of CSV (RFC 4180, without line breaks inside fields); null when a quotation mark is not closed. */
export function csvFields(line: string): readonly string[] | null {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  for (let at = 0; ;) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at);
      if (end < 0) return [...fields, line.slice(at)];
      fields.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    let text = '';
    for (at++; ; at++) {
      const end = line.indexOf('"', at);
      if (end < 0) return null;
      text += line.slice(at, end);
      at = end + 1;
      if (line[at] !== '"') break;
      text += '"';
    }
    fields.push(text);
    if (at === line.length) return fields;
    if (line[at] !== ',') return null;
    at++;
  }
}

/**
 * Reads a file of lines, UTF-8, at most 4,096 characters each and 10 million, and returns its SHA-256. Comments (`#`) and empty lines are passed over.
 * @throws UnusableFile
 */
export async function readLines(file: string, each: (line: string, number: number) => void): Promise<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let number = 0;
  const one = (line: string) => {
    number++;
    if (line.length > LONGEST_LINE)
      throw new UnusableFile(
        `${file}, line ${number} is longer than ${LONGEST_LINE} characters: this is no such CSV file.`,
      );
    if (number > MOST_LINES)
      throw new UnusableFile(`${file} has more than ${MOST_LINES} lines. Use a smaller data set.`);
    const own = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (own !== '' && !own.startsWith('#')) each(own, number);
  };
  const sha256 = await readPieces(
    file,
    () => undefined,
    (piece) => {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() as string;
      for (const line of lines) one(line);
      if (rest.length > LONGEST_LINE) one(rest);
    },
  );
  rest += decoder.decode();
  if (rest !== '') one(rest);
  return sha256;
}
