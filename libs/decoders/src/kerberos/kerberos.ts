import { derInteger, DerReader, DerTag, type DerValue } from '../asn1/der';
import { wireText } from '../wire-text';

/** Messages that are read, by tag (RFC 4120 §5.10). */
const MESSAGES = { 0x6a: 'asRequest', 0x6b: 'asReply', 0x6c: 'tgsRequest', 0x6d: 'tgsReply', 0x7e: 'error' } as const;
/** By tag; every first datagram of a flow is asked. */
const IS_MESSAGE = new Uint8Array(256);
for (const tag of Object.keys(MESSAGES)) IS_MESSAGE[Number(tag)] = 1;
export type KerberosType = (typeof MESSAGES)[keyof typeof MESSAGES];

/** What of the pre-authentication proves that the client knows the key: encrypted timestamp, certificates, FAST, encrypted challenge, SPAKE (IANA). */
const PROOFS: ReadonlySet<number> = new Set([2, 16, 17, 136, 138, 151]);
/** Bytes of a name that are kept, as they came. */
const MAX_NAME = 128;
const MAX_PARTS = 8;
const MAX_PADATA = 32;
const TICKET = 0x61;
const VERSION = 5;

/** What a Kerberos message says; texts are at most 128 bytes, escaped as `wireText` does, '' when not said. */
export interface KerberosMessage {
  readonly type: KerberosType;
  readonly realm: string;
  /** Principal of the client, without realm: `alice`, `host/a.example`. */
  readonly client: string;
  /** Principal of the service: `krbtgt/CORP.EXAMPLE`. */
  readonly service: string;
  /** error-code (RFC 4120 §7.5.9); 0 in other messages. */
  readonly error: number;
  /** Of an AS request: it carries proof that the client knows its key. */
  readonly hasProof: boolean;
}

/** Explicitly tagged fields of a sequence: value inside [n]. */
type Fields = ReadonlyMap<number, DerValue>;

/** True when `[start, end)` begins as a Kerberos message over UDP does. */
export const looksLikeKerberos = (bytes: Uint8Array, start: number, end: number): boolean =>
  isMessageTag(bytes[start] as number) && end - start > 16 && readKerberos(bytes, start, end) !== null;

/** True when `tag` begins a message that is read. */
export const isMessageTag = (tag: number): boolean => IS_MESSAGE[tag] === 1;

/** Reads the message in `[start, end)` (RFC 4120 §5.4, §5.9.1); null when it is none of those that are read. */
export function readKerberos(bytes: Uint8Array, start: number, end: number): KerberosMessage | null {
  const tag = bytes[start] as number;
  if (start >= end || !isMessageTag(tag)) return null;
  const type = MESSAGES[tag as keyof typeof MESSAGES];
  const outer = new DerReader(bytes, start, end);
  const fields = fieldsOf(outer, outer.next());
  if (!fields) return null;
  const version = fields.get(type.endsWith('Request') ? 1 : 0);
  if (!version || derInteger(bytes, version) !== VERSION) return null;
  if (type === 'asRequest' || type === 'tgsRequest') return request(bytes, type, fields);
  return type === 'error' ? refusal(bytes, fields) : reply(bytes, type, fields);
}

function request(bytes: Uint8Array, type: KerberosType, fields: Fields): KerberosMessage | null {
  const body = sequenceOf(bytes, fields.get(4));
  if (!body) return null;
  return {
    type,
    realm: text(bytes, body.get(2)),
    client: principal(bytes, body.get(1)),
    service: principal(bytes, body.get(3)),
    error: 0,
    hasProof: hasProof(bytes, fields.get(3)),
  };
}

function reply(bytes: Uint8Array, type: KerberosType, fields: Fields): KerberosMessage {
  const ticket = fields.get(5);
  const inside = ticket && ticket.tag === TICKET ? sequenceOf(bytes, whole(bytes, ticket)) : null;
  return {
    type,
    realm: text(bytes, fields.get(3)),
    client: principal(bytes, fields.get(4)),
    service: principal(bytes, inside?.get(2)),
    error: 0,
    hasProof: false,
  };
}

function refusal(bytes: Uint8Array, fields: Fields): KerberosMessage {
  const code = fields.get(6);
  const error = code ? derInteger(bytes, code) : 0;
  return {
    type: 'error',
    realm: text(bytes, fields.get(9)),
    client: principal(bytes, fields.get(8)),
    service: principal(bytes, fields.get(10)),
    error: error >= 0 && error < 65_536 ? error : 0,
    hasProof: false,
  };
}

/** The sequence that an application tag or a field wraps. */
const whole = (bytes: Uint8Array, value: DerValue): DerValue | undefined =>
  new DerReader(bytes, value.start, value.end).take(DerTag.SEQUENCE) ?? undefined;

const sequenceOf = (bytes: Uint8Array, sequence: DerValue | undefined): Fields | null =>
  sequence?.tag === DerTag.SEQUENCE ? members(new DerReader(bytes, sequence.start, sequence.end)) : null;

function fieldsOf(outer: DerReader, message: DerValue | null): Fields | null {
  const sequence = message && outer.inside(message).take(DerTag.SEQUENCE);
  return sequence ? members(outer.inside(sequence)) : null;
}

/** Fields [0] to [30], the first of each; what is no field ends it. */
function members(reader: DerReader): Fields {
  const fields = new Map<number, DerValue>();
  for (let field = reader.next(); field && (field.tag & 0xe0) === 0xa0; field = reader.next()) {
    const value = reader.inside(field).next();
    if (value && !fields.has(field.tag & 0x1f)) fields.set(field.tag & 0x1f, value);
  }
  return fields;
}

function hasProof(bytes: Uint8Array, padata: DerValue | undefined): boolean {
  if (padata?.tag !== DerTag.SEQUENCE) return false;
  const reader = new DerReader(bytes, padata.start, padata.end);
  for (let i = 0; i < MAX_PADATA; i++) {
    const entry = reader.take(DerTag.SEQUENCE);
    if (!entry) return false;
    const type = members(reader.inside(entry)).get(1);
    if (type && PROOFS.has(derInteger(bytes, type))) return true;
  }
  return false;
}

const text = (bytes: Uint8Array, value: DerValue | undefined): string =>
  value?.tag === DerTag.GENERAL_STRING ? wireText(bytes, value.start, value.end, MAX_NAME) : '';

/** Parts of a principal's name, joined by `/`; the whole of them is bounded as one name. */
function principal(bytes: Uint8Array, name: DerValue | undefined): string {
  const parts = sequenceOf(bytes, name)?.get(1);
  if (parts?.tag !== DerTag.SEQUENCE) return '';
  const reader = new DerReader(bytes, parts.start, parts.end);
  const told: string[] = [];
  let room = MAX_NAME;
  while (told.length < MAX_PARTS && room > 0) {
    const part = reader.take(DerTag.GENERAL_STRING);
    if (!part) break;
    told.push(wireText(bytes, part.start, part.end, room));
    room -= part.end - part.start + 1;
  }
  return told.join('/');
}
