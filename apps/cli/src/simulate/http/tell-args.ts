import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { SimulateUsageError } from '../simulate-args';
import { PATTERNS, type Pattern } from './told-events';

export const TELL_USAGE = `usage: wireledger simulate --to http --token-file FILE [--url URL] [--ca FILE] [--seconds 60] [--rate 10]
                           [--attacks all|none|${PATTERNS.join('|')},…] [--speed N|max] [--seed 1]

Tells the running system by HTTP (docs/intake.md) of sign-ins, connections, lookups and requests of a small office, and of attacks among them. The token is
of kind sensor, alone in the file. --url: where the system is; the one of this data folder when absent. --rate: events a second beside the attacks.`;

/** What is to be told, and to whom. */
export interface TellArgs {
  /** Null: the system of this data folder. */
  readonly url: string | null;
  readonly token: string;
  /** Certificates (PEM), '' = those of the machine. */
  readonly ca: string;
  readonly seconds: number;
  readonly rate: number;
  readonly seed: number;
  readonly attacks: readonly Pattern[];
  /** Times real time; Infinity = as fast as it is taken. */
  readonly speed: number;
}

const LONGEST_S = 86_400;
const GREATEST_RATE = 5000;

/** Whether the arguments ask for events by HTTP, not for a capture file. */
export const isTelling = (argv: readonly string[]): boolean =>
  argv.some((one, i) => one === '--to=http' || (one === '--to' && argv[i + 1] === 'http'));

/** @throws SimulateUsageError that names the option and what it takes */
export function parseTellArgs(argv: readonly string[]): TellArgs {
  const values = parsed(argv);
  const file = values['token-file'];
  if (file === undefined)
    throw new SimulateUsageError(
      '--token-file is missing: name a file with a token of `wireledger token create --kind sensor`',
    );
  const token = read('--token-file', file).trim();
  if (!/^wl_[a-z]_\S+$/.test(token)) throw new SimulateUsageError(`--token-file ${file}: there is no token in it`);
  const seed = /^\d{1,16}$/.test(values.seed) ? Number(values.seed) : NaN;
  if (!Number.isSafeInteger(seed)) throw new SimulateUsageError(`--seed ${values.seed}: give a whole number`);
  return {
    ...{ url: values.url ?? null, token, seed },
    ca: values.ca === undefined ? '' : read('--ca', values.ca),
    seconds: number('--seconds', values.seconds, 1, LONGEST_S),
    rate: number('--rate', values.rate, 0, GREATEST_RATE),
    attacks: patterns(values.attacks),
    speed: values.speed === 'max' ? Infinity : number('--speed', values.speed, 0.1, 1000),
  };
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        to: { type: 'string' },
        url: { type: 'string' },
        'token-file': { type: 'string' },
        ca: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        rate: { type: 'string', default: '10' },
        attacks: { type: 'string', default: 'all' },
        speed: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
      },
    });
    return values;
  } catch (error) {
    throw new SimulateUsageError((error as Error).message);
  }
}

function number(option: string, text: string, least: number, greatest: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= greatest) return value;
  throw new SimulateUsageError(`${option} ${text}: give a number from ${least} to ${greatest}`);
}

function patterns(text: string): Pattern[] {
  if (text === 'all') return [...PATTERNS];
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const known = PATTERNS.find((one) => one === name.trim());
    if (known) return known;
    throw new SimulateUsageError(`--attacks ${text}: "${name.trim()}" is none of ${PATTERNS.join(', ')}`);
  });
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SimulateUsageError(`${option} ${file}: ${(error as Error).message}`);
  }
}
