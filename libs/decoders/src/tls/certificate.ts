import { hash } from 'node:crypto';
import { formatIpv4, formatIpv6 } from '@wireledger/kernel';
import { ByteCursor } from './byte-cursor';
import { DerReader, derTime, DerTag, objectIdentifier, type DerValue } from '../asn1/der';
import { distinguishedName } from './distinguished-name';
import { asciiText, hexText } from './wire-text';

/** Names shown of the alternative ones, and characters of each. */
const MAX_NAMES = 64;
const MAX_NAME_BYTES = 255;
/** RFC 5280 §4.1.2.2 allows 20 bytes; real ones are sometimes a little longer. */
const MAX_SERIAL_BYTES = 32;
const SUBJECT_ALT_NAME = '2.5.29.17';
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
/** Kinds of alternative names (RFC 5280 §4.2.1.6): mail, DNS, URI, address. */
const TEXT_NAMES: readonly number[] = [0x81, 0x82, 0x86];
const ADDRESS_NAME = 0x87;

/** The leaf of a certificate chain (RFC 5280). */
export interface Certificate {
  /** As RFC 4514 writes it, at most 1,024 characters. */
  readonly subject: string;
  readonly issuer: string;
  /** Serial number, lower-case hex without leading zeros of the encoding. */
  readonly serial: string;
  /** Seconds since 1970 UTC, 0 when not readable. The usual "never" is 253402300799, the end of 9999. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Alternative names in their order, at most 64: lower-case DNS names, addresses, mail addresses, URIs. */
  readonly names: readonly string[];
  /** How many there are. */
  readonly nameCount: number;
  /** SHA-256 of the certificate as it was sent, hex. */
  readonly sha256: string;
}

/** The leaf in the body of a Certificate message of TLS 1.2 or older (RFC 5246 §7.4.2), `bytes[start, end)`; null when there is none whole. */
export function readCertificateMessage(bytes: Uint8Array, start: number, end: number): Certificate | null {
  const cursor = new ByteCursor(bytes, start, end);
  const chain = cursor.take(cursor.u24());
  const leaf = chain.take(chain.u24());
  if (cursor.broken || chain.broken || leaf.left === 0) return null;
  return readCertificate(bytes, leaf.at, leaf.end);
}

/** Reads the certificate `bytes[start, end)`. What its structure does not give stays empty; the hash is always there. Total. */
export function readCertificate(bytes: Uint8Array, start: number, end: number): Certificate {
  const sha256 = hash('sha256', bytes.subarray(start, end));
  const shown = {
    subject: '',
    issuer: '',
    serial: '',
    notBefore: 0,
    notAfter: 0,
    names: [] as string[],
    nameCount: 0,
    sha256,
  };
  const file = new DerReader(bytes, start, end);
  const outer = file.take(DerTag.SEQUENCE);
  const body = outer && file.inside(outer).take(DerTag.SEQUENCE);
  if (!body) return shown;
  const fields = file.inside(body);
  fields.take(VERSION);
  const serial = fields.take(DerTag.INTEGER);
  if (serial) shown.serial = serialText(bytes, serial);
  fields.take(DerTag.SEQUENCE);
  const issuer = fields.take(DerTag.SEQUENCE);
  if (issuer) shown.issuer = distinguishedName(file, issuer);
  const validity = fields.take(DerTag.SEQUENCE);
  if (validity) {
    const times = file.inside(validity);
    shown.notBefore = timeOf(bytes, times.next());
    shown.notAfter = timeOf(bytes, times.next());
  }
  const subject = fields.take(DerTag.SEQUENCE);
  if (subject) shown.subject = distinguishedName(file, subject);
  for (let field = fields.next(); field; field = fields.next())
    if (field.tag === EXTENSIONS) shown.nameCount = alternativeNames(file, field, shown.names);
  return shown;
}

const timeOf = (bytes: Uint8Array, value: DerValue | null): number => (value ? (derTime(bytes, value) ?? 0) : 0);

function serialText(bytes: Uint8Array, { start, end }: DerValue): string {
  const from = end - start > 1 && bytes[start] === 0 ? start + 1 : start;
  return hexText(bytes, from, Math.min(end, from + MAX_SERIAL_BYTES));
}

/** Gathers the alternative names into `names`; how many there are. */
function alternativeNames(file: DerReader, wrapper: DerValue, names: string[]): number {
  const list = file.inside(wrapper).take(DerTag.SEQUENCE);
  if (!list) return 0;
  const extensions = file.inside(list);
  for (let extension = extensions.next(); extension; extension = extensions.next()) {
    const fields = file.inside(extension);
    const id = fields.take(DerTag.OBJECT_IDENTIFIER);
    fields.take(DerTag.BOOLEAN);
    const value = fields.take(DerTag.OCTET_STRING);
    if (!id || !value || objectIdentifier(file.bytes, id) !== SUBJECT_ALT_NAME) continue;
    const general = file.inside(value).take(DerTag.SEQUENCE);
    return general ? generalNames(file, general, names) : 0;
  }
  return 0;
}

function generalNames(file: DerReader, general: DerValue, names: string[]): number {
  const { bytes } = file;
  const list = file.inside(general);
  let count = 0;
  for (let name = list.next(); name; name = list.next()) {
    count++;
    if (names.length === MAX_NAMES) continue;
    const { tag, start, end } = name;
    if (TEXT_NAMES.includes(tag)) {
      const text = asciiText(bytes, start, Math.min(end, start + MAX_NAME_BYTES));
      names.push(tag === 0x82 ? text.toLowerCase() : text);
    } else if (tag === ADDRESS_NAME && end - start === 4) names.push(formatIpv4(bytes, start));
    else if (tag === ADDRESS_NAME && end - start === 16) names.push(formatIpv6(bytes, start));
  }
  return count;
}
