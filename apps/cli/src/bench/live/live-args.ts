import { parseArgs } from 'node:util';

/** What `wireledger bench live` was asked to do. */
export interface LiveBenchArgs {
  /** Packets a second, one measure each. */
  readonly rates: readonly number[];
  /** How long each is sent. */
  readonly seconds: number;
  readonly driver: 'tcpdump' | 'pcap';
  readonly json: boolean;
  /** It runs in the network namespace that it measures in. */
  readonly inside: boolean;
}

const RATES = '10000,30000,60000,100000,150000,200000,300000';
const MOST_RATE = 5_000_000;
const MOST_SECONDS = 600;

export const LIVE_BENCH_USAGE = `usage: wireledger bench live [--rates N,N…] [--seconds N] [--with tcpdump|pcap] [--json]

Sends simulated traffic at each rate (${RATES} packets a second) for --seconds (5) over a cable between two network namespaces
of its own, to a sensor that captures it and appends its facts to an embedded event log. Prints what came, was decoded and was dropped, what the log
says is missing, and processor time. Needs root, and Debian's tcpdump, tcpreplay, iproute2 and util-linux.
`;

/** Null for wrong usage. */
export function parseLiveArgs(argv: readonly string[]): LiveBenchArgs | 'help' | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        rates: { type: 'string', default: RATES },
        seconds: { type: 'string', default: '5' },
        with: { type: 'string', default: 'tcpdump' },
        json: { type: 'boolean', default: false },
        inside: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const rates = values.rates.split(',').map((text) => whole(text, MOST_RATE));
    const seconds = whole(values.seconds, MOST_SECONDS);
    const { with: driver, json, inside } = values;
    if (seconds === null || rates.some((rate) => rate === null)) return null;
    if (driver !== 'tcpdump' && driver !== 'pcap') return null;
    return { rates: rates as number[], seconds, driver, json, inside };
  } catch {
    return null;
  }
}

const whole = (text: string, most: number): number | null =>
  /^[1-9]\d{0,6}$/.test(text) && Number(text) <= most ? Number(text) : null;
