import { ByteMemo } from '../byte-memo';
import { offeredVersion, type ClientHelloReader } from './client-hello';
import type { Span } from './client-hello-layout';
import { ja4 } from './fingerprints';
import { isGrease } from './tls-types';

const BITS = 8;
const LONGEST = 512;
/** Bytes of a key besides the numbers of its lists: transport, version, and a count behind each of six lists. */
const FRAME = 1 + 2 + 6 * 2;

/** The transports that JA4 tells apart. */
export type OfferTransport = 'tcp' | 'quic' | 'dtls';
const TRANSPORTS: readonly OfferTransport[] = ['tcp', 'quic', 'dtls'];

/** What a ClientHello says of the client's software, whatever server it is for. */
export interface ClientOffer {
  readonly ja4: string;
  /** As `offeredVersion`. */
  readonly version: number;
  /** As `ClientHello.alpn`. */
  readonly alpn: readonly string[];
}

/**
 * Offers of clients. The same come with nearly every hello: what was made of one is remembered by all that it was made of. The order of the extensions
 * and GREASE, which some clients draw anew for each hello, make no difference to an offer and are no part of that.
 */
export class ClientOffers {
  private readonly known = new ByteMemo<ClientOffer>(BITS, LONGEST);
  private readonly key = new Uint8Array(LONGEST);
  private readonly sorted = new Uint16Array(LONGEST / 2);
  private length = 0;

  /** That of the hello which `reader` has read. */
  of(reader: ClientHelloReader, transport: OfferTransport): ClientOffer {
    const keyed = this.makeKey(reader, transport);
    const known = keyed ? this.known.find(this.key, 0, this.length) : undefined;
    if (known) return known;
    const hello = reader.hello();
    const made = { ja4: ja4(hello, transport), version: offeredVersion(hello), alpn: hello.alpn };
    if (keyed) this.known.keep(this.key, 0, this.length, made);
    return made;
  }

  /** False when it would be too long. */
  private makeKey({ layout, source }: ClientHelloReader, transport: OfferTransport): boolean {
    const { ciphers, versions, signatureAlgorithms, protocols, firstProtocol } = layout;
    const numbers = lengthOf(ciphers) + lengthOf(versions) + lengthOf(signatureAlgorithms) + 2 * layout.extensionCount;
    if (FRAME + numbers + lengthOf(protocols) + lengthOf(firstProtocol) > LONGEST) return false;
    this.length = 0;
    this.key[this.length++] = TRANSPORTS.indexOf(transport);
    this.put(layout.legacyVersion);
    this.putNumbers(source, ciphers);
    this.putSorted(layout.extensions, layout.extensionCount);
    this.putNumbers(source, versions);
    this.putNumbers(source, signatureAlgorithms);
    this.putBytes(source, protocols);
    // Of an earlier list than `protocols`, where that came a second time and is empty.
    this.putBytes(source, firstProtocol);
    return true;
  }

  private putBytes(source: Uint8Array, { at, end }: Span): void {
    const before = this.length;
    while (at < end) this.key[this.length++] = source[at++] as number;
    this.put(this.length - before);
  }

  private putNumbers(source: Uint8Array, { at, end }: Span): void {
    const before = this.length;
    for (; at + 2 <= end; at += 2) {
      const value = ((source[at] as number) << 8) | (source[at + 1] as number);
      if (!isGrease(value)) this.put(value);
    }
    this.put(this.length - before);
  }

  /** They are few: each is put where it belongs among those before. */
  private putSorted(numbers: Uint16Array, count: number): void {
    const { sorted } = this;
    let genuine = 0;
    for (let i = 0; i < count; i++) {
      const value = numbers[i] as number;
      if (isGrease(value)) continue;
      let at = genuine++;
      for (; at > 0 && (sorted[at - 1] as number) > value; at--) sorted[at] = sorted[at - 1] as number;
      sorted[at] = value;
    }
    for (let i = 0; i < genuine; i++) this.put(sorted[i] as number);
    this.put(genuine);
  }

  private put(value: number): void {
    this.key[this.length++] = value >> 8;
    this.key[this.length++] = value & 0xff;
  }
}

const lengthOf = ({ at, end }: Span): number => end - at;
