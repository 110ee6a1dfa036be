import { ByteWriter, latin1 } from './byte-writer';

/** Record types used here (RFC 1035 §3.2.2, RFC 3596, RFC 9460). */
export const DNS_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  NULL: 10,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  HTTPS: 65,
} as const;
export type DnsTypeName = keyof typeof DNS_TYPES;

/** A name as its labels; a label is bytes, one character (0–255) each. */
export type DnsName = readonly string[];

/** One resource record of an answer. */
export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly owner: DnsName; readonly ttl: number; readonly address: Uint8Array }
  | { readonly type: 'CNAME' | 'PTR'; readonly owner: DnsName; readonly ttl: number; readonly target: DnsName }
  | {
      readonly type: 'MX';
      readonly owner: DnsName;
      readonly ttl: number;
      readonly preference: number;
      readonly target: DnsName;
    }
  | { readonly type: 'TXT' | 'NULL'; readonly owner: DnsName; readonly ttl: number; readonly data: Uint8Array };

export interface DnsQuestion {
  readonly name: DnsName;
  readonly type: DnsTypeName;
}

/** Splits dotted text into labels; the text must not escape anything. */
export function dnsName(text: string): DnsName {
  return text === '' ? [] : text.split('.');
}

/**
 * The name as facts carry it: lower case, no trailing dot, `\DDD` for bytes outside 0x21–0x7e, for `.` and `\` inside a label; `.` for the root.
 */
export function presentationForm(name: DnsName): string {
  if (name.length === 0) return '.';
  return name.map((label) => Array.from(label, presentByte).join('')).join('.');
}

function presentByte(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x21 || code > 0x7e || character === '.' || character === '\\')
    return `\\${String(code).padStart(3, '0')}`;
  return code >= 0x41 && code <= 0x5a ? character.toLowerCase() : character;
}

/** A query (RFC 1035 §4.1); with `udpSize` it carries an OPT record (RFC 6891). */
export function dnsQuery(id: number, question: DnsQuestion, udpSize = 0): Uint8Array {
  const out = new ByteWriter();
  out.u16(id, 0x0100, 1, 0, 0, udpSize > 0 ? 1 : 0);
  writeQuestion(out, question);
  if (udpSize > 0) out.u8(0).u16(41, udpSize).u32(0).u16(0);
  return out.done();
}

/** A resolver's answer. Owner names are compressed against the question where they are equal. */
export function dnsResponse(
  id: number,
  question: DnsQuestion,
  rcode: number,
  answers: readonly DnsRecord[],
  udpSize = 0,
): Uint8Array {
  const out = new ByteWriter();
  const negative = answers.length === 0 && (rcode === 0 || rcode === 3);
  out.u16(id, 0x8180 | rcode, 1, answers.length, negative ? 1 : 0, udpSize > 0 ? 1 : 0);
  writeQuestion(out, question);
  for (const record of answers) {
    if (sameName(record.owner, question.name)) out.u16(0xc00c);
    else writeName(out, record.owner);
    out.u16(DNS_TYPES[record.type], 1).u32(record.ttl);
    out.prefixed(2, (data) => writeRecordData(data, record));
  }
  if (negative) writeNegativeAuthority(out);
  if (udpSize > 0) out.u8(0).u16(41, udpSize).u32(0).u16(0);
  return out.done();
}

function writeQuestion(out: ByteWriter, question: DnsQuestion): void {
  writeName(out, question.name);
  out.u16(DNS_TYPES[question.type], 1);
}

function writeName(out: ByteWriter, name: DnsName): void {
  for (const label of name) out.u8(label.length).bytes(latin1(label));
  out.u8(0);
}

function sameName(a: DnsName, b: DnsName): boolean {
  return a.length === b.length && a.every((label, i) => label === b[i]);
}

function writeRecordData(out: ByteWriter, record: DnsRecord): void {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      out.bytes(record.address);
      break;
    case 'CNAME':
    case 'PTR':
      writeName(out, record.target);
      break;
    case 'MX':
      out.u16(record.preference);
      writeName(out, record.target);
      break;
    case 'TXT':
      for (let at = 0; at < record.data.length; at += 255) {
        const part = record.data.subarray(at, at + 255);
        out.u8(part.length).bytes(part);
      }
      break;
    case 'NULL':
      out.bytes(record.data);
      break;
  }
}

/** SOA that tells how long a negative answer may be kept (RFC 2308 §3). */
function writeNegativeAuthority(out: ByteWriter): void {
  writeName(out, ['example']);
  out.u16(DNS_TYPES.SOA, 1).u32(900);
  out.prefixed(2, (data) => {
    writeName(data, ['ns', 'example']);
    writeName(data, ['hostmaster', 'example']);
    data.u32(2026010100, 7200, 900, 1209600, 900);
  });
}
