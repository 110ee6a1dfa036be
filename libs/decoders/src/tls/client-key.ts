import type { ClientHelloLayout, Span } from './client-hello-layout';
import { isGrease } from './tls-types';

/** What JA3 looks at, as bytes: two hellos have the same key just when they have the same JA3 string. */
export class ClientKey {
  readonly bytes: Uint8Array;
  /** `bytes[0, length)` is the key. */
  length = 0;

  constructor(private readonly longest: number) {
    this.bytes = new Uint8Array(longest);
  }

  /** Makes the key of a hello in `source`; false when it would be too long. */
  make(layout: ClientHelloLayout, source: Uint8Array): boolean {
    const { extensions, extensionCount, ciphers, groups, pointFormats } = layout;
    this.length = 0;
    const numbers = ciphers.end - ciphers.at + 2 * extensionCount + groups.end - groups.at;
    // Version, and a count behind each list.
    if (numbers + pointFormats.end - pointFormats.at + 10 > this.longest) return false;
    this.put(layout.legacyVersion);
    this.putAll(source, ciphers);
    const before = this.length;
    for (let i = 0; i < extensionCount; i++) this.putGenuine(extensions[i] as number);
    this.put(this.length - before);
    this.putAll(source, groups);
    for (let at = pointFormats.at; at < pointFormats.end; at++) this.bytes[this.length++] = source[at] as number;
    this.put(pointFormats.end - pointFormats.at);
    return true;
  }

  private putAll(source: Uint8Array, { at, end }: Span): void {
    const before = this.length;
    for (; at + 2 <= end; at += 2) this.putGenuine(((source[at] as number) << 8) | (source[at + 1] as number));
    this.put(this.length - before);
  }

  private putGenuine(value: number): void {
    if (!isGrease(value)) this.put(value);
  }

  private put(value: number): void {
    this.bytes[this.length++] = value >> 8;
    this.bytes[this.length++] = value & 0xff;
  }
}
