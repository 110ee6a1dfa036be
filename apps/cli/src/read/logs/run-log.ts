import { open } from 'node:fs/promises';
import path from 'node:path';

import { CaptureChunks, TooLargeUnpacked, UnreadableCapture } from '@wireledger/capture';
import { LineCutter, type LogFigures, type LogFormat, logFormatOf, LogReader } from '@wireledger/decoders';
import { LoggedFacts, type LoggedFactsOptions } from '@wireledger/flows';

/** So much of a file, unpacked, tells whether it is a log. */
const HEAD_BYTES = 65_536;

/** What a log came to. */
export interface LogRun {
  readonly format: LogFormat;
  readonly facts: LoggedFacts;
  readonly figures: LogFigures;
  readonly warnings: readonly string[];
}

/** Which format of logs a file is of, gzip and zstd undone; null when of none, and when it cannot be opened. */
export async function logFormatOfFile(file: string): Promise<LogFormat | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return null;
  try {
    let head = Buffer.alloc(0);
    for await (const chunk of new CaptureChunks(handle, { readBytes: HEAD_BYTES }).read()) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= HEAD_BYTES) break;
    }
    return logFormatOf(head);
  } catch {
    return null; // a folder, or what unpacks to no end: whoever reads captures says so
  } finally {
    await handle.close();
  }
}

/** Sends a log of another tool through facts of its own. @throws UnreadableCapture when it unpacks beyond all measure */
export async function runLog(file: string, format: LogFormat, options: LoggedFactsOptions): Promise<LogRun> {
  const handle = await open(file, 'r');
  try {
    const facts = new LoggedFacts(options);
    const reader = new LogReader(format, path.basename(file), {
      server: (client) => (client.includes(':') ? '::' : '0.0.0.0'),
      ...{ serverPort: 0, byUs: (await handle.stat()).mtimeMs * 1000, latestUs: Infinity },
    });
    const cutter = new LineCutter((line) => {
      const entry = reader.line(line);
      if (entry && !facts.take(entry)) reader.unmatched(entry);
    });
    const chunks = new CaptureChunks(handle);
    for await (const chunk of chunks.read()) cutter.feed(chunk);
    cutter.end();
    facts.finish();
    return { format, facts, figures: reader.figures, warnings: warningsOf(reader.figures, chunks.damage) };
  } catch (error) {
    if (error instanceof TooLargeUnpacked) throw new UnreadableCapture(`${file} ${error.message}`);
    throw error;
  } finally {
    await handle.close();
  }
}

/** What a person should know of a log: lines that are no facts, by reason, and fields without columns. */
function warningsOf({ bad, others, unread }: LogFigures, damage: string | null): string[] {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ');
  const lost = Object.values(bad).reduce((sum, count) => sum + count, 0);
  const passed = Object.values(others).reduce((sum, count) => sum + count, 0);
  return [
    ...(damage === null ? [] : [damage]),
    ...(lost > 0 ? [`${lost} lines could not be read: ${listed(bad)}`] : []),
    ...(passed > 0 ? [`${passed} lines tell of what there are no facts for: ${listed(others)}`] : []),
    ...(unread.size > 0 ? [`fields without a place in facts: ${[...unread].sort().join(', ')}`] : []),
  ];
}
