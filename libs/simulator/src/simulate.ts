import { AnswerBook } from './answers/answer-book';
import type { AnswerFile } from './answers/answer-file';
import { MOST_INTENSITY, type AttackPlan } from './attacks/attack';
import { ATTACKS, spreadAttacks } from './attacks/plans';
import type { Frame, SentFrame } from './frame';
import { Rests, type Scene } from './mix';
import { Network } from './network/network';
import { Random } from './random';
import { Schedule } from './schedule';
import { everydayArrivals, hostileArrivals, openingArrivals, type Progress } from './traffic';

export interface SimulationOptions {
  /** Integer, 0 … 2⁵³ − 1. The same options give the same bytes. */
  readonly seed: number;
  /** Time of the beginning, µs since 1970 UTC. */
  readonly startUs: number;
  readonly durationS: number;
  /**
   * Mean packets a second of everyday traffic, > 0; attacks come on top of it. Above some thousands the hosts use their ports again so soon that
   * addresses and ports no longer tell flows apart.
   */
  readonly rate: number;
  readonly attacks: readonly AttackPlan[] | 'all' | 'none';
}

/** A simulated capture: its frames, once, in the order of time; and what they hold, counted while they are taken. */
export interface Simulation extends Iterable<Frame> {
  /** The answers for the frames taken so far. */
  answers(): AnswerFile;
}

/** Every hostile name is seen within this time, or within half of a shorter simulation. */
const HOSTILE_ROUND_US = 45e6;
const HOSTILE_AGAIN_US = 900e6;
const HOSTILE_ITEMS = 40;

/**
 * Simulates the little network: `durationS` seconds of everyday traffic with hostile names, and planted attacks. Frames are made while they are
 * taken; only running conversations are held.
 *
 * @throws RangeError when an option is out of its range
 */
export function simulate(options: SimulationOptions): Simulation {
  check(options);
  const { seed, startUs, durationS, rate } = options;
  const book = new AnswerBook({ seed, startUs, durationS, rate });
  const { schedule, scene, random, progress } = everydayNetwork(options, (durationS * 1e6) / 2);
  const plans =
    options.attacks === 'all' ? spreadAttacks(durationS) : options.attacks === 'none' ? [] : options.attacks;
  for (const plan of plans) {
    checkPlan(plan);
    const { truth, arrivals } = ATTACKS[plan.kind]({
      network: scene.network,
      random: random.fork(),
      startUs: startUs + Math.floor(plan.startS * 1e6),
      spanUs: plan.spanS * 1e6,
      intensity: plan.intensity,
    });
    book.plant(truth);
    schedule.add(arrivals);
  }
  const frames = counted(schedule.frames(startUs + Math.floor(durationS * 1e6)), progress, book);
  return { [Symbol.iterator]: () => frames, answers: () => book.answers() };
}

/** The same network without end and without attacks, for a demo: each frame at its time, for whoever sends it to keep the pace. Holds no answers. */
export function endless(options: Pick<SimulationOptions, 'seed' | 'startUs' | 'rate'>): IterableIterator<Frame> {
  check({ ...options, durationS: 1 });
  const { schedule, progress } = everydayNetwork(options, HOSTILE_ROUND_US);
  return counted(schedule.frames(Infinity), progress, null);
}

function everydayNetwork(
  { seed, startUs, rate }: Pick<SimulationOptions, 'seed' | 'startUs' | 'rate'>,
  hostileRoundUs: number,
) {
  const random = new Random(seed, 1);
  const scene: Scene = { network: new Network(random.fork()), rests: new Rests() };
  const schedule = new Schedule();
  const progress: Progress = { frames: 0 };
  schedule.add(openingArrivals(scene, startUs, random.fork()));
  const apartUs = Math.floor(Math.min(hostileRoundUs, HOSTILE_ROUND_US) / HOSTILE_ITEMS);
  schedule.add(hostileArrivals(scene, startUs, apartUs, HOSTILE_AGAIN_US, random.fork()));
  schedule.add(everydayArrivals(scene, startUs, rate, progress, random.fork()));
  return { schedule, scene, random, progress };
}

function* counted(
  frames: Iterable<SentFrame>,
  progress: Progress,
  book: AnswerBook | null,
): Generator<Frame, void, undefined> {
  for (const frame of frames) {
    if (!frame.says.attack) progress.frames++;
    book?.record(frame);
    yield frame;
  }
}

function check({ seed, startUs, durationS, rate }: Omit<SimulationOptions, 'attacks'>): void {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('seed must be an integer from 0 to 2^53 - 1');
  if (!Number.isSafeInteger(startUs) || startUs < 0) throw new RangeError('startUs must be µs since 1970 UTC');
  if (!(durationS > 0 && durationS <= 366 * 86_400))
    throw new RangeError('durationS must be above 0 and at most a year');
  if (!(rate > 0 && rate <= 1_000_000)) throw new RangeError('rate must be above 0 and at most 1,000,000 packets/s');
}

function checkPlan({ kind, startS, spanS, intensity }: AttackPlan): void {
  if (!(startS >= 0 && spanS > 0)) throw new RangeError(`${kind}: startS must be 0 or more, spanS above 0`);
  if (!(intensity > 0 && intensity <= MOST_INTENSITY))
    throw new RangeError(`${kind}: intensity must be above 0 and at most ${MOST_INTENSITY}`);
}
