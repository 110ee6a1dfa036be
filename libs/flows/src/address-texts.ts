import { formatIpv6 } from '@wireledger/kernel';

/** Texts of either version kept at once. */
const PLACES = 8192;
const MASK = PLACES - 1;
const MULTIPLIER = 0x9e3779b1;

/** IPv4 address of a word. */
function ipv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

const scratch = new Uint8Array(16);
const view = new DataView(scratch.buffer);

/** IPv6 address of its words, the last first. */
function ipv6(w0: number, w1: number, w2: number, w3: number): string {
  view.setInt32(12, w0);
  view.setInt32(8, w1);
  view.setInt32(4, w2);
  view.setInt32(0, w3);
  return formatIpv6(scratch);
}

/**
 * Texts of addresses. Hosts speak again and again, each in several records: the last texts are kept, whole addresses compared. Bounded: a place for each
 * hash, where the latest stays; made when there is an address.
 */
class AddressTexts {
  private words = new Int32Array(0);
  private texts: string[] = [];

  constructor(private readonly width: 1 | 4) {}

  /** Text of an address of that many words, the last first; those that it does not have are 0. */
  of(w0: number, w1: number, w2: number, w3: number): string {
    if (this.words.length === 0) this.makeRoom();
    const { words, width } = this;
    const hash = Math.imul(w0 ^ Math.imul(w1 ^ Math.imul(w2 ^ w3, MULTIPLIER), MULTIPLIER), MULTIPLIER);
    const place = (hash ^ (hash >>> 15)) & MASK;
    const at = place * width;
    const known = this.texts[place] as string;
    if (known !== '' && words[at] === w0 && (width === 1 || this.holds(at, w1, w2, w3))) return known;
    words[at] = w0;
    if (width === 1) return (this.texts[place] = ipv4(w0));
    words[at + 1] = w1;
    words[at + 2] = w2;
    words[at + 3] = w3;
    return (this.texts[place] = ipv6(w0, w1, w2, w3));
  }

  private holds(at: number, w1: number, w2: number, w3: number): boolean {
    const { words } = this;
    return words[at + 1] === w1 && words[at + 2] === w2 && words[at + 3] === w3;
  }

  private makeRoom(): void {
    this.words = new Int32Array(PLACES * this.width);
    this.texts = new Array<string>(PLACES).fill('');
  }
}

const ofIpv4 = new AddressTexts(1);
const ofIpv6 = new AddressTexts(4);

/** IPv4 address of a word. */
export const ipv4Text = (word: number): string => ofIpv4.of(word | 0, 0, 0, 0);

/** IPv6 address of its words, the last first. */
export const ipv6Text = (w0: number, w1: number, w2: number, w3: number): string => ofIpv6.of(w0, w1, w2, w3);
