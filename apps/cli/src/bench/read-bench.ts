import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childUsage } from './child-usage';
import { findProgram } from './find-program';
import { ownRead } from './own-read';
import { RECORDS_GOAL, recordsPerFlow } from './records-per-flow';
import { PEERS } from './sensor/peers';
import { median } from './statistics';

/** Writes a capture to a path. */
export type CaptureGenerator = (path: string) => void | Promise<void>;

export interface BenchOut {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const DEFAULT_ROUNDS = 6;
const GOAL = 2.5;
const USAGE = `usage: wireledger bench read [FILE] [--rounds N]

Processor time of \`wireledger read FILE --summary --no-digest\` beside that of softflowd on the same file, in turn; the first pair is
dropped, the ratio is the median of the pairs.
`;

/**
 * Measures reading a capture against softflowd and prints a line each: metric, ours, the peer's, ratio, goal, whether it holds. Without a FILE the
 * capture comes from `generate`. Exit code 0 also when the goal is missed: a bench tells, it does not judge; 2 for wrong usage.
 */
export async function runReadBench(
  argv: readonly string[],
  out: BenchOut,
  generate?: CaptureGenerator,
): Promise<number> {
  const { file, rounds } = parse(argv);
  if (rounds === null || (file === undefined && !generate)) {
    out.stderr.write(USAGE);
    return 2;
  }
  const folder = file === undefined ? mkdtempSync(path.join(tmpdir(), 'wireledger-bench-')) : null;
  try {
    const capture = file ?? path.join(folder as string, 'bench.pcap');
    if (file === undefined) await generate?.(capture);
    out.stdout.write(`${measure(capture, rounds)}\n${recordsLine(capture)}\n`);
    return 0;
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

function measure(capture: string, rounds: number): string {
  const softflowd = findProgram('softflowd');
  const ours: number[] = [];
  const theirs: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const read = ownRead(capture, '--summary', '--no-digest');
    const { cpuS: us } = childUsage(...read);
    const them = softflowd === null ? null : childUsage(softflowd, PEERS.softflowd.args(capture)).cpuS;
    if (round === 0 && rounds > 1) continue;
    ours.push(us);
    if (them === null) continue;
    theirs.push(them);
    ratios.push(them / us);
  }
  const name = `read ${path.basename(capture)}, CPU s`;
  const ourText = `ours ${median(ours).toFixed(2)}`;
  if (ratios.length === 0)
    return `${name}: ${ourText}, softflowd absent (Debian package softflowd), ratio not measured, goal >= ${GOAL}`;
  const ratio = median(ratios);
  return `${name}: ${ourText}, softflowd ${median(theirs).toFixed(2)}, ratio ${ratio.toFixed(2)}, goal >= ${GOAL}, ${ratio >= GOAL ? 'holds' : 'missed'}`;
}

function recordsLine(capture: string): string {
  const { flows, records, ratio } = recordsPerFlow(capture);
  const holds = ratio <= RECORDS_GOAL ? 'holds' : 'missed';
  return `read ${path.basename(capture)}, flow records a flow: ${ratio.toFixed(2)} (${records} of ${flows}), goal <= ${RECORDS_GOAL}, ${holds}`;
}

function parse(argv: readonly string[]): { file: string | undefined; rounds: number | null } {
  let file: string | undefined;
  let rounds: number | null = DEFAULT_ROUNDS;
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === '--rounds') {
      const value = Number(argv[++i]);
      rounds = Number.isInteger(value) && value >= 1 ? value : null;
    } else if (arg.startsWith('-')) rounds = null;
    else file = arg;
  }
  return { file, rounds };
}
