/**
 * Reads the records of TLS over TCP (RFC 8446 §5.1) up to where encryption begins, where nobody asks for more than figures: messages that lie whole in a
 * segment. Everything else is read by `TlsStreamReader` (libs/flows/src/tls) on `TlsRecords` and `HandshakeMessages` (libs/decoders), which this must agree with.
 */
import { CLIENT_HELLO, countHello, SERVER_HELLO } from './hellos';
import { be16 } from './memory';
import { OVER, UNSURE } from './segments';

const HEADER = 5;
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const MAX_FRAGMENT = 16_384 + 2048;
const ALERT_BYTES = 2;

const MESSAGE_HEADER = 4;
const SERVER_HELLO_DONE = 14;
const CLIENT_KEY_EXCHANGE = 16;
const MAX_MESSAGES = 64;

/** What has been read of a direction: messages, and whether ChangeCipherSpec was seen. */
const MESSAGES = 0xff;
const CHANGED = 0x100;

/** True when the first payload of a connection can only be TLS. */
export function beginsTls(at: i32, end: i32): bool {
  return end - at >= 3 && load<u8>(at) === HANDSHAKE && load<u8>(at + 1) === 3 && load<u8>(at + 2) <= 4;
}

/** Reads `[at, end)` of a direction of which `said` has been read. Returns what then has been read of it, `OVER` or `UNSURE`. */
export function readTls(at: i32, end: i32, said: i32): i32 {
  // Nothing may be counted of what another reads again.
  const next = walk(at, end, said, false);
  if (next === UNSURE) return UNSURE;
  return walk(at, end, said, true);
}

function walk(from: i32, end: i32, said: i32, counts: bool): i32 {
  let at = from;
  let messages = said & MESSAGES;
  let changed = said & CHANGED;
  let recorded = false;
  while (at < end) {
    if (end - at < HEADER) return UNSURE;
    const type = <i32>load<u8>(at);
    const length = be16(at + 3);
    const known = type >= CHANGE_CIPHER_SPEC && type <= HANDSHAKE;
    if (!known || load<u8>(at + 1) !== 3 || length === 0 || length > MAX_FRAGMENT) return OVER;
    at += HEADER;
    const stop = at + length;
    if (type !== HANDSHAKE) {
      // An alert of another length is encrypted; so is one behind ChangeCipherSpec.
      if (type === ALERT ? changed !== 0 || length !== ALERT_BYTES : messages === 0) return OVER;
      if (type === CHANGE_CIPHER_SPEC) changed = CHANGED;
      if (stop > end) return UNSURE;
      at = stop;
      continue;
    }
    if (changed !== 0 || stop > end) return UNSURE;
    while (at < stop) {
      if (stop - at < MESSAGE_HEADER) return UNSURE;
      const message = <i32>load<u8>(at);
      const isHello = message === CLIENT_HELLO || message === SERVER_HELLO;
      if (messages === 0 && !isHello) return OVER;
      const body = at + MESSAGE_HEADER;
      const bytes = ((<i32>load<u8>(at + 1)) << 16) | be16(at + 2);
      if (bytes > stop - body) return UNSURE;
      at = body + bytes;
      messages++;
      if (counts && isHello && countHello(message, body, at)) recorded = true;
      if (message === SERVER_HELLO_DONE || message === CLIENT_KEY_EXCHANGE || messages === MAX_MESSAGES) return OVER;
    }
  }
  return recorded ? OVER : messages | changed;
}
