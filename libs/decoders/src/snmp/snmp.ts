import { derInteger, DerReader, DerTag, type DerValue } from '../asn1/der';
import { MAX_USER } from '../text';
import { wireText } from '../wire-text';

/** PDUs by tag (RFC 3416 §3; trap of version 1: RFC 1157 §4.1.6). */
const PDUS = ['get', 'getNext', 'response', 'set', 'trap', 'getBulk', 'inform', 'trap', 'report'] as const;
export type SnmpPdu = (typeof PDUS)[number] | 'encrypted';

const FIRST_PDU = 0xa0;
const V3 = 3;
const AUTHENTICATED = 1;
const ENCRYPTED = 2;

/** What an SNMP message says, without its secret. */
export interface SnmpMessage {
  /** 1, 2 (2c) or 3. */
  readonly version: number;
  readonly pdu: SnmpPdu;
  /** User of version 3 (RFC 3414 §2.4), at most 128 bytes, escaped as `wireText` does; '' in others and in questions for the engine. */
  readonly user: string;
  /** Where the community of versions 1 and 2c lies: `[secretStart, secretEnd)`; it is the secret, and readable. Empty in version 3. */
  readonly secretStart: number;
  readonly secretEnd: number;
  /** Version 3: the message is signed with the user's key. */
  readonly isAuthenticated: boolean;
  /** Of a readable response: error-status, 0 = none; 16 is authorizationError. */
  readonly error: number;
}

/** True when `[start, end)` begins as an SNMP message does. */
export function looksLikeSnmp(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > 12 && bytes[start] === DerTag.SEQUENCE && readSnmp(bytes, start, end) !== null;
}

/** Reads the SNMP message in `[start, end)` (RFC 1157, RFC 1901, RFC 3412); null when it is none. */
export function readSnmp(bytes: Uint8Array, start: number, end: number): SnmpMessage | null {
  const outer = new DerReader(bytes, start, end);
  const message = outer.take(DerTag.SEQUENCE);
  if (!message) return null;
  const inside = outer.inside(message);
  const number = inside.take(DerTag.INTEGER);
  const version = number ? derInteger(bytes, number) : NaN;
  if (version === 0 || version === 1) return community(bytes, inside, version + 1);
  return version === V3 ? user(bytes, inside) : null;
}

function community(bytes: Uint8Array, reader: DerReader, version: number): SnmpMessage | null {
  const secret = reader.take(DerTag.OCTET_STRING);
  const pdu = reader.next();
  const name = pdu ? PDUS[pdu.tag - FIRST_PDU] : undefined;
  if (!secret || !pdu || !name) return null;
  const { start: secretStart, end: secretEnd } = secret;
  return { version, pdu: name, user: '', secretStart, secretEnd, isAuthenticated: false, error: errorOf(bytes, reader, pdu, name) };
} // prettier-ignore

function user(bytes: Uint8Array, reader: DerReader): SnmpMessage | null {
  const header = reader.take(DerTag.SEQUENCE);
  const security = reader.take(DerTag.OCTET_STRING);
  const scoped = reader.next();
  if (!header || !security || !scoped) return null;
  const global = reader.inside(header);
  const flags = global.next() && global.next() && global.take(DerTag.OCTET_STRING);
  if (!flags || flags.end === flags.start) return null;
  const bits = bytes[flags.start] as number;
  const none = { version: V3, secretStart: 0, secretEnd: 0, isAuthenticated: (bits & AUTHENTICATED) !== 0 };
  const name = userName(bytes, reader.inside(security));
  if ((bits & ENCRYPTED) !== 0) return { ...none, user: name, pdu: 'encrypted', error: 0 };
  const inside = reader.inside(scoped);
  const pdu = inside.next() && inside.next() && inside.next();
  const told = pdu ? PDUS[pdu.tag - FIRST_PDU] : undefined;
  return pdu && told ? { ...none, user: name, pdu: told, error: errorOf(bytes, inside, pdu, told) } : null;
}

/** Engine, boots, time, then the name. */
function userName(bytes: Uint8Array, security: DerReader): string {
  const parameters = security.take(DerTag.SEQUENCE);
  if (!parameters) return '';
  const inside = security.inside(parameters);
  const name = inside.next() && inside.next() && inside.next() && inside.take(DerTag.OCTET_STRING);
  return name ? wireText(bytes, name.start, name.end, MAX_USER) : '';
}

function errorOf(bytes: Uint8Array, reader: DerReader, pdu: DerValue, name: SnmpPdu): number {
  if (name !== 'response') return 0;
  const inside = reader.inside(pdu);
  const status = inside.next() && inside.take(DerTag.INTEGER);
  return (status && derInteger(bytes, status)) || 0;
}
