import { wireText } from '../wire-text';
import { readBase64 } from './base64';

const MAX_ENCODED = 2048;
/** Longest user name kept, bytes. */
export const MAX_USER = 128;

/** Mechanisms in which the secret, or a token that serves as one, crosses the wire readable. */
const READABLE: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']);

/** True when whoever reads the exchange has the secret. */
export const isReadable = (mechanism: string): boolean => READABLE.has(mechanism);

/**
 * User named in a client's message of a SASL exchange, base64 in `[start, end)`: of PLAIN (RFC 4616), the first message of LOGIN, CRAM-MD5 (RFC 2195),
 * SCRAM (RFC 5802), XOAUTH2 and OAUTHBEARER (RFC 7628). Escaped as `wireText` does; '' when it names none. The secret is never part of it.
 */
export function saslUser(mechanism: string, bytes: Uint8Array, start: number, end: number): string {
  const message = readBase64(bytes, start, end, MAX_ENCODED);
  const text = (from: number, to: number) => wireText(message, from, to, MAX_USER);
  if (mechanism === 'PLAIN') {
    const first = message.indexOf(0);
    const second = first < 0 ? -1 : message.indexOf(0, first + 1);
    return second < 0 ? '' : text(first + 1, second);
  }
  if (mechanism === 'LOGIN') return text(0, message.length);
  if (mechanism === 'CRAM-MD5') {
    const space = message.lastIndexOf(0x20);
    return space < 0 ? '' : text(0, space);
  }
  if (mechanism.startsWith('SCRAM-')) return field(message, 'n=', 0x2c);
  if (mechanism === 'XOAUTH2') return field(message, 'user=', 1);
  return mechanism === 'OAUTHBEARER' ? field(message, 'a=', 0x2c) : '';
}

/** What stands behind `name` up to `stop`; the name begins the message or follows a separator. */
function field(message: Uint8Array, name: string, stop: number): string {
  for (let at = 0; at + name.length <= message.length; at++) {
    if (at > 0 && message[at - 1] !== 0x2c && message[at - 1] !== 1) continue;
    let same = 0;
    while (same < name.length && message[at + same] === name.charCodeAt(same)) same++;
    if (same < name.length) continue;
    const from = at + name.length;
    const to = message.indexOf(stop, from);
    return wireText(message, from, to < 0 ? message.length : to, MAX_USER);
  }
  return '';
}
