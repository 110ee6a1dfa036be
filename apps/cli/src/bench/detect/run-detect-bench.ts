import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { RULE_SETS, type Rule } from '@wireledger/detectors';

import type { BenchOut, CaptureGenerator } from '../read-bench';
import { machineLine, thisMachine } from '../sensor/machine';
import { median, ratios } from '../statistics';
import { decodeSeconds, judgeSeconds, readBy, recordsOf } from './judging-speed';
import { stateSize } from './state-size';
import { type StoredBatch, storedBatches } from './stored-batches';

const USAGE = `usage: wireledger bench detect [FILE] [--rounds N] [--keys N]

Judges the facts of a capture by each recommended rule, and by all of them, in turn with a loop that only unpacks the same batches; then fills the rules with
states until they hold N (1,000,000) of them. Prints records a second of processor time, ratios to the loop, and what the states take, beside the goals.
`;
/** Speed of the whole set over flow records as a share of that of the loop; memory of a million states. */
const GOALS = { ratio: 0.25, mebibytes: 300 } as const;
const MILLION = 1_000_000;
/** The clock of processor time is coarse: passes are repeated for so long, seconds. */
const LEAST_S = 0.1;

/** Exit code 0 also when a goal is missed: a bench tells, it does not judge; 2 for wrong usage. Without FILE the capture comes from `generate`. */
export async function runDetectBench(
  argv: readonly string[],
  out: BenchOut,
  generate?: CaptureGenerator,
  leastS = LEAST_S,
): Promise<number> {
  const options = read(argv);
  if (options === null || (options.file === undefined && !generate)) {
    out.stderr.write(USAGE);
    return 2;
  }
  const { file, rounds, keys } = options;
  const folder = file === undefined ? mkdtempSync(path.join(tmpdir(), 'wireledger-bench-')) : null;
  try {
    const capture = file ?? path.join(folder as string, 'bench.pcap');
    if (file === undefined) await generate?.(capture);
    const batches = storedBatches(capture);
    const say = (line: string) => void out.stdout.write(`${line}\n`);
    say(machineLine(thisMachine()));
    measureSpeeds(batches, { rounds, leastS }, say);
    const size = stateSize(batches, RULE_SETS.recommended, keys);
    const perMillion = (size.mebibytes * MILLION) / Math.max(1, size.keys);
    say(
      `detect, ${size.keys.toLocaleString('en')} states: ${size.mebibytes.toFixed(0)} MiB, a million ${perMillion.toFixed(0)} MiB, goal <= ${GOALS.mebibytes}, ${perMillion <= GOALS.mebibytes ? 'holds' : 'missed'}`,
    );
    return 0;
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

/** How often it is compared, and how long a pass lasts at least. */
interface Patience {
  readonly rounds: number;
  readonly leastS: number;
}

function measureSpeeds(batches: readonly StoredBatch[], patience: Patience, say: (line: string) => void): void {
  const rules: readonly Rule[] = RULE_SETS.recommended;
  for (const rule of rules) {
    const own = readBy(batches, rule);
    if (own.length > 0) say(line(`rule ${rule.id}`, own, [rule], patience));
  }
  const flows = batches.filter(({ place }) => place.kind === 'flow');
  if (flows.length > 0) say(line('all rules, flow records', flows, rules, patience, GOALS.ratio));
  say(line('all rules, all records', batches, rules, patience));
}

/** One comparison, in turn; the first pair warms up and does not count. */
function line(
  what: string,
  batches: readonly StoredBatch[],
  rules: readonly Rule[],
  { rounds, leastS }: Patience,
  goal?: number,
): string {
  const [loop, judging]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const pair = [decodeSeconds(batches, leastS), judgeSeconds(batches, rules, leastS)] as const;
    if (round === 0) continue;
    loop.push(pair[0]);
    judging.push(pair[1]);
  }
  const records = recordsOf(batches);
  const speed = (seconds: number) => Math.round(records / seconds).toLocaleString('en');
  const ratio = median(ratios(loop, judging));
  const told = `detect, ${what}, ${records.toLocaleString('en')} records: ${speed(median(judging))} records/s, loop ${speed(median(loop))}, ratio ${ratio.toFixed(2)}`;
  return goal === undefined ? told : `${told}, goal >= ${goal}, ${ratio >= goal ? 'holds' : 'missed'}`;
}

interface Options {
  readonly file: string | undefined;
  readonly rounds: number;
  readonly keys: number;
}

function read(argv: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { rounds: { type: 'string', default: '3' }, keys: { type: 'string', default: String(MILLION) } },
    });
    const [rounds, keys] = [Number(values.rounds), Number(values.keys)];
    const whole = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
    if (positionals.length > 1 || !whole(rounds, 100) || !whole(keys, 5 * MILLION)) return null;
    return { file: positionals[0], rounds, keys };
  } catch {
    return null;
  }
}
