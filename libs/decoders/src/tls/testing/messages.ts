const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);
const u16s = (values: readonly number[]): Buffer => Buffer.concat(values.map(u16));
const vector8 = (body: Uint8Array): Buffer => Buffer.concat([Buffer.from([body.length]), body]);
const vector16 = (body: Uint8Array): Buffer => Buffer.concat([u16(body.length), body]);
const vector24 = (body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([body.length >> 16]), u16(body.length & 0xffff), body]);

/** An extension with its body. */
export const extension = (type: number, body: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([u16(type), vector16(body)]);

export const serverName = (name: string): Buffer =>
  extension(0, vector16(Buffer.concat([Buffer.from([0]), vector16(Buffer.from(name, 'latin1'))])));
export const groups = (...values: number[]): Buffer => extension(10, vector16(u16s(values)));
export const pointFormats = (...values: number[]): Buffer => extension(11, vector8(Buffer.from(values)));
export const signatures = (...values: number[]): Buffer => extension(13, vector16(u16s(values)));
export const alpn = (...names: string[]): Buffer =>
  extension(16, vector16(Buffer.concat(names.map((name) => vector8(Buffer.from(name, 'latin1'))))));
export const versions = (...values: number[]): Buffer => extension(43, vector8(u16s(values)));
export const chosenVersion = (value: number): Buffer => extension(43, u16(value));

/** Body of a ClientHello. */
export const clientHelloBody = (ciphers: readonly number[], ...extensions: readonly Buffer[]): Buffer =>
  Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32, 7),
    vector8(Buffer.alloc(32, 8)),
    vector16(u16s(ciphers)),
    Buffer.from([1, 0]),
    ...(extensions.length === 0 ? [] : [vector16(Buffer.concat(extensions))]),
  ]);

/** Body of a ServerHello. */
export const serverHelloBody = (cipher: number, random: Uint8Array, ...extensions: readonly Buffer[]): Buffer =>
  Buffer.concat([
    u16(0x0303),
    random,
    vector8(Buffer.alloc(0)),
    u16(cipher),
    Buffer.from([0]),
    ...(extensions.length === 0 ? [] : [vector16(Buffer.concat(extensions))]),
  ]);

/** Body of a Certificate message. */
export const certificateBody = (...certificates: readonly Uint8Array[]): Buffer =>
  vector24(Buffer.concat(certificates.map(vector24)));

/** A handshake message around its body. */
export const message = (type: number, body: Uint8Array): Buffer => Buffer.concat([Buffer.from([type]), vector24(body)]);

/** Records of `type` that carry `body`, at most `most` bytes each. */
export function records(type: number, body: Uint8Array, most = 16_384): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += most)
    parts.push(Buffer.from([type, 3, 3]), vector16(body.subarray(at, at + most)));
  return Buffer.concat(parts);
}
