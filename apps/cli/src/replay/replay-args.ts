import path from 'node:path';
import { parseArgs } from 'node:util';
import type { GivenTimeouts } from '@wireledger/flows';
import { parseTimeouts } from '../read/flow-timeouts';

export const REPLAY_USAGE = `usage: wireledger replay FILE… [--speed N|max] [--timestamps original|now] [--from 25m] [--max-gap 60s] [--sensor NAME] [--timeouts tcp=300,…] [--store-packets] [--wait] [--json]
       wireledger replay FILE… --sandbox [--speed N|max] [--json]`;

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

export interface ReplayArgs {
  readonly requests: readonly {
    readonly file: string;
    readonly sensor: string;
    readonly speed: number | 'max';
    readonly timestamps: string;
    readonly fromS: number;
    readonly maxGapS: number;
    readonly timeouts?: GivenTimeouts;
    /** Its packets go into the packet store as well. */
    readonly storePackets?: boolean;
  }[];
  /** Return only when all projections and the detectors have reached the end of it, and its alerts can be read. */
  readonly wait: boolean;
  readonly json: boolean;
  /** Apart from the history: flows and alerts are told, and nothing of it comes into any list. */
  readonly sandbox: boolean;
}

/** `90`, `90s`, `25m`, `1.5h` → seconds. @throws UsageError */
export function parseSeconds(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  if (!match) throw new UsageError(`${option} ${text}: give a time such as 90s, 25m or 1.5h`);
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h'];
}

function parseSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const speed = Number(text);
  if (!Number.isFinite(speed) || speed <= 0 || speed > 10_000)
    throw new UsageError(`--speed ${text}: give "max" or a number above 0, at most 10000`);
  return speed;
}

function timeoutsOf(text: string): GivenTimeouts {
  try {
    return parseTimeouts(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Options that say how facts come into the history. */
const OF_HISTORY = [
  '--timestamps',
  '--from',
  '--max-gap',
  '--sensor',
  '--timeouts',
  '--store-packets',
  '--wait',
] as const;

/** @throws UsageError */
function assertSandbox(argv: readonly string[], speed: number | 'max'): void {
  const other = OF_HISTORY.find((option) => argv.some((one) => one === option || one.startsWith(`${option}=`)));
  if (other) throw new UsageError(`${other} says how facts come into the history; leave it out with --sandbox`);
  if (speed !== 'max' && (speed < 0.1 || speed > 1000))
    throw new UsageError(`--speed ${speed}: in a sandbox it is "max" or a number from 0.1 to 1000`);
}

/** @throws UsageError */
export function parseReplayArgs(argv: readonly string[]): ReplayArgs {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        speed: { type: 'string', default: 'max' },
        timestamps: { type: 'string', default: 'original' },
        from: { type: 'string', default: '0' },
        'max-gap': { type: 'string', default: '60s' },
        sensor: { type: 'string', default: 'replay' },
        timeouts: { type: 'string' },
        'store-packets': { type: 'boolean', default: false },
        wait: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        sandbox: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) throw new UsageError('name at least one capture file');
  if (!['original', 'now'].includes(values.timestamps))
    throw new UsageError(`--timestamps ${values.timestamps}: give "original" or "now"`);
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(values.sensor)) {
    throw new UsageError(
      `--sensor ${values.sensor}: a name is 1 to 32 lower-case letters, digits and hyphens, the first one no hyphen`,
    );
  }
  if (values.sandbox) assertSandbox(argv, parseSpeed(values.speed));
  const common = {
    sensor: values.sensor,
    speed: parseSpeed(values.speed),
    timestamps: values.timestamps,
    fromS: parseSeconds('--from', values.from),
    maxGapS: parseSeconds('--max-gap', values['max-gap']),
    ...(values['store-packets'] ? { storePackets: true } : {}),
    ...(values.timeouts === undefined ? {} : { timeouts: timeoutsOf(values.timeouts) }),
  };
  return {
    requests: positionals.map((file) => ({ file: path.resolve(file), ...common })),
    wait: values.wait,
    json: values.json,
    sandbox: values.sandbox,
  };
}
