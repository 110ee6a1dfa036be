import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ChildFailed, childUsage, type ChildUsage } from '../child-usage';
import { ownRead } from '../own-read';
import { RECORDS_GOAL, recordsPerFlow } from '../records-per-flow';
import { ratios, spread } from '../statistics';
import type { Capture } from './captures';
import { STEADY, type Comparison } from './comparisons';
import { inTurn, type Contender } from './in-turn';
import type { FoundPeer, PeerId } from './peers';
import { judged, type Result } from './result';

/** What was measured on a capture, and a line about each program that failed. */
export interface Measured {
  readonly results: readonly Result[];
  readonly failures: readonly string[];
}

/** What measuring needs. */
export interface Course {
  readonly comparisons: readonly Comparison[];
  readonly peers: ReadonlyMap<PeerId, FoundPeer>;
  readonly rounds: number;
  /** Folder for what peers write. */
  readonly folder: string;
  /** Called before each run; throws to stop. */
  readonly before: () => Promise<void>;
}

/** Ours in three ways: the figures alone; every record built and hashed; the same capture again and again in one process. */
type Ours = 'ours' | 'records' | 'steady';
type Figures = ReadonlyMap<Ours | PeerId, readonly ChildUsage[]>;

/** After the first reading so many packets follow at least, if the capture is not tiny. */
const STEADY_PACKETS = 7e6;
const STEADY_MOST_READINGS = 32;

/** Times that a capture is read to see what a packet costs after the first reading. */
export function readingsFor(packets: number): number {
  return Math.min(STEADY_MOST_READINGS, 1 + Math.max(1, Math.ceil(STEADY_PACKETS / packets)));
}

/** Runs ours and the peers on a capture in turn. @throws ChildFailed when it is ours that failed */
export async function measureCapture(capture: Capture, course: Course): Promise<Measured> {
  const comparisons = course.comparisons.filter(({ capture: name }) => name === capture.name);
  const { figures, failed } = await inTurn(contenders(capture, comparisons, course), course.rounds, course.before);
  const [brokenOurs] = [...failed].filter(([id]) => !course.peers.has(id as PeerId));
  if (brokenOurs) throw new ChildFailed(brokenOurs[1]);
  const results = comparisons.flatMap((comparison) => compared(capture, comparison, figures, course.peers) ?? []);
  if (capture.name === 'mixed') results.push(...ownResults(capture, figures));
  return { results, failures: [...failed.values()].map((why) => `${capture.name}: ${why}, left out`) };
}

function contenders(
  { name, file, packets }: Capture,
  comparisons: readonly Comparison[],
  { peers, folder }: Course,
): Contender<Ours | PeerId, ChildUsage>[] {
  const read = (files: readonly string[], ...more: string[]) => childUsage(...ownRead(...files, '--summary', ...more));
  const again = Array.from({ length: readingsFor(packets) }, () => file);
  const own: Contender<Ours | PeerId, ChildUsage>[] = [{ id: 'ours', run: () => read([file], '--no-digest') }];
  if (name === 'mixed')
    own.push({ id: 'records', run: () => read([file]) }, { id: 'steady', run: () => read(again, '--no-digest') });
  const wanted = new Set(comparisons.map(({ peer }) => peer));
  const theirs = [...peers].filter(([id]) => wanted.has(id));
  return [...own, ...theirs.map(([id, peer]) => ({ id, run: () => runPeer(peer, file, folder) }))];
}

function runPeer({ peer, file }: FoundPeer, capture: string, folder: string): ChildUsage {
  const scratch = mkdtempSync(path.join(folder, 'peer-'));
  try {
    return childUsage(file, peer.args(capture, scratch));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function compared(
  { name, packets }: Capture,
  { goal, peer: id, measure, bound }: Comparison,
  figures: Figures,
  peers: ReadonlyMap<PeerId, FoundPeer>,
): Result | null {
  const [us, them, found] = [figures.get('ours'), figures.get(id), peers.get(id)];
  if (!us || !them || !found) return null;
  const read = Math.min(packets, found.peer.packets ?? packets);
  const kilo = (count: number) => (usage: ChildUsage) => count / 1000 / usage.cpuS;
  const [unit, ours, theirs] =
    measure === 'rate'
      ? (['kpkt/CPU s', us.map(kilo(packets)), them.map(kilo(read))] as const)
      : measure === 'cpu'
        ? (['CPU s', us.map(({ cpuS }) => cpuS), them.map(({ cpuS }) => cpuS)] as const)
        : (['MiB', us.map(({ peakMiB }) => peakMiB ?? NaN), them.map(({ peakMiB }) => peakMiB ?? NaN)] as const);
  // Without GNU time there is no peak to compare.
  if (ours.some(Number.isNaN)) return null;
  const oursOverTheirs = measure === 'rate' || 'atMost' in bound;
  const ratio = spread(oursOverTheirs ? ratios(ours, theirs) : ratios(theirs, ours));
  const peer = { name: found.peer.name, ...spread(theirs) };
  const metric =
    measure === 'memory' ? `${name}, peak memory` : read < packets ? `${name}, its first ${read} packets` : name;
  return judged({ goal, metric, unit, ours: spread(ours), peer, ratio, bound });
}

/** What stands on the mixed capture beside the peers. */
function ownResults(capture: Capture, figures: Figures): Result[] {
  const alone = { peer: null, ratio: null } as const;
  const cpu = (id: Ours | PeerId) => figures.get(id)?.map(({ cpuS }) => cpuS);
  const [ours, records, steady, softflowd] = [cpu('ours'), cpu('records'), cpu('steady'), cpu('softflowd')];
  const results: Result[] = [];
  if (records)
    results.push(
      judged({
        goal: null,
        metric: 'mixed with every record built and hashed',
        unit: 'CPU s',
        ours: spread(records),
        peer: softflowd ? { name: 'softflowd', ...spread(softflowd) } : null,
        ratio: softflowd ? spread(ratios(softflowd, records)) : null,
        bound: null,
      }),
    );
  const readings = readingsFor(capture.packets);
  const costs = steadyCosts(ours ?? [], steady ?? [], (readings - 1) * capture.packets);
  if (costs.length > 0)
    results.push(
      judged({
        ...alone,
        goal: STEADY.goal,
        metric: `mixed read ${readings} times in one process, a packet after the first time`,
        unit: 'CPU ns/packet',
        ours: spread(costs),
        bound: STEADY.bound,
      }),
    );
  const { ratio } = recordsPerFlow(capture.file);
  const bound = { atMost: RECORDS_GOAL };
  results.push(
    judged({
      ...alone,
      goal: null,
      metric: 'mixed, records a flow',
      unit: 'records/flow',
      ours: spread([ratio]),
      bound,
    }),
  );
  return results;
}

/** Nanoseconds a packet in what several readings needed beyond one; rounds of a capture too small to tell are left out. */
export function steadyCosts(once: readonly number[], often: readonly number[], packets: number): number[] {
  return often.map((cpuS, round) => ((cpuS - (once[round] as number)) * 1e9) / packets).filter((cost) => cost > 0);
}
