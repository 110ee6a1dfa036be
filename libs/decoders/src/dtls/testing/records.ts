const HANDSHAKE = 22;
const number = (value: number, bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
};

/** A record (RFC 6347 §4.1). */
export const record = (fragment: Uint8Array, { type = HANDSHAKE, version = 0xfefd, epoch = 0, sequence = 0 } = {}): Buffer =>
  Buffer.concat([number(type, 1), number(version, 2), number(epoch, 2), number(sequence, 6), number(fragment.length, 2), fragment]); // prettier-ignore

/** The part `[from, to)` of a handshake message's body as a fragment (RFC 6347 §4.2.2). */
export const fragment = (type: number, sequence: number, body: Uint8Array, from = 0, to = body.length): Buffer =>
  Buffer.concat([number(type, 1), number(body.length, 3), number(sequence, 2), number(from, 3), number(to - from, 3), body.subarray(from, to)]); // prettier-ignore

/** Body of a ClientHello of DTLS: that of TLS with a version of its own, and a cookie behind the session id. */
export function withCookie(tlsBody: Uint8Array, cookie: Uint8Array, version = 0xfefd): Buffer {
  const at = 35 + (tlsBody[34] as number);
  return Buffer.concat([number(version, 2), tlsBody.subarray(2, at), number(cookie.length, 1), cookie, tlsBody.subarray(at)]); // prettier-ignore
}

/** Body of a HelloVerifyRequest (RFC 6347 §4.2.1). */
export const helloVerifyRequest = (cookie: Uint8Array): Buffer =>
  Buffer.concat([number(0xfeff, 2), number(cookie.length, 1), cookie]);
