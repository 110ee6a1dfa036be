import {
  LineCutter,
  loggedAtUs,
  type LogFormat,
  logFormatOf,
  LogReader,
  MAX_LINE,
  type TextSurroundings,
} from '@wireledger/decoders';

import type { KnownFile } from './known-file';
import type { LogContent } from './log-file';

/** Bytes of each file that one step takes, and files that it takes them of. */
const STEP_BYTES = 256 * 1024;
const STEP_FILES = 32;
const LF = 0x0a;
const FORMAT_BYTES = 65_536;

/** Bytes of a file that become facts in one step. */
export interface Range {
  readonly file: number;
  readonly from: number;
  readonly to: number;
}

/** What one step does, settled before it is done: done again after a kill it says the same. */
export interface Plan {
  readonly ranges: readonly Range[];
  /** The wall clock, µs: what year a time without one is of, and beyond what it cannot be right. */
  readonly nowUs: number;
  /** Nothing more came for a while: questions that wait for an answer go as they are. */
  readonly settle: boolean;
}

/** A log's content and what is known of it. */
export interface OpenFile {
  readonly file: KnownFile;
  readonly content: LogContent;
  /** Its last line is one even without an end: nobody writes to it any more. */
  readonly closed: boolean;
}

interface Chunk extends OpenFile {
  readonly bytes: Buffer;
  /** There is more behind it. */
  readonly more: boolean;
}

/**
 * Settles which bytes come next: whole lines, and of files that are behind only what is no later than what the others can still bring, so that facts of
 * several logs come in the order of their times. Always something when there is a whole line anywhere. A file that cannot be read is told to `unreadable`;
 * the others go on.
 */
export async function planRanges(
  files: readonly OpenFile[],
  around: TextSurroundings,
  unreadable: (file: KnownFile, error: Error) => Promise<void>,
): Promise<Range[]> {
  const chunks: Chunk[] = [];
  for (const open of files) {
    if (chunks.length === STEP_FILES) break;
    try {
      const chunk = await chunkOf(open);
      if (chunk) chunks.push(chunk);
    } catch (error) {
      await unreadable(open.file, error as Error);
    }
  }
  if (chunks.length < 2 || !chunks.some(({ more }) => more))
    return chunks.map(({ file, bytes }) => ({ file: file.id, from: file.at, to: file.at + bytes.length }));
  const lines = chunks.map((chunk) => timesOf(chunk, around));
  const horizon = Math.min(
    ...chunks.map(({ more }, i) => (more ? (lines[i]?.at(-1)?.reachedUs ?? Infinity) : Infinity)),
  );
  return chunks.flatMap(({ file }, i) => {
    const last = lines[i]?.findLast(({ reachedUs }) => reachedUs <= horizon);
    return last ? [{ file: file.id, from: file.at, to: last.next }] : [];
  });
}

async function chunkOf({ file, content, closed }: OpenFile): Promise<Chunk | null> {
  for (let most = STEP_BYTES; ; most = MAX_LINE * 2) {
    const bytes = await content.read(file.at, most);
    const more = bytes.length === most;
    const whole = bytes.lastIndexOf(LF) + 1;
    // A line that is longer than any that is read: its bytes are passed over.
    const take =
      whole > 0 && (more || !closed) ? whole : closed && !more ? bytes.length : more && most > MAX_LINE ? most : 0;
    if (take > 0) return { file, content, closed, bytes: bytes.subarray(0, take), more };
    if (!more || most > MAX_LINE) return null;
  }
}

/** Where each line of a chunk ends, and the greatest time up to it. */
function timesOf(
  { file, bytes }: Chunk,
  around: TextSurroundings,
): { readonly next: number; readonly reachedUs: number }[] {
  const reader = readerOf(file, around);
  let { reachedUs } = file;
  const times: { next: number; reachedUs: number }[] = [];
  const cutter = new LineCutter((line, next) => {
    const entry = reader.line(line);
    if (entry) reachedUs = Math.max(reachedUs, loggedAtUs(entry));
    times.push({ next, reachedUs });
  }, file.at);
  cutter.feed(bytes);
  cutter.end();
  return times;
}

/** A reader that goes on where a file was left. */
export function readerOf(file: KnownFile, around: TextSurroundings): LogReader {
  const reader = new LogReader(file.format ?? 'zeek', file.path.slice(file.path.lastIndexOf('/') + 1), around);
  if (file.zeek) reader.head = file.zeek;
  return reader;
}

/** The format of a file by its first lines; null while there are none. What is of no format of its kind is `none`. */
export async function formatOf(content: LogContent, allowed: readonly LogFormat[]): Promise<LogFormat | 'none' | null> {
  const head = await content.read(0, FORMAT_BYTES);
  const format = logFormatOf(head, allowed);
  if (format) return allowed.includes(format) ? format : 'none';
  if (logFormatOf(head)) return 'none';
  // Of one format alone a line that is none yet is counted as such.
  if (!head.includes(LF)) return null;
  return allowed.length === 1 ? (allowed[0] as LogFormat) : head.length < FORMAT_BYTES ? null : 'none';
}
