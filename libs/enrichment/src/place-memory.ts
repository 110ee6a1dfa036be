import type { AddressFacts } from './address-facts';

/** Answers that are remembered: a look-up costs some µs, and addresses come again. */
const REMEMBERED = 131_072;

/** Country and network of an address: null where nothing is known. */
export interface CountryAndNetwork {
  readonly country: string | null;
  readonly asn: number | null;
}

/** Countries and networks of addresses as filters ask for them, row by row: out of data sets in memory, without waiting. */
export class PlaceMemory {
  private readonly known = new Map<string, CountryAndNetwork | null>();
  private mark = '';

  constructor(private readonly facts: Pick<AddressFacts, 'ready' | 'peek'>) {}

  /** Reads the data sets, where they are not in memory, and forgets what replaced ones said. */
  async ready(): Promise<void> {
    const mark = await this.facts.ready();
    if (mark !== this.mark) this.known.clear();
    this.mark = mark;
  }

  /** Null of addresses that are not on the Internet, and of all before `ready`. */
  of(address: string): CountryAndNetwork | null {
    const before = this.known.get(address);
    if (before !== undefined) return before;
    if (this.known.size >= REMEMBERED) this.known.clear();
    const found = this.facts.peek(address);
    const { location, network } = found ?? { location: null, network: null };
    const place = location || network ? { country: location?.country ?? null, asn: network?.asn ?? null } : null;
    this.known.set(address, place);
    return place;
  }
}
