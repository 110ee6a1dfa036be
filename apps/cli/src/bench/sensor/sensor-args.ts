import { parseArgs } from 'node:util';
import { CAPTURE_NAMES, type CaptureFiles, type CaptureName } from './captures';

/** What `wireledger bench sensor` was asked to do. */
export interface SensorArgs {
  /** Empty: all captures are simulated. */
  readonly captures: CaptureFiles;
  readonly rounds: number;
  readonly json: boolean;
}

/** Wrong usage; the message names cause and mend. */
export class BenchUsageError extends Error {}

const DEFAULT_ROUNDS = 5;

export const SENSOR_USAGE = `usage: wireledger bench sensor [--mixed FILE] [--long FILE] [--flood FILE] [--dns FILE] [--rounds N] [--json]

Processor time and peak memory of \`wireledger read FILE --summary --no-digest\` beside those of programs that read the same capture (softflowd, nfpcapd,
argus, ndpiReader, tshark, Scapy, tcpdump), in turn. Figures are medians (least…most); ratios are taken round by round. What is not installed is
told and left out. Without a file all but --long are simulated, in a folder that is removed at the end; with one, only what is given is measured.

  --mixed FILE   everyday traffic, some million packets
  --long FILE    the same for longer: seven million packets and more
  --flood FILE   SYNs that nobody answers, a million flows at once
  --dns FILE     lookups of names
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
  return { captures, rounds, json: values.json };
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
