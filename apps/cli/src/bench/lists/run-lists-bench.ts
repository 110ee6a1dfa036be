import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { contentLine, type Indicators, ListReader } from '@wireledger/domain';

import type { BenchOut } from '../read-bench';
import { childText } from '../child-usage';
import { machineLine, thisMachine } from '../sensor/machine';
import { median } from '../statistics';
import { kindOf, MADE, type Made, madeEntry, wanted } from './made-list';

const USAGE = `usage: wireledger bench lists [--entries N] [--rounds N]

Reads made-up lists of N entries (1,000,000) as an import does (lines to entries, told apart, canonical text hashed and packed) and looks things up
in them, of which half are on the list; a process for each round of each list. Prints processor time, and what memory that process needed more, beside the limits.
`;
const LIMITS = { seconds: 10, mebibytes: 250, microseconds: 2 } as const;
const PIECE = 1 << 16;
const LOOK_UPS = 200_000;
const MIB = 1 << 20;

/** What one list of a round took. */
interface Measured {
  /** Processor time of the thread that imports. */
  readonly seconds: number;
  readonly microseconds: number;
  readonly packedMiB: number;
  /** What the process needed more at its greatest than before it began. */
  readonly addedMiB: number;
}
type Measure = (made: Made, entries: number) => Measured;

/** Exit code 0 also when a limit is missed: a bench tells, it does not judge; 2 for wrong usage. `measure`: how; in a process of its own when absent. */
export function runListsBench(argv: readonly string[], out: BenchOut, measure: Measure = inOwnProcess): number {
  const options = read(argv);
  if (options === null) {
    out.stderr.write(USAGE);
    return 2;
  }
  const { entries, rounds, only } = options;
  if (only !== null) {
    out.stdout.write(`${JSON.stringify(measured(only, entries))}\n`);
    return 0;
  }
  out.stdout.write(`${machineLine(thisMachine())}\n`);
  for (const made of MADE) {
    const all = Array.from({ length: rounds }, () => measure(made, entries));
    const name = `lists, ${entries.toLocaleString('en')} ${made}`;
    const line = (what: string, of: keyof Measured, digits: number, limit: number) => {
      const value = median(all.map((one) => one[of]));
      const held = value <= limit ? 'holds' : 'missed';
      out.stdout.write(`${name}, ${what}: ${value.toFixed(digits)}, limit <= ${limit}, ${held}\n`);
    };
    line('import CPU s', 'seconds', 2, LIMITS.seconds);
    line('CPU µs a look-up', 'microseconds', 2, LIMITS.microseconds);
    line('MiB added', 'addedMiB', 0, LIMITS.mebibytes);
    out.stdout.write(`${name}, kept MiB: ${median(all.map(({ packedMiB }) => packedMiB)).toFixed(1)}\n`);
  }
  return 0;
}

/** @throws Error when the process fails */
function inOwnProcess(made: Made, entries: number): Measured {
  const args = [process.argv[1] as string, 'bench', 'lists', '--only', made, '--entries', String(entries)];
  return JSON.parse(childText(process.execPath, args)) as Measured;
}

/** One round of one list in this process. */
export function measured(made: Made, entries: number): Measured {
  const before = process.resourceUsage().maxRSS;
  const { seconds, found, packed } = measureImport(made, entries);
  const addedMiB = (process.resourceUsage().maxRSS - before) / 1024;
  return { seconds, microseconds: measureLookUps(made, found, entries), packedMiB: packed / MIB, addedMiB };
}

interface Imported {
  readonly seconds: number;
  readonly found: Indicators;
  readonly packed: number;
}

/** The file is made up while it is read, in pieces; making it up is not counted. */
function measureImport(made: Made, entries: number): Imported {
  const hash = createHash('sha256');
  let text = '';
  let packed = 0;
  const pack = () => {
    hash.update(text);
    packed += zstdCompressSync(text).length;
    text = '';
  };
  const reader = new ListReader({ kind: kindOf(made), action: 'threat' }, null, (indicator, line, note) => {
    text += contentLine(indicator, line, note);
    if (text.length >= MIB) pack();
  });
  let spent = 0;
  for (let from = 0; from < entries;) {
    let piece = '';
    for (; from < entries && piece.length < PIECE; from++) piece += `${madeEntry(made, from)}\n`;
    const started = cpuUs();
    reader.push(piece);
    spent += cpuUs() - started;
  }
  const started = cpuUs();
  reader.end();
  pack();
  hash.digest();
  return { seconds: (spent + cpuUs() - started) / 1e6, found: reader.found, packed };
}

/** Processor time of this thread, µs: other work of the machine does not count. */
function cpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

function measureLookUps(made: Made, found: Indicators, entries: number): number {
  const texts = Array.from({ length: LOOK_UPS }, (_, i) => wanted(made, i * 7, entries));
  let hits = 0;
  const started = cpuUs();
  for (const text of texts) if (found.find(text)) hits++;
  const us = (cpuUs() - started) / LOOK_UPS;
  if (hits === 0) throw new Error(`nothing of ${made} was found`);
  return us;
}

interface Options {
  readonly entries: number;
  readonly rounds: number;
  /** The one list that this process measures. */
  readonly only: Made | null;
}

function read(argv: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        entries: { type: 'string', default: '1000000' },
        rounds: { type: 'string', default: '3' },
        only: { type: 'string' },
      },
    });
    const [entries, rounds] = [Number(values.entries), Number(values.rounds)];
    const whole = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
    const only = MADE.find((made) => made === values.only) ?? null;
    if (only === null && values.only !== undefined) return null;
    return whole(entries, 5_000_000) && whole(rounds, 100) ? { entries, rounds, only } : null;
  } catch {
    return null;
  }
}
