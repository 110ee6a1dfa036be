import type { DetectBenchArgs } from '../detect-args';
import { startAlertSystem } from './alert-system';
import { type Latencies, measureLatencies, MOST_MS } from './measure-latency';

/** `performance.md` asks for a latency that is at most so many times that of two bare durable commits, at the 99th percentile. */
const GOAL = 3;
/** Measures alerts on their way in a system of its own: idle, and while flows are ingested. Prints a line each. @throws ChildFailed */
export async function runLatency(
  capture: string,
  { alerts, flows }: Pick<DetectBenchArgs, 'alerts' | 'flows'>,
  say: (line: string) => void,
): Promise<void> {
  const system = await startAlertSystem();
  try {
    say(lineOf('idle', await measureLatencies(system, alerts, () => 0)));
    const load = await system.load(capture, flows);
    try {
      const met = await measureLatencies(system, alerts, load.flows);
      say(lineOf(`while ${Math.round(met.flowsPerSecond).toLocaleString('en')} flows/s are ingested`, met));
    } finally {
      await load.stop();
    }
  } finally {
    await system.close();
  }
}

/** What was met, in one line: the figure, what it is compared with, which alert took longest and how many took longer than the goal allows the 99th percentile, and whether the goal holds. */
export function lineOf(when: string, { whole, sinceCommit, commits }: Latencies): string {
  const [ours, bare] = [percentile(whole, 0.99), percentile(commits, 0.99)];
  const ratio = ours / bare;
  const most = Math.max(...whole);
  const over = whole.filter((value) => value > GOAL * bare).length;
  const ms = (value: number) => (value === Infinity ? `none within ${MOST_MS / 1000} s` : value.toFixed(1));
  const told = (values: readonly number[]) =>
    `p50 ${ms(percentile(values, 0.5))}, p99 ${ms(percentile(values, 0.99))}, most ${ms(Math.max(...values))}`;
  return (
    `detect, alert on a socket, ${when}, ${whole.length} alerts, ms: ${told(whole)} (after the commit ${told(sinceCommit)}); ` +
    `two commits ${told(commits)}; longest took alert ${whole.indexOf(most) + 1}: ${ms(most)}, over ${GOAL} x ${ms(bare)}: ${over} of ${whole.length}; ` +
    `ratio of p99 ${ratio.toFixed(1)}, goal <= ${GOAL}, ${ratio <= GOAL ? 'holds' : 'missed'}`
  );
}

/** The least figure that so many of them do not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] as number;
}
