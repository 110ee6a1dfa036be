import { InetBytes, writeIpv4 } from './inet-bytes';
import { storable } from './storable';

const FIRST_SIZE = 1 << 14;
const TWO_32 = 2 ** 32;
/** Up to here a loop over the characters is faster than the call that encodes UTF-8. */
const SHORT_TEXT = 64;
/** Bytes of an IPv4 address in binary `inet`. */
const IPV4_INET = 8;
const EPOCH_2000_DAYS = 10_957;

/**
 * Values in PostgreSQL's binary formats, each after its length, one behind the other in one growing buffer. A value that does
 * not fit its type throws a RangeError: the event it came from is poison.
 */
export abstract class FieldBytes {
  protected bytes = Buffer.allocUnsafe(FIRST_SIZE);
  protected end = 0;

  constructor(private readonly addresses: InetBytes) {}

  null(): this {
    this.room(4);
    this.end = this.bytes.writeInt32BE(-1, this.end);
    return this;
  }

  int2(value: number): this {
    this.field(2);
    this.end = this.bytes.writeInt16BE(value, this.end);
    return this;
  }

  int4(value: number): this {
    this.field(4);
    this.end = this.bytes.writeInt32BE(value, this.end);
    return this;
  }

  int8(value: number): this {
    if (!Number.isInteger(value)) throw new RangeError(`not an integer: ${value}`);
    this.field(8);
    const high = Math.floor(value / TWO_32);
    this.end = this.bytes.writeInt32BE(high, this.end);
    this.end = this.bytes.writeUInt32BE(value - high * TWO_32, this.end);
    return this;
  }

  float8(value: number): this {
    this.field(8);
    this.end = this.bytes.writeDoubleBE(value, this.end);
    return this;
  }

  bool(value: boolean): this {
    this.field(1);
    this.end = this.bytes.writeUInt8(value ? 1 : 0, this.end);
    return this;
  }

  /** NUL and lone surrogates are escaped: see `storable`. */
  text(value: string): this {
    if (value.length > SHORT_TEXT || !this.ascii(value)) this.anyText(value);
    return this;
  }

  raw(value: Uint8Array): this {
    this.field(value.length);
    this.bytes.set(value, this.end);
    this.end += value.length;
    return this;
  }

  /** 32 hex digits, with or without hyphens. */
  uuid(value: string): this {
    this.field(16);
    const hex = value.length === 32 ? value : value.replaceAll('-', '');
    if (hex.length !== 32 || this.bytes.write(hex, this.end, 'hex') !== 16)
      throw new RangeError(`not a UUID: ${value}`);
    this.end += 16;
    return this;
  }

  /** An address; '' is NULL. */
  inet(value: string): this {
    if (value === '') return this.null();
    this.room(4 + IPV4_INET);
    if (!writeIpv4(value, this.bytes, this.end + 4)) return this.raw(this.addresses.of(value));
    this.end = this.bytes.writeInt32BE(IPV4_INET, this.end) + IPV4_INET;
    return this;
  }

  /** Days since 1970-01-01. */
  date(days: number): this {
    return this.int4(days - EPOCH_2000_DAYS);
  }

  /** Writes a text whose characters are all ASCII without NUL; nothing and false when they are not. */
  private ascii(value: string): boolean {
    const { length } = value;
    this.room(4 + length);
    const { bytes, end } = this;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code === 0 || code > 0x7f) return false;
      bytes[end + 4 + i] = code;
    }
    this.end = bytes.writeInt32BE(length, end) + length;
    return true;
  }

  private anyText(value: string): void {
    const clean = storable(value);
    this.room(4 + clean.length * 3);
    const length = this.bytes.write(clean, this.end + 4, 'utf8');
    this.bytes.writeInt32BE(length, this.end);
    this.end += 4 + length;
  }

  protected field(length: number): void {
    this.room(4 + length);
    this.end = this.bytes.writeInt32BE(length, this.end);
  }

  protected room(more: number): void {
    if (this.end + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.end + more));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}
