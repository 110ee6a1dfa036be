import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { GNU_TIME } from '../child-usage';
import { findProgram } from '../find-program';
import type { BenchOut } from '../read-bench';
import { absentCaptures, absentLine, absentPeers, NO_TWO_FILES } from './absent';
import { CAPTURE_NAMES, captureOf, makeCaptures, type Capture, type CaptureFiles } from './captures';
import { COMPARISONS, goalsOf, type Comparison } from './comparisons';
import { currentLoad, machineLine, thisMachine } from './machine';
import { measureCapture, type Measured } from './measure-capture';
import { measureTwoFiles } from './measure-two-files';
import { findPeers, type FoundPeer, type PeerId } from './peers';
import { resultLine, type Result } from './result';
import { BenchUsageError, parseSensorArgs, SENSOR_USAGE, type SensorArgs } from './sensor-args';
import { measureSystem, notAsked, SYSTEM_PARTS } from './system-goals';

/**
 * `wireledger bench sensor`: reading captures beside the programs that do the like, a line a metric with its goal and whether it is met. Exit code 0
 * also when goals are missed: a bench tells, it does not judge; 2 for wrong usage.
 */
export async function runSensorBench(argv: readonly string[], out: BenchOut): Promise<number> {
  let args: SensorArgs | 'help';
  try {
    args = parseSensorArgs(argv);
  } catch (error) {
    if (!(error instanceof BenchUsageError)) throw error;
    out.stderr.write(`wireledger bench sensor: ${error.message}\n`);
    return 2;
  }
  if (args === 'help') {
    out.stdout.write(SENSOR_USAGE);
    return 0;
  }
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new Error('interrupted'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-bench-'));
  try {
    await bench(args, out, folder, async () => {
      await setImmediate();
      interrupted.signal.throwIfAborted();
    });
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function bench(
  { captures: given, simulated, systems, rounds, json }: SensorArgs,
  { stdout, stderr }: BenchOut,
  folder: string,
  before: () => Promise<void>,
): Promise<void> {
  const say = (line: string) => void (json || stdout.write(`${line}\n`));
  const machine = thisMachine();
  say(machineLine(machine));
  const captures = capturesFrom(
    simulated ? makeCaptures(folder, (name) => stderr.write(`simulating ${name}\n`)) : given,
  );
  await before();
  const measured = captures.map(({ name }) => name);
  const comparisons = COMPARISONS.filter(({ capture }) => measured.includes(capture));
  const peers = findPeers(new Set(comparisons.map(({ peer }) => peer)));
  for (const line of [...captures.map(captureLine), ...versionLines(peers)]) say(line);
  const results: Result[] = [];
  const leftOut = [
    ...absent(comparisons, peers),
    ...absentCaptures(measured),
    ...(measured.includes('mixed') ? [] : [NO_TWO_FILES]),
    ...SYSTEM_PARTS.filter((part) => !systems.includes(part)).map(notAsked),
  ];
  const take = (done: Measured) => {
    results.push(...done.results);
    leftOut.push(...done.failures);
    done.results.forEach((result) => say(resultLine(result)));
  };
  for (const capture of captures) {
    stderr.write(`measuring on ${capture.name}\n`);
    take(await measureCapture(capture, { comparisons, peers, rounds, folder, before }));
    if (capture.name === 'mixed') take(await measureTwoFiles(capture, { rounds, before }));
  }
  for (const part of systems) {
    await before();
    stderr.write(`measuring ${part}\n`);
    take(measureSystem(part));
  }
  leftOut.forEach(say);
  const loadAfter = currentLoad();
  say(`load ${loadAfter} at the end`);
  if (!json) return;
  const versions = [...peers.values()].map(({ peer: { name, debianPackage }, version }) => ({
    name,
    debianPackage,
    version,
  }));
  const report = { machine: { ...machine, loadAfter }, rounds, captures, peers: versions, results, leftOut };
  stdout.write(`${JSON.stringify(report)}\n`);
}

/** @throws UnreadableCapture */
function capturesFrom(files: CaptureFiles): Capture[] {
  return CAPTURE_NAMES.flatMap((name) => (files[name] === undefined ? [] : captureOf(name, files[name])));
}

function absent(comparisons: readonly Comparison[], peers: ReadonlyMap<PeerId, FoundPeer>): string[] {
  const lines = absentPeers(comparisons, (peer) => peers.has(peer));
  const memory = comparisons.filter(({ measure }) => measure === 'memory');
  if (memory.length > 0 && findProgram(GNU_TIME.program) === null)
    lines.push(absentLine([GNU_TIME.name], GNU_TIME.debianPackage, goalsOf(memory)));
  return lines;
}

const captureLine = ({ name, file, packets, bytes }: Capture): string =>
  `${name}: ${path.basename(file)}, ${packets} packets, ${(bytes / 1e6).toFixed(1)} MB`;

/** One line of all versions; none without peers. */
function versionLines(peers: ReadonlyMap<PeerId, FoundPeer>): string[] {
  const texts = [...peers.values()].map(
    ({ peer, version }) => `${peer.debianPackage} ${version ?? 'of unknown version'}`,
  );
  return texts.length > 0 ? [`peers: ${[...new Set(texts)].join(', ')}`] : [];
}
