import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RULE_SETS, type Rule } from '@wireledger/detectors';

import { ChildFailed, childText } from '../child-usage';
import type { BenchOut, CaptureGenerator } from '../read-bench';
import { currentLoad, machineLine, thisMachine } from '../sensor/machine';
import { median, ratios } from '../statistics';
import { DETECT_BENCH_USAGE, type DetectBenchArgs, parseDetectArgs } from './detect-args';
import { decodeSeconds, judgeSeconds, readBy, recordsOf } from './judging-speed';
import { beLoad } from './latency/flow-load';
import { runLatency } from './latency/run-latency';
import { type StateSize, stateSize } from './state-size';
import { type StoredBatch, storedBatches } from './stored-batches';

/** Speed of the whole set over flow records as a share of that of the loop; memory of a million states. */
const GOALS = { ratio: 0.25, mebibytes: 300 } as const;
const MILLION = 1_000_000;
/** Pairs before those that count: by then what is used often is compiled. */
const WARM_UP = 3;
/** How a bench measures. */
export interface DetectMeasures {
  /** The clock of processor time is coarse: passes are repeated for so long, seconds. */
  readonly leastS: number;
  /** What so many states take over the flows of a capture. */
  states(capture: string, keys: number): Promise<StateSize>;
}
const MEASURES: DetectMeasures = { leastS: 0.1, states: inOwnProcess };

/** Simulated traffic: with attacks, which is judged where no file is given, and without, which is ingested while alerts are measured. */
export interface DetectCaptures {
  readonly attacked: CaptureGenerator;
  readonly quiet: CaptureGenerator;
}

/** Exit code 0 also when a goal is missed: a bench tells, it does not judge; 1 when a part does not start, 2 for wrong usage. */
export async function runDetectBench(
  argv: readonly string[],
  out: BenchOut,
  captures: DetectCaptures,
  measures = MEASURES,
): Promise<number> {
  const options = parseDetectArgs(argv);
  if (options === null) {
    out.stderr.write(DETECT_BENCH_USAGE);
    return 2;
  }
  if (options.load > 0) return beLoad(options.file as string, options.load);
  if (options.states) {
    out.stdout.write(`${JSON.stringify(await measuredStates(options.file as string, options.keys))}\n`);
    return 0;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-bench-'));
  const say = (line: string) => void out.stdout.write(`${line}\n`);
  const made = async (name: string, generate: CaptureGenerator) => {
    const capture = path.join(folder, name);
    await generate(capture);
    return capture;
  };
  try {
    say(machineLine(thisMachine()));
    if (options.rounds > 0 || options.keys > 0)
      await measureJudging(options.file ?? (await made('bench.pcap', captures.attacked)), options, measures, say);
    if (options.alerts > 0) await runLatency(await made('quiet.pcap', captures.quiet), options, say);
    say(`load ${currentLoad()} at the end`);
    return 0;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    out.stderr.write(`wireledger: ${error.message}\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureJudging(
  capture: string,
  { rounds, keys }: Pick<DetectBenchArgs, 'rounds' | 'keys'>,
  { leastS, states }: DetectMeasures,
  say: (line: string) => void,
): Promise<void> {
  if (rounds > 0) measureSpeeds(storedBatches(capture), { rounds, leastS }, say);
  if (keys === 0) return;
  const size = await states(capture, keys);
  const perMillion = (size.mebibytes * MILLION) / Math.max(1, size.keys);
  say(
    `detect, ${size.keys.toLocaleString('en')} states: ${size.mebibytes.toFixed(0)} MiB, a million ${perMillion.toFixed(0)} MiB, goal <= ${GOALS.mebibytes}, ${perMillion <= GOALS.mebibytes ? 'holds' : 'missed'}`,
  );
}

/** What this process has done before would be given back meanwhile, and taken from what the states take. @throws ChildFailed */
async function inOwnProcess(capture: string, keys: number): Promise<StateSize> {
  const itself = [process.argv[1] as string, 'bench', 'detect', capture, '--states', '--keys', String(keys)];
  return JSON.parse(childText(process.execPath, itself)) as StateSize;
}

/** In this process. */
export const measuredStates = (capture: string, keys: number): Promise<StateSize> =>
  stateSize(storedBatches(capture), RULE_SETS.recommended, keys);

/** How often it is compared, and how long a pass lasts at least. */
interface Patience {
  readonly rounds: number;
  readonly leastS: number;
}

function measureSpeeds(batches: readonly StoredBatch[], patience: Patience, say: (line: string) => void): void {
  const rules: readonly Rule[] = RULE_SETS.recommended;
  const flows = batches.filter(({ place }) => place.kind === 'flow');
  // The set comes first: a worker judges by all of it from its start, and nothing that ran before has changed how it is compiled.
  if (flows.length > 0) say(line('all rules, flow records', flows, rules, patience, GOALS.ratio));
  say(line('all rules, all records', batches, rules, patience));
  for (const rule of rules) {
    const own = readBy(batches, rule);
    if (own.length > 0) say(line(`rule ${rule.id}`, own, [rule], patience));
  }
}

/** One comparison, in turn; the first pairs warm up and do not count. */
function line(
  what: string,
  batches: readonly StoredBatch[],
  rules: readonly Rule[],
  { rounds, leastS }: Patience,
  goal?: number,
): string {
  const [loop, judging]: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < rounds; round++) {
    const pair = [decodeSeconds(batches, leastS), judgeSeconds(batches, rules, leastS)] as const;
    if (round < 0) continue;
    loop.push(pair[0]);
    judging.push(pair[1]);
  }
  const records = recordsOf(batches);
  const speed = (seconds: number) => Math.round(records / seconds).toLocaleString('en');
  const ratio = median(ratios(loop, judging));
  const told = `detect, ${what}, ${records.toLocaleString('en')} records: ${speed(median(judging))} records/s, loop ${speed(median(loop))}, ratio ${ratio.toFixed(2)}`;
  return goal === undefined ? told : `${told}, goal >= ${goal}, ${ratio >= goal ? 'holds' : 'missed'}`;
}
