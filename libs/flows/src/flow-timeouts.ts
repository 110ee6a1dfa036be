/** Seconds of silence after which a flow ends; each 1 to 320. */
export interface FlowTimeouts {
  readonly tcp: number;
  /** TCP of which only the originator was seen, with a SYN. */
  readonly unansweredSyn: number;
  readonly udp: number;
  readonly icmp: number;
}
export const DEFAULT_TIMEOUTS: FlowTimeouts = { tcp: 300, unansweredSyn: 30, udp: 60, icmp: 30 };
export const MAX_TIMEOUT = 320;

/** Those that somebody chose. */
export type GivenTimeouts = { readonly [K in keyof FlowTimeouts]?: number | undefined };

/** The defaults with what `given` says. @throws RangeError when one is out of range */
export function flowTimeouts(given: GivenTimeouts = {}): FlowTimeouts {
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const timeouts = { ...DEFAULT_TIMEOUTS, ...chosen };
  for (const [name, value] of Object.entries(timeouts))
    if (!(value >= 1 && value <= MAX_TIMEOUT)) throw new RangeError(`timeout ${name} must be 1 to ${MAX_TIMEOUT} s`);
  return timeouts;
}
