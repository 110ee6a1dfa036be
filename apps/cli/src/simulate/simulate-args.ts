import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseTime } from '@wireledger/kernel';
import { ATTACK_KINDS, MOST_INTENSITY, spreadAttacks, type AttackKind, type AttackPlan } from '@wireledger/simulator';

export const SIMULATE_USAGE = `usage: wireledger simulate --out FILE.pcap|FILE.pcapng [--answers FILE.json] [--seconds 60] [--rate 200]
                           [--seed 1] [--start 2026-01-05T09:00:00Z] [--attacks all|none|KIND[:INTENSITY],…] [--nano]
attacks: ${ATTACK_KINDS.join(', ')}`;

/** Wrong usage: exit code 2. */
export class SimulateUsageError extends Error {}

export interface SimulateArgs {
  readonly out: string;
  readonly format: 'pcap' | 'pcapng';
  readonly nano: boolean;
  /** '' = none wanted. */
  readonly answers: string;
  readonly seed: number;
  readonly startUs: number;
  readonly durationS: number;
  readonly rate: number;
  readonly attacks: readonly AttackPlan[];
}

const LONGEST_S = 366 * 86_400;
const GREATEST_RATE = 1_000_000;

/** Whether the arguments only ask for an explanation. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h');
}

/** @throws SimulateUsageError that names the option and what it takes */
export function parseSimulateArgs(argv: readonly string[]): SimulateArgs {
  const values = parseOptions(argv);
  const { out, to } = values;
  if (to !== undefined) throw new SimulateUsageError(`--to ${to}: it is told by http, or written to a file with --out`);
  if (!out) throw new SimulateUsageError('--out is missing: name the capture file to write');
  const answers = values.answers ?? '';
  if (answers !== '' && path.resolve(answers) === path.resolve(out))
    throw new SimulateUsageError('--out and --answers name the same file');
  const durationS = parseDuration(values.seconds);
  return {
    out,
    format: parseFormat(out),
    nano: values.nano,
    answers,
    seed: parseSeed(values.seed),
    startUs: parseStart(values.start),
    durationS,
    rate: parseRate(values.rate),
    attacks: parseAttacks(values.attacks, durationS),
  };
}

function parseOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        out: { type: 'string' },
        to: { type: 'string' },
        answers: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        rate: { type: 'string', default: '200' },
        seed: { type: 'string', default: '1' },
        start: { type: 'string', default: '2026-01-05T09:00:00Z' },
        attacks: { type: 'string', default: 'all' },
        nano: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new SimulateUsageError((error as Error).message);
  }
}

function parseFormat(out: string): 'pcap' | 'pcapng' {
  const extension = path.extname(out).toLowerCase();
  if (extension === '.pcap' || extension === '.pcapng') return extension === '.pcap' ? 'pcap' : 'pcapng';
  throw new SimulateUsageError(`--out ${out}: the name must end in .pcap or .pcapng, which decides the format`);
}

function parseDuration(text: string): number {
  const seconds = decimal(text);
  if (seconds > 0 && seconds <= LONGEST_S) return seconds;
  throw new SimulateUsageError(`--seconds ${text}: give a number above 0, at most ${LONGEST_S} (a year)`);
}

function parseRate(text: string): number {
  const rate = decimal(text);
  if (rate > 0 && rate <= GREATEST_RATE) return rate;
  throw new SimulateUsageError(`--rate ${text}: give packets a second, above 0 and at most ${GREATEST_RATE}`);
}

function parseSeed(text: string): number {
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(seed)) return seed;
  throw new SimulateUsageError(`--seed ${text}: give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

function parseStart(text: string): number {
  const startUs = parseTime(text);
  if (startUs !== null && startUs >= 0 && startUs <= LATEST_START_US) return startUs;
  throw new SimulateUsageError(`--start ${text}: give a time such as 2026-01-05T09:00:00Z, from 1970 to 2100`);
}
/** 2100-01-01: capture files hold 32 bits of seconds, which end in 2106. */
const LATEST_START_US = 4_102_444_800e6;

function parseAttacks(text: string, durationS: number): AttackPlan[] {
  if (text === 'all') return spreadAttacks(durationS);
  if (text === 'none') return [];
  return text.split(',').flatMap((item) => {
    const [name = '', intensity = '1', rest] = item.trim().split(':');
    const kind = ATTACK_KINDS.find((known) => known === name);
    const times = decimal(intensity);
    if (kind === undefined || rest !== undefined)
      throw new SimulateUsageError(`--attacks ${text}: "${item.trim()}" is not one of ${ATTACK_KINDS.join(', ')}`);
    if (!(times > 0 && times <= MOST_INTENSITY))
      throw new SimulateUsageError(`--attacks ${text}: an intensity is a number above 0, at most ${MOST_INTENSITY}`);
    return planned(kind, times, durationS);
  });
}

function planned(kind: AttackKind, intensity: number, durationS: number): AttackPlan[] {
  return spreadAttacks(durationS, [kind]).map((plan) => ({ ...plan, intensity }));
}

function decimal(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}
