import type { Packet } from '@wireledger/decoders';

/** Addresses remembered; each has one place, where a newer one pushes it out. */
const PLACES = 32_768;
const WORDS = 10;
/** Words of a place: the address (IPv4 in the first), where it was seen, then the last two hardware addresses. */
const ORIGIN = 4;
const LAST = 5;
const BEFORE = 7;
const USED = 9;
const IPV4 = 1;
const IPV6 = 2;

/**
 * The last two hardware addresses that an IP address was sent from, by interface and VLAN. Two, because the answers of a pair of routers may come
 * in turn. Fixed memory, made with the first address; nothing is allocated later.
 */
export class MacMemory {
  /** Upper 16 and lower 32 bits of the address before, after `learn` has returned true. */
  beforeHigh = 0;
  beforeLow = 0;
  private places = new Int32Array(0);
  private readonly key = new Int32Array(ORIGIN + 1);

  /**
   * The address of `version` (4 or 6) at `address` of the packet's bytes has the hardware address at `mac`, seen at `origin` (interface and VLAN).
   *
   * @returns true when it had another one, which is now in `beforeHigh` and `beforeLow`; false also when the new one is one of the last two
   */
  learn(packet: Packet, version: number, address: number, mac: number, origin: number): boolean {
    const { view } = packet;
    if (this.places.length === 0) this.places = new Int32Array(PLACES * WORDS);
    const { key, places } = this;
    const words = version === 4 ? 1 : 4;
    // Cheaper than `fill`, and `set` below: those are calls out of compiled code.
    for (let i = words; i < ORIGIN; i++) key[i] = 0;
    let hash = Math.imul(origin, 0x27d4eb2f);
    for (let i = 0; i < words; i++) {
      const word = view.getInt32(address + i * 4);
      key[i] = word;
      hash = Math.imul(hash ^ word ^ (hash >>> 15), 0x9e3779b1);
    }
    key[ORIGIN] = origin;
    const at = ((hash ^ (hash >>> 16)) & (PLACES - 1)) * WORDS;
    const high = view.getUint16(mac);
    const low = view.getInt32(mac + 2);
    const used = version === 4 ? IPV4 : IPV6;
    if (places[at + USED] !== used || !this.holds(at)) {
      for (let i = 0; i <= ORIGIN; i++) places[at + i] = key[i] as number;
      places[at + LAST] = high;
      places[at + LAST + 1] = low;
      // No address before: the same again, so that nothing else is taken for it.
      places[at + BEFORE] = high;
      places[at + BEFORE + 1] = low;
      places[at + USED] = used;
      return false;
    }
    const lastHigh = places[at + LAST] as number;
    const lastLow = places[at + LAST + 1] as number;
    if (lastHigh === high && lastLow === low) return false;
    const known = places[at + BEFORE] === high && places[at + BEFORE + 1] === low;
    places[at + BEFORE] = lastHigh;
    places[at + BEFORE + 1] = lastLow;
    places[at + LAST] = high;
    places[at + LAST + 1] = low;
    this.beforeHigh = lastHigh;
    this.beforeLow = lastLow;
    return !known;
  }

  private holds(at: number): boolean {
    const { key, places } = this;
    for (let i = 0; i <= ORIGIN; i++) if (places[at + i] !== key[i]) return false;
    return true;
  }
}
