import { UnreadableCapture } from '@wireledger/capture';
import type { CutBatch } from '@wireledger/events/telemetry';
import { useCompiledCore } from '@wireledger/flows';
import { asksForPlaces, type Places } from '@wireledger/filter';
import { factText } from './facts';
import { EveWriter } from './formats/eve/eve-writer';
import type { FormatWriter } from './formats/format-writer';
import { ZeekWriter } from './formats/zeek/zeek-writer';
import { readApart, type ThreadCode } from './read-apart';
import { LinesOut } from './lines-out';
import { parseReadArgs, READ_USAGE, type ReadArgs, ReadUsageError } from './read-args';
import { runFile } from './run-file';
import { factTest } from './fact-test';
import { sourceOf } from './run-pipeline';

/** For the threads, which load this file alone: as it is built it holds all that `read` runs. */
export { parseReadArgs, useCompiledCore };

/** Where `read` writes, and what it asks. */
export interface ReadOut {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Where addresses are, asked for when a filter wants it; nobody knows when absent. To know it takes more code than all of `read`. */
  readonly places?: (say: (problem: string) => void) => Promise<Pick<Places, 'of'>>;
}

/**
 * `wireledger read FILE…`: capture files, and logs of other tools → facts or figures, without any service. Exit code 0; 1 when a file could not be read (the others are);
 * 2 for wrong usage. `threadCode` = code of the threads of `--workers`, as it was built when absent.
 */
export async function runRead(argv: string[], out: ReadOut, threadCode?: ThreadCode): Promise<number> {
  let args: ReadArgs | 'help';
  try {
    args = parseReadArgs(argv);
  } catch (error) {
    if (!(error instanceof ReadUsageError)) throw error;
    out.stderr.write(`wireledger read: ${error.message}\n`);
    return 2;
  }
  if (args === 'help') {
    out.stdout.write(READ_USAGE);
    return 0;
  }
  const { files, workers } = args;
  if (workers > 1 && files.length > 1) return readApart(argv, { files: files.length, workers }, out, threadCode);
  let code = 0;
  for (const file of files) code = Math.max(code, await readOne(file, args, out));
  return code;
}

/** One of the files. Exit code 0, 1 when it could not be read: then it was said why. */
export async function readOne(file: string, args: ReadArgs, out: ReadOut): Promise<number> {
  try {
    if (args.summary) await summarize(file, args, out);
    else if (args.format !== 'ndjson') await writeFormat(file, args, out);
    else await writeFacts(file, args, out);
    return 0;
  } catch (error) {
    if (!(error instanceof UnreadableCapture)) throw error;
    out.stderr.write(`wireledger read: ${error.message}\n`);
    return 1;
  }
}

/** One line of figures, in the form that truth is compared with. */
async function summarize(file: string, args: ReadArgs, { stdout }: ReadOut): Promise<void> {
  const { figures, warnings, digest } = await runFile(file, args, { digest: args.digest });
  const line = { file, ...figures, warnings };
  stdout.write(`${JSON.stringify(args.digest ? { ...line, digest: digest() } : line)}\n`);
}

/** Facts in the form of another tool. */
async function writeFormat(file: string, args: ReadArgs, { stdout, stderr }: ReadOut): Promise<void> {
  const source = sourceOf(file);
  const writer: FormatWriter =
    args.format === 'zeek' ? new ZeekWriter(args.out, source) : new EveWriter(stdout, source);
  const { warnings } = await runFile(file, args, { onBatch: (batch) => writer.take(batch) });
  writer.end();
  for (const warning of warnings) stderr.write(`wireledger read: ${file}: ${warning}\n`);
}

async function writeFacts(file: string, args: ReadArgs, { stdout, stderr, places }: ReadOut): Promise<void> {
  const { kinds, filter } = args;
  const source = sourceOf(file);
  const say = (problem: string) => stderr.write(`wireledger read: ${problem}\n`);
  const placed = filter && asksForPlaces(filter.expression) ? await places?.(say) : undefined;
  const passes = filter && factTest(filter, placed ?? { of: () => null });
  const out = new LinesOut((text) => void stdout.write(text));
  const onBatch = (batch: CutBatch) => {
    if (!kinds.includes(batch.kind)) return;
    for (let n = 0; n < batch.payload.n; n++)
      if (passes === null || passes(batch, n)) out.line(factText(batch, n, source));
  };
  const { warnings } = await runFile(file, args, { onBatch });
  out.flush();
  for (const warning of warnings) stderr.write(`wireledger read: ${file}: ${warning}\n`);
}
