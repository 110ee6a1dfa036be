/** Tags of the values that certificates and messages in BER are made of (X.690 §8). */
export const DerTag = {
  INTEGER: 0x02,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  PRINTABLE_STRING: 0x13,
  T61_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  UNIVERSAL_STRING: 0x1c,
  BMP_STRING: 0x1e,
  OCTET_STRING: 0x04,
  BOOLEAN: 0x01,
  ENUMERATED: 0x0a,
  GENERAL_STRING: 0x1b,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** A value: its tag byte, where its content begins and ends, and where the value itself began. */
export interface DerValue {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

const LONG_TAG = 0x1f;
const LONG_LENGTH = 0x80;
/** Bytes of a length at most; Windows writes all of its LDAP lengths in four. */
const MAX_LENGTH_BYTES = 4;

/** True for the first bytes of lengths that are read. */
export const beginsDerLength = (byte: number): boolean =>
  byte < LONG_LENGTH || (byte > LONG_LENGTH && byte <= LONG_LENGTH + MAX_LENGTH_BYTES);

/** Walks the values that lie one behind the other in `[at, end)`; refuses lengths that reach beyond it, indefinite lengths and tags of several bytes. */
export class DerReader {
  /** Set by what cannot be read; nothing follows. */
  broken = false;

  constructor(
    readonly bytes: Uint8Array,
    private at: number,
    private readonly end: number,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  /** Tag of the next value without taking it, -1 at the end. */
  get tag(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  /** The next value; null at the end or when broken. */
  next(): DerValue | null {
    const { bytes, at, end } = this;
    if (end - at < 2) return this.stop(at < end);
    const tag = bytes[at] as number;
    let length = bytes[at + 1] as number;
    let start = at + 2;
    if ((tag & LONG_TAG) === LONG_TAG) return this.stop(true);
    if (length >= LONG_LENGTH) {
      const count = length - LONG_LENGTH;
      if (count === 0 || count > MAX_LENGTH_BYTES || count > end - start) return this.stop(true);
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[start++] as number);
    }
    if (length > end - start) return this.stop(true);
    this.at = start + length;
    return { tag, at, start, end: this.at };
  }

  /** The next value when its tag is `tag`, else null: what is optional stays untaken, what is needed is missed by the caller. */
  take(tag: number): DerValue | null {
    return this.tag === tag ? this.next() : null;
  }

  /** A reader of what is inside `value`. */
  inside(value: DerValue): DerReader {
    return new DerReader(this.bytes, value.start, value.end);
  }

  private stop(broken: boolean): null {
    if (broken) this.broken = true;
    this.at = this.end;
    return null;
  }
}

/** A whole number of at most six bytes (X.690 §8.3), negative ones included; NaN when it is none. */
export function derInteger(bytes: Uint8Array, { start, end }: DerValue): number {
  if (end === start || end - start > 6) return NaN;
  let value = ((bytes[start] as number) << 24) >> 24;
  for (let at = start + 1; at < end; at++) value = value * 256 + (bytes[at] as number);
  return value;
}

/** Dotted form of an object identifier's content (X.690 §8.19), at most 128 characters; '' when broken. */
export function objectIdentifier(bytes: Uint8Array, { start, end }: DerValue): string {
  let text = '';
  let arc = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 256) return '';
    if (byte >= 0x80) continue;
    if (text === '') {
      const root = Math.min(2, Math.floor(arc / 40));
      text = `${root}.${arc - root * 40}`;
    } else text += `.${arc}`;
    if (text.length > 128) return '';
    arc = 0;
  }
  return end > start && (bytes[end - 1] as number) < 0x80 ? text : '';
}

/**
 * Seconds since 1970 UTC of a UTCTime or GeneralizedTime in the forms that certificates may use (RFC 5280 §4.1.2.5); null when it is neither,
 * names no second of the calendar, or has another zone than Z.
 */
export function derTime(bytes: Uint8Array, { tag, start, end }: DerValue): number | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const match = (tag === DerTag.UTC_TIME ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?Z$/ : GENERALIZED).exec(text);
  if (!match || (tag !== DerTag.UTC_TIME && tag !== DerTag.GENERALIZED_TIME)) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const whole = tag === DerTag.GENERALIZED_TIME ? year : year < 50 ? 2000 + year : 1900 + year;
  const date = new Date(0);
  date.setUTCFullYear(whole, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const fits = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return fits ? date.getTime() / 1000 : null;
}

const GENERALIZED = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?Z$/;
