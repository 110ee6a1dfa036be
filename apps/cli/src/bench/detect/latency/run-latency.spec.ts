import { lineOf } from './run-latency';

const hundred = (of: (n: number) => number) => Array.from({ length: 100 }, (_, n) => of(n + 1));
const met = { flowsPerSecond: 0, sinceCommit: hundred((n) => n / 2) };

it('compares percentiles with those of two commits', () => {
  expect(lineOf('idle', { ...met, whole: hundred((n) => n), commits: hundred((n) => n / 3) })).toBe(
    'detect, alert on a socket, idle, 100 alerts, ms: p50 50.0, p99 99.0, most 100.0 (after the commit p50 25.0, p99 49.5, most 50.0); two commits p50 16.7, p99 33.0, most 33.3; longest took alert 100: 100.0, over 3 x 33.0: 1 of 100; ratio of p99 3.0, goal <= 3, holds',
  );
});

it('an alert that did not come misses the goal', () => {
  const line = lineOf('busy', { ...met, whole: [5, Infinity], commits: [4, 4] });
  expect(line).toContain('p50 5.0, p99 none within 60 s, most none within 60 s');
  expect(line).toContain('longest took alert 2: none within 60 s, over 3 x 4.0: 1 of 2; ');
  expect(line).toMatch(/goal <= 3, missed$/);
});
