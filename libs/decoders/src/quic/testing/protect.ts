import { createCipheriv } from 'node:crypto';
import type { PacketKeys } from '../initial-keys';

/** A variable-length integer of 2 bytes. */
export const varint = (value: number): Buffer => Buffer.from([0x40 | (value >> 8), value & 255]);

/** A CRYPTO frame. */
export const cryptoFrame = (offset: number, data: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([6]), varint(offset), varint(data.length), data]);

/** An Initial packet: header up to the length, packet number in 4 bytes, protected with `keys` (RFC 9001 §5.3, §5.4). */
export function protect(
  keys: PacketKeys,
  prefix: Uint8Array,
  number: number,
  frames: Uint8Array,
  numberBytes = 4,
): Buffer {
  const encoded = Buffer.alloc(4);
  encoded.writeUInt32BE(number);
  const head = Buffer.concat([prefix, varint(numberBytes + frames.length + 16), encoded.subarray(4 - numberBytes)]);
  head[0] = ((head[0] as number) & 0xfc) | (numberBytes - 1);
  const nonce = Buffer.from(keys.iv);
  for (let i = 0; i < 4; i++) nonce[8 + i] = (nonce[8 + i] as number) ^ (encoded[i] as number);
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce);
  cipher.setAAD(head);
  const packet = Buffer.concat([head, cipher.update(frames), cipher.final(), cipher.getAuthTag()]);
  const at = head.length - numberBytes;
  const mask = createCipheriv('aes-128-ecb', keys.hp, null).update(packet.subarray(at + 4, at + 20));
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & 15);
  for (let i = 0; i < numberBytes; i++) packet[at + i] = (packet[at + i] as number) ^ (mask[1 + i] as number);
  return packet;
}

/** First byte, version and connection ids of an Initial packet with an empty token. */
export function initialPrefix(version: number, type: number, destination: Uint8Array, source: Uint8Array): Buffer {
  const fixed = Buffer.alloc(5);
  fixed[0] = 0xc0 | (type << 4);
  fixed.writeUInt32BE(version, 1);
  return Buffer.concat([
    fixed,
    Buffer.from([destination.length]),
    destination,
    Buffer.from([source.length]),
    source,
    Buffer.from([0]),
  ]);
}
