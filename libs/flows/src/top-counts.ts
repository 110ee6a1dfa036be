import type { TopCounts } from '@wireledger/events/telemetry';
import { ipv4Text } from './address-texts';
import { WordCounts } from './word-counts';

const TOP = 50;
/** Addresses counted in one second; a flood from more sources is seen by those that came first. */
const MAX_KEYS = 65_536;

/** Counts addresses within a second. Keys are IPv4 addresses as numbers, or texts. */
export class AddressCounts {
  private readonly words = new WordCounts();
  private readonly texts = new Map<string, number>();

  add(address: number | string): void {
    if (typeof address === 'number') {
      this.words.add(address, MAX_KEYS - this.texts.size);
      return;
    }
    const count = this.texts.get(address);
    if (count !== undefined) this.texts.set(address, count + 1);
    else if (this.texts.size + this.words.size < MAX_KEYS) this.texts.set(address, 1);
  }

  /** The 50 greatest, greatest first, then by address; forgets all. */
  take(): TopCounts {
    const { words, texts } = this;
    if (words.size + texts.size === 0) return [];
    const least = this.least();
    const top: (readonly [string, number])[] = [];
    for (let n = 0; n < words.size; n++) {
      const count = words.countAt(n);
      if (count >= least) top.push([ipv4Text(words.wordAt(n)), count]);
    }
    if (texts.size > 0) for (const [address, count] of texts) if (count >= least) top.push([address, count]);
    words.clear();
    texts.clear();
    return top.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, TOP);
  }

  /** The fiftieth greatest count; 0 when there are no more. */
  private least(): number {
    const { words, texts } = this;
    const all = words.size + texts.size;
    if (all <= TOP) return 0;
    const counts = new Uint32Array(all);
    for (let n = 0; n < words.size; n++) counts[n] = words.countAt(n);
    counts.set([...texts.values()], words.size);
    return counts.sort()[all - TOP] as number;
  }
}
