import { parseArgs } from 'node:util';

const MILLION = 1_000_000;

/** What `wireledger bench detect` was asked to do. */
export interface DetectBenchArgs {
  readonly file: string | undefined;
  /** How often judging is compared with the loop; 0 leaves it out. */
  readonly rounds: number;
  /** States (detector, key); 0 leaves them out. */
  readonly keys: number;
  /** Alerts whose way to a socket is measured, idle and under load; 0 leaves it out. */
  readonly alerts: number;
  /** Flow records a second that are ingested meanwhile. */
  readonly flows: number;
  /** Be the process that ingests so many flow records a second; 0: do not. */
  readonly load: number;
  /** Be the process that measures what states take. */
  readonly states: boolean;
}

export const DETECT_BENCH_USAGE = `usage: wireledger bench detect [FILE] [--rounds N] [--keys N] [--alerts N] [--flows N]

Judges the facts of a capture by each recommended rule, and by all of them, N times (3) in turn with a loop that only unpacks the same batches; then fills
the rules with states, in a process of its own, until they hold N (1,000,000) of them; then lets N (100) alerts happen in a system of its own, idle and while N (10,000) flows a
second are ingested. Prints records a second of processor time, ratios to the loop, what the states take, and the time from the append of what makes an alert to
a subscriber's socket, beside the goals. 0 leaves a part out.
`;

/** Null for wrong usage. */
export function parseDetectArgs(argv: readonly string[]): DetectBenchArgs | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '3' },
        keys: { type: 'string', default: String(MILLION) },
        alerts: { type: 'string', default: '100' },
        flows: { type: 'string', default: '10000' },
        load: { type: 'string', default: '0' },
        states: { type: 'boolean', default: false },
      },
    });
    const [rounds, keys] = [whole(values.rounds, 100), whole(values.keys, 5 * MILLION)];
    const [alerts, load] = [whole(values.alerts, 10_000), whole(values.load, MILLION)];
    const flows = whole(values.flows, MILLION);
    const [file] = positionals;
    if (rounds === null || keys === null || alerts === null || load === null || flows === null) return null;
    const { states } = values;
    if (positionals.length > 1 || flows === 0 || ((load > 0 || states) && file === undefined)) return null;
    return { file, rounds, keys, alerts, flows, load, states };
  } catch {
    return null;
  }
}

const whole = (text: string, most: number): number | null =>
  /^\d{1,7}$/.test(text) && Number(text) <= most ? Number(text) : null;
