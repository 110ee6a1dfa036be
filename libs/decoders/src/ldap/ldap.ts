import { derInteger, DerReader, DerTag, type DerValue } from '../asn1/der';
import { MAX_USER } from '../text';
import { wireText } from '../wire-text';

const BIND_REQUEST = 0x60;
const BIND_RESPONSE = 0x61;
const EXTENDED_REQUEST = 0x77;
const EXTENDED_RESPONSE = 0x78;
const SIMPLE = 0x80;
const SASL = 0xa3;
const REQUEST_NAME = 0x80;
const MAX_MECHANISM = 32;
/** StartTLS (RFC 4511 §4.14). */
const START_TLS = '1.3.6.1.4.1.1466.20037';

/** `resultCode` of a bind that goes on (RFC 4511 §4.2.2). */
export const SASL_BIND_IN_PROGRESS = 14;

/** A client asks to be known. */
export interface LdapBind {
  readonly kind: 'bind';
  /** `simple`, or the SASL mechanism in lower case. */
  readonly mechanism: string;
  /** Distinguished name, at most 128 bytes, escaped as `wireText` does; SASL mostly leaves it empty. */
  readonly name: string;
  /** A simple bind with a password, which is readable. */
  readonly hasPassword: boolean;
  /** Where the mechanism's credentials lie, `[start, end)`; empty without, and of a simple bind. */
  readonly start: number;
  readonly end: number;
}

/** What of an LDAP message is read; `other` is a message all the same. */
export type LdapMessage =
  LdapBind | { readonly kind: 'bound' | 'extended'; readonly code: number } | { readonly kind: 'startTls' | 'other' };

const OTHER: LdapMessage = { kind: 'other' };
const START: LdapMessage = { kind: 'startTls' };

/** Reads the message in `[start, end)` (RFC 4511 §4.1.1, §4.2, §4.12); null when it is none. */
export function readLdap(bytes: Uint8Array, start: number, end: number): LdapMessage | null {
  const outer = new DerReader(bytes, start, end);
  const message = outer.take(DerTag.SEQUENCE);
  if (!message) return null;
  const inside = outer.inside(message);
  const id = inside.take(DerTag.INTEGER);
  const operation = inside.next();
  // Operations have application tags, 0 to 25 (§4.2 to §4.13).
  if (!id || !operation || id.end - id.start > 4 || (operation.tag & 0xc0) !== 0x40) return null;
  switch (operation.tag) {
    case BIND_REQUEST:
      return bind(bytes, inside.inside(operation));
    case BIND_RESPONSE:
      return result(bytes, inside.inside(operation), 'bound');
    case EXTENDED_RESPONSE:
      return result(bytes, inside.inside(operation), 'extended');
    case EXTENDED_REQUEST: {
      const name = inside.inside(operation).take(REQUEST_NAME);
      return name && wireText(bytes, name.start, name.end, START_TLS.length + 1) === START_TLS ? START : OTHER;
    }
    default:
      return OTHER;
  }
}

/** True when a connection begins with a bind or StartTLS, as it mostly does on whatever port. */
export function looksLikeLdap(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 12 || bytes[start] !== DerTag.SEQUENCE) return false;
  const kind = readLdap(bytes, start, end)?.kind;
  return kind === 'bind' || kind === 'startTls';
}

function bind(bytes: Uint8Array, reader: DerReader): LdapMessage | null {
  const version = reader.take(DerTag.INTEGER);
  const name = reader.take(DerTag.OCTET_STRING);
  const choice = reader.next();
  if (!version || !name || !choice) return null;
  const user = wireText(bytes, name.start, name.end, MAX_USER);
  if (choice.tag === SIMPLE) return { kind: 'bind', mechanism: 'simple', name: user, hasPassword: choice.end > choice.start, start: 0, end: 0 };
  if (choice.tag !== SASL) return OTHER;
  const sasl = reader.inside(choice);
  const mechanism = sasl.take(DerTag.OCTET_STRING);
  const credentials: DerValue | null = sasl.take(DerTag.OCTET_STRING);
  if (!mechanism) return null;
  return {
    kind: 'bind',
    mechanism: wireText(bytes, mechanism.start, mechanism.end, MAX_MECHANISM).toLowerCase(),
    name: user,
    hasPassword: false,
    start: credentials?.start ?? 0,
    end: credentials?.end ?? 0,
  };
} // prettier-ignore

function result(bytes: Uint8Array, reader: DerReader, kind: 'bound' | 'extended'): LdapMessage | null {
  const code = reader.take(DerTag.ENUMERATED);
  const value = code ? derInteger(bytes, code) : NaN;
  return value >= 0 && value < 65_536 ? { kind, code: value } : null;
}
