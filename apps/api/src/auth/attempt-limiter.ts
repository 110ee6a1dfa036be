import { formatIp, parseIp, unmapped } from '@wireledger/kernel';

/** How many failures are free, and how the wait grows after them. */
export interface LimitRule {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
}

interface Attempts {
  failures: number;
  blockedUntil: number;
  last: number;
}

const FORGET_MS = 60 * 60_000;
const MAX_KEYS = 50_000;

/** Delays that double with each failure of a key (an account, an address). In memory, bounded; nothing is ever locked for good. */
export class AttemptLimiter {
  private readonly byKey = new Map<string, Attempts>();

  constructor(
    /** Asked at each try: it may be changed meanwhile. */
    private readonly rule: () => LimitRule,
    private readonly clock: () => number,
  ) {}

  /** Milliseconds to wait before the next try of this key; 0 = now. */
  waitMs(key: string): number {
    const wait = Math.max(0, (this.byKey.get(key)?.blockedUntil ?? 0) - this.clock());
    return Math.min(wait, this.rule().maxWaitMs);
  }

  failed(key: string): void {
    const now = this.clock();
    const known = this.byKey.get(key);
    const failures = known && now - known.last < FORGET_MS ? known.failures + 1 : 1;
    const { free, firstWaitMs, maxWaitMs } = this.rule();
    const over = failures - free;
    const wait = over <= 0 ? 0 : Math.min(maxWaitMs, firstWaitMs * 2 ** Math.min(over - 1, 30));
    // Deleted first, so that the map stays in order of last use and the oldest key is dropped when it is full.
    this.byKey.delete(key);
    this.byKey.set(key, { failures, blockedUntil: now + wait, last: now });
    if (this.byKey.size > MAX_KEYS) this.byKey.delete(this.byKey.keys().next().value as string);
  }

  succeeded(key: string): void {
    this.byKey.delete(key);
  }
}

/** Network of an address as the limiter sees it: IPv4 /24, IPv6 /64, in the one form of RFC 5952. What is no address is its own. */
export function networkOf(address: string): string {
  const parsed = parseIp(address.split('%', 1)[0] as string);
  if (!parsed) return address;
  const bytes = unmapped(parsed);
  const length = bytes.length === 4 ? 3 : 8;
  return `${formatIp(bytes.fill(0, length))}/${length * 8}`;
}
