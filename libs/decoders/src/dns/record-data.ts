import { formatIpv4, formatIpv6 } from '@wireledger/kernel';
import { DnsName } from './dns-name';
import { dnsTypeName } from './dns-types';
import { svcbText } from './svcb';

/** Longest presentation of one record's data, characters; longer ones are cut. */
export const MAX_DATA_TEXT = 1024;
/** Bytes of unknown data shown in hex. */
const MAX_HEX_BYTES = 500;

/** Record data in its message: names in it may be compressed. `[at, end)` is the data, `[start, stop)` the message. */
export interface RecordData {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly stop: number;
  readonly at: number;
  readonly end: number;
}

type Presentation = (data: RecordData) => string | null;

const name = new DnsName();
const u16 = ({ bytes }: RecordData, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const u32 = (data: RecordData, at: number): number => u16(data, at) * 65_536 + u16(data, at + 2);
const rest = ({ at, end }: RecordData): number => end - at;

/** The name at `at`; null when it is broken or leaves the data. `after` gets where the data goes on. */
function nameAt(data: RecordData, at: number, after?: (next: number) => void): string | null {
  if (at >= data.end || !name.read(data.bytes, data.start, data.stop, at) || name.next > data.end) return null;
  after?.(name.next);
  return name.text();
}

export function hex(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < Math.min(end, at + MAX_HEX_BYTES); i++)
    text += (bytes[i] as number).toString(16).padStart(2, '0');
  return text;
}

/** Text in quotes with `\DDD` for what is not printable ASCII, `"` and `\` (RFC 1035 §5.1). */
export function quoted(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end && text.length < MAX_DATA_TEXT; i++) {
    const byte = bytes[i] as number;
    text +=
      byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
        ? `\\${String(byte).padStart(3, '0')}`
        : String.fromCharCode(byte);
  }
  return `"${text}"`;
}

/** Character strings one after the other (TXT, SPF, HINFO, NAPTR): at most `most` of them. */
function strings(data: RecordData, from: number, most: number, after?: (next: number) => void): string[] | null {
  const parts: string[] = [];
  let at = from;
  let size = 0;
  while (at < data.end && parts.length < most) {
    const end = at + 1 + (data.bytes[at] as number);
    if (end > data.end) return null;
    if (size < MAX_DATA_TEXT) parts.push(quoted(data.bytes, at + 1, end));
    size += (parts.at(-1) ?? '').length;
    at = end;
  }
  after?.(at);
  return parts;
}

const oneName: Presentation = (data) => nameAt(data, data.at);
const text: Presentation = (data) => strings(data, data.at, Infinity)?.join(' ') ?? null;

const soa: Presentation = (data) => {
  let at = data.at;
  const primary = nameAt(data, at, (next) => (at = next));
  const mailbox = primary === null ? null : nameAt(data, at, (next) => (at = next));
  if (mailbox === null || data.end - at < 20) return null;
  return [primary, mailbox, ...[0, 4, 8, 12, 16].map((offset) => u32(data, at + offset))].join(' ');
};

const numbered =
  (count: number): Presentation =>
  (data) => {
    const target = rest(data) < count * 2 + 1 ? null : nameAt(data, data.at + count * 2);
    return target === null
      ? null
      : [...Array.from({ length: count }, (_, i) => u16(data, data.at + i * 2)), target].join(' ');
  };

const naptr: Presentation = (data) => {
  if (rest(data) < 7) return null;
  let at = data.at + 4;
  const parts = strings(data, at, 3, (next) => (at = next));
  const replacement = parts?.length === 3 ? nameAt(data, at) : null;
  return replacement === null
    ? null
    : [u16(data, data.at), u16(data, data.at + 2), ...(parts ?? []), replacement].join(' ');
};

/** Fixed numbers of 1 or 2 bytes, then the rest in hex: DS, SSHFP, TLSA, DNSKEY. */
const digest =
  (...sizes: readonly (1 | 2)[]): Presentation =>
  (data) => {
    const numbers: number[] = [];
    let at = data.at;
    for (const size of sizes) {
      if (at + size > data.end) return null;
      numbers.push(size === 1 ? (data.bytes[at] as number) : u16(data, at));
      at += size;
    }
    return [...numbers, hex(data.bytes, at, data.end)].join(' ');
  };

const rrsig: Presentation = (data) => {
  if (rest(data) < 19) return null;
  let at = data.at + 18;
  const signer = nameAt(data, at, (next) => (at = next));
  if (signer === null) return null;
  const { bytes, at: from } = data;
  const numbers = [
    bytes[from + 2],
    bytes[from + 3],
    u32(data, from + 4),
    u32(data, from + 8),
    u32(data, from + 12),
    u16(data, from + 16),
  ];
  return [dnsTypeName(u16(data, from)), ...numbers, signer, hex(bytes, at, data.end)].join(' ');
};

/** Type bit maps (RFC 4034 §4.1.2). */
function bitmap(data: RecordData, from: number): string[] {
  const types: string[] = [];
  for (let at = from; at + 2 <= data.end;) {
    const window = (data.bytes[at] as number) << 8;
    const length = data.bytes[at + 1] as number;
    if (length === 0 || length > 32 || at + 2 + length > data.end) break;
    for (let bit = 0; bit < length * 8 && types.length < 100; bit++)
      if ((data.bytes[at + 2 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) types.push(dnsTypeName(window | bit));
    at += 2 + length;
  }
  return types;
}

const nsec: Presentation = (data) => {
  let at = data.at;
  const next = nameAt(data, at, (position) => (at = position));
  return next === null ? null : [next, ...bitmap(data, at)].join(' ');
};

const caa: Presentation = (data) => {
  if (rest(data) < 2) return null;
  const tag = data.at + 2 + (data.bytes[data.at + 1] as number);
  if (tag > data.end) return null;
  const label = quoted(data.bytes, data.at + 2, tag).slice(1, -1);
  return `${data.bytes[data.at]} ${label} ${quoted(data.bytes, tag, data.end)}`;
};

const svcb: Presentation = (data) => {
  if (rest(data) < 3) return null;
  let at = data.at + 2;
  const target = nameAt(data, at, (next) => (at = next));
  return target === null ? null : svcbText(data, u16(data, data.at), target, at);
};

const PRESENTATIONS: Readonly<Record<number, Presentation>> = {
  1: (data) => (rest(data) === 4 ? formatIpv4(data.bytes, data.at) : null),
  2: oneName,
  5: oneName,
  6: soa,
  12: oneName,
  13: text,
  15: numbered(1),
  16: text,
  28: (data) => (rest(data) === 16 ? formatIpv6(data.bytes, data.at) : null),
  33: numbered(3),
  35: naptr,
  39: oneName,
  43: digest(2, 1, 1),
  44: digest(1, 1),
  46: rrsig,
  47: nsec,
  48: digest(2, 1, 1),
  52: digest(1, 1, 1),
  59: digest(2, 1, 1),
  60: digest(2, 1, 1),
  64: svcb,
  65: svcb,
  99: text,
  257: caa,
};

/** Data of a record in presentation form, at most 1,024 characters; unknown or broken data in the generic form of RFC 3597 §5, `\# 4 c0000201`. */
export function recordDataText(type: number, data: RecordData): string {
  const shown = PRESENTATIONS[type]?.(data) ?? `\\# ${rest(data)} ${hex(data.bytes, data.at, data.end)}`.trimEnd();
  return shown.length > MAX_DATA_TEXT ? shown.slice(0, MAX_DATA_TEXT) : shown;
}
