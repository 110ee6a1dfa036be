import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ChildFailed } from '../child-usage';
import type { BenchOut, CaptureGenerator } from '../read-bench';
import { currentLoad, machineLine, thisMachine } from '../sensor/machine';
import { BenchCable } from './bench-cable';
import { LIVE_BENCH_USAGE, type LiveBenchArgs, parseLiveArgs } from './live-args';
import { LIVE_GOAL } from './live-goal';
import { startLiveSystem } from './live-system';
import { addsUp, measureRate, type RateMet } from './measure-rate';
import { wanting } from './wanting';

/** All that was measured. */
export interface LiveReport {
  readonly machine: ReturnType<typeof thisMachine> & { readonly loadAfter: number };
  readonly seconds: number;
  readonly driver: string;
  readonly rates: readonly RateMet[];
}

/** Exit code 0 also when packets are dropped: a bench tells, it does not judge; 1 when it cannot measure, 2 for wrong usage. */
export async function runLiveBench(
  argv: readonly string[],
  out: BenchOut,
  generate: CaptureGenerator,
): Promise<number> {
  const args = parseLiveArgs(argv);
  if (args === null || args === 'help') {
    (args === null ? out.stderr : out.stdout).write(LIVE_BENCH_USAGE);
    return args === null ? 2 : 0;
  }
  const problem = wanting();
  if (problem !== null) {
    out.stderr.write(`wireledger: live capture cannot be measured here: ${problem}\n`);
    return 1;
  }
  if (!args.inside) return again(argv);
  const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-bench-'));
  try {
    const file = path.join(folder, 'bench.pcap');
    await generate(file);
    const report = await measureAll(args, file, out);
    out.stdout.write(args.json ? `${JSON.stringify(report)}\n` : endOf(report));
    return 0;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    out.stderr.write(`wireledger: ${error.message}\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same in a network namespace of its own, which goes with it. */
async function again(argv: readonly string[]): Promise<number> {
  const itself = [...process.execArgv, process.argv[1] as string, 'bench', 'live', ...argv, '--inside'];
  const child = spawn('unshare', ['-n', '--kill-child=SIGTERM', '--fork', '--', process.execPath, ...itself], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function measureAll(
  { rates, seconds, driver, json }: LiveBenchArgs,
  file: string,
  out: BenchOut,
): Promise<LiveReport> {
  const machine = thisMachine();
  const cable = await BenchCable.lay();
  const system = await startLiveSystem(driver);
  const met: RateMet[] = [];
  try {
    if (!json) out.stdout.write(headOf(machine, { seconds, driver }));
    for (const perSecond of rates) {
      met.push(await measureRate(system, cable, file, { perSecond, seconds }));
      if (!json) out.stdout.write(lineOf(met.at(-1) as RateMet));
    }
  } finally {
    await system.close();
    cable.cut();
  }
  return { machine: { ...machine, loadAfter: currentLoad() }, seconds, driver, rates: met };
}

const COLUMNS = [9, 10, 11, 11, 11, 10, 10, 22] as const;
const inColumns = (cells: readonly string[]): string =>
  `${cells.map((text, n) => text.padStart(COLUMNS[n] ?? 0)).join(' ')}\n`;

const headOf = (machine: ReturnType<typeof thisMachine>, of: { readonly seconds: number; readonly driver: string }) =>
  `${machineLine(machine)}\n` +
  `live capture through ${of.driver}, appended to an embedded event log, ${of.seconds} s at each rate; CPU in seconds\n` +
  inColumns(['asked/s', 'offered/s', 'sent', 'arrived', 'decoded', 'dropped', 'gap facts', 'CPU sensor/listen/log']);

/** A rate as a line for people. */
export function lineOf(met: RateMet): string {
  const { sensor, listener, log } = met.cpu;
  const cpu = [sensor, listener, log].map((seconds) => seconds.toFixed(1)).join(' / ');
  const counts = [met.asked, Math.round(met.offered), met.sent, met.arrived, met.decoded, met.dropped, met.missing];
  const line = inColumns([...counts.map(String), cpu]);
  if (addsUp(met)) return line;
  return `${line}  does not add up: ${met.arrived - met.decoded - met.dropped} packets are told of nowhere; the log has ${met.recorded} and tells of ${met.missing} missing\n`;
}

function endOf({ machine, rates }: LiveReport): string {
  const whole = rates.filter(({ dropped }) => dropped === 0).map(({ offered }) => offered);
  const most = whole.length === 0 ? 0 : Math.round(Math.max(...whole));
  return (
    `load ${machine.loadAfter} at the end\n` +
    `highest rate without loss: ${most} packets/s, goal >= ${LIVE_GOAL}, ${most >= LIVE_GOAL ? 'holds' : 'missed'}\n`
  );
}
