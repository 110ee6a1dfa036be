import { parseArgs } from 'node:util';
import { CAPTURE_NAMES, type CaptureFiles, type CaptureName } from './captures';
import { SYSTEM_PARTS, type SystemPart } from './system-goals';

/** What `wireledger bench sensor` was asked to do. */
export interface SensorArgs {
  /** Files of captures; those of `simulated` are made. */
  readonly captures: CaptureFiles;
  /** Nothing was named: all captures but the long one are made. */
  readonly simulated: boolean;
  readonly systems: readonly SystemPart[];
  readonly rounds: number;
  readonly json: boolean;
}

/** Wrong usage; the message names cause and mend. */
export class BenchUsageError extends Error {}

const DEFAULT_ROUNDS = 5;

export const SENSOR_USAGE = `usage: wireledger bench sensor [--mixed FILE] [--long FILE] [--flood FILE] [--dns FILE] [--live] [--intake] [--rounds N] [--json]

Processor time and peak memory of \`wireledger read FILE --summary --no-digest\` beside those of programs that read the same capture (softflowd, nfpcapd,
argus, ndpiReader, tshark, Scapy, tcpdump), in turn. Figures are medians (least…most); ratios are taken round by round. What is not installed is
told and left out. When nothing is named all is measured but --long, on captures that are simulated in a folder that is removed at the end; else only
what is named.

  --mixed FILE   everyday traffic, some million packets
  --long FILE    the same for longer: seven million packets and more
  --flood FILE   SYNs that nobody answers, a million flows at once
  --dns FILE     lookups of names
  --live         live capture at 300,000 packets a second for a minute (\`bench live\`)
  --intake       events by HTTP (\`bench intake\`)
  --rounds N     rounds that count (default: ${DEFAULT_ROUNDS}); with more than one, another before them does not count
  --json         all figures as one JSON object
  --help         this text
`;

/** @throws BenchUsageError */
export function parseSensorArgs(argv: readonly string[]): SensorArgs | 'help' {
  const values = valuesOf(argv);
  if (values.help) return 'help';
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds >= 1))
    throw new BenchUsageError(`--rounds ${JSON.stringify(values.rounds)}: give a whole number, 1 or more.`);
  const captures: Partial<Record<CaptureName, string>> = {};
  for (const name of CAPTURE_NAMES) if (values[name] !== undefined) captures[name] = values[name];
  const systems = SYSTEM_PARTS.filter((part) => values[part]);
  const simulated = Object.keys(captures).length + systems.length === 0;
  return { captures, simulated, systems: simulated ? SYSTEM_PARTS : systems, rounds, json: values.json };
}

function valuesOf(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        mixed: { type: 'string' },
        long: { type: 'string' },
        flood: { type: 'string' },
        dns: { type: 'string' },
        live: { type: 'boolean', default: false },
        intake: { type: 'boolean', default: false },
        rounds: { type: 'string', default: `${DEFAULT_ROUNDS}` },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new BenchUsageError(`${(error as Error).message}. See: wireledger bench sensor --help`);
  }
}
