import type { TopCounts } from '@wireledger/events/telemetry';

const TOP = 50;
/** Addresses counted in one second; a flood from more sources is seen by those that came first. */
const MAX_KEYS = 65_536;

/** Counts addresses within a second. Keys are IPv4 addresses as numbers, or texts. */
export class AddressCounts {
  private readonly counts = new Map<number | string, number>();

  add(address: number | string): void {
    const count = this.counts.get(address);
    if (count !== undefined) this.counts.set(address, count + 1);
    else if (this.counts.size < MAX_KEYS) this.counts.set(address, 1);
  }

  /** The 50 greatest, greatest first, then by address; forgets all. */
  take(text: (address: number | string) => string): TopCounts {
    if (this.counts.size === 0) return [];
    const top = [...this.counts].sort((a, b) => b[1] - a[1]);
    this.counts.clear();
    const least = top[Math.min(TOP, top.length) - 1]?.[1] ?? 0;
    return top
      .filter(([, count]) => count >= least)
      .map(([address, count]) => [text(address), count] as const)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, TOP);
  }
}
