/** Addresses that traffic samples call internal: RFC 1918, RFC 4193, link-local, loopback, multicast. */
import { KEY_V6 } from '../src/flow-layout';

/** Of an endpoint of a flow's key: its words, the last bytes first, and the key's `PROTO`. */
export function isInside(proto: i32, w0: i32, w1: i32, w2: i32, w3: i32): bool {
  if ((proto & KEY_V6) === 0) {
    const a = w0 >>> 24;
    const b = (w0 >>> 16) & 255;
    return (
      a === 10 ||
      a === 127 ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      (a >= 224 && a < 240)
    );
  }
  const a = w3 >>> 24;
  const b = (w3 >>> 16) & 255;
  return (
    (a & 0xfe) === 0xfc ||
    (a === 0xfe && (b & 0xc0) === 0x80) ||
    a === 0xff ||
    (w3 === 0 && w2 === 0 && w1 === 0 && w0 === 1)
  );
}
