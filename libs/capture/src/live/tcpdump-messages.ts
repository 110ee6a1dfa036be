import { mended } from './mends';

/** Words fixed in tcpdump's source (`info()`), plural or not. While it runs they stand in one line, at its end in a line each. */
const DROPPED = /(?:^|, )(\d+) packets? dropped by (kernel|interface)(?=,|$)/g;

/**
 * Packets that kernel and interface threw away since the capture began, as far as a line of tcpdump's messages tells it; empty when
 * it says something else. The interface is named only where it threw some away.
 */
export function droppedBy(line: string): { readonly kernel?: number; readonly interface?: number } {
  return Object.fromEntries(
    [...line.matchAll(DROPPED)].map(([, count, by]): [string, number] => [by ?? '', Number(count)]),
  );
}

/** Said once the interface is open. */
export const isListening = (line: string): boolean => /^(tcpdump: )?listening on /.test(line);

/** Summaries at the end, and notes that nobody has to act upon. */
const CHATTER =
  /^(tcpdump: )?\d+ packets? |^tcpdump: (verbose output suppressed|data link type|WARNING: any)|^dropped privs to /;

/** A complaint of tcpdump as one sentence with its mend, or null when the line is no complaint. */
export function complaint(line: string): string | null {
  if (line === '' || CHATTER.test(line) || isListening(line)) return null;
  return mended(line.replace(/^tcpdump: /, ''));
}
