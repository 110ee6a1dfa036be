/** What tcpdump counts since a capture began. */
export interface Counts {
  /** Packets that it took out of the kernel's buffer and wrote. */
  readonly captured: number;
  /** Packets that passed the filter, those that the kernel threw away for want of room among them. */
  readonly received: number;
  readonly kernel: number;
  readonly interface: number;
}

/** Words fixed in tcpdump's source (`info()`), plural or not. While it runs they stand in one line, at its end in a line each. */
const COUNTED =
  /(?:^|[:,] )(\d+) packets? (captured|received by filter|dropped by kernel|dropped by interface)(?=,|$)/g;
const NAMES: Readonly<Record<string, keyof Counts>> = {
  captured: 'captured',
  'received by filter': 'received',
  'dropped by kernel': 'kernel',
  'dropped by interface': 'interface',
};

/**
 * Counts of the capture so far, as far as a line of tcpdump's messages tells them; empty when it says something else. The interface is named
 * only where it threw some away.
 */
export const countsIn = (line: string): Partial<Counts> =>
  Object.fromEntries([...line.matchAll(COUNTED)].map(([, count, of = '']) => [NAMES[of] ?? '', Number(count)]));

/** Said first of all counts when it ends, alone in its line. */
export const isLastCount = (line: string): boolean => /^\d+ packets? captured$/.test(line);

/** Said once the interface is open. */
export const isListening = (line: string): boolean => /^(tcpdump: )?listening on /.test(line);

/** Summaries at the end, and notes that nobody has to act upon. */
const CHATTER =
  /^(tcpdump: )?\d+ packets? |^tcpdump: (verbose output suppressed|data link type|WARNING: any)|^dropped privs to /;

/** Known complaints of tcpdump and libpcap, and what to do about them. */
const MENDS: readonly (readonly [RegExp, string])[] = [
  [
    /permission|Operation not permitted/i,
    'Run the sensor as root, or once: setcap cap_net_raw+ep "$(command -v tcpdump)"',
  ],
  [/That device is not up|Network is down/i, 'Switch it on: ip link set dev NAME up'],
  [/No such device|disappeared|went down/i, 'Look whether it is still there: ip link'],
];

/** A complaint of tcpdump as one sentence with its mend, or null when the line is no complaint. */
export function complaint(line: string): string | null {
  if (line === '' || CHATTER.test(line) || isListening(line)) return null;
  const text = line.replace(/^tcpdump: /, '').slice(0, 300);
  const mend = MENDS.find(([pattern]) => pattern.test(line))?.[1];
  return mend ? `${text}. ${mend}` : text;
}
