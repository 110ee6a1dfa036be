import type { Random } from '../random';
import { ByteWriter, latin1 } from './byte-writer';
import { ethernetFrame } from './frames';

const BROADCAST_MAC = new Uint8Array(6).fill(0xff);

/** An ARP frame (RFC 826). @param operation 1 request, 2 reply; requests go to everyone, also a gratuitous one */
export function arpFrame(
  operation: 1 | 2,
  sender: { readonly mac: Uint8Array; readonly ip: Uint8Array },
  target: { readonly mac: Uint8Array; readonly ip: Uint8Array },
): Uint8Array {
  const body = new ByteWriter(28).u16(1, 0x0800).u8(6, 4).u16(operation).bytes(sender.mac).bytes(sender.ip);
  body.bytes(operation === 1 ? new Uint8Array(6) : target.mac).bytes(target.ip);
  return ethernetFrame(operation === 1 ? BROADCAST_MAC : target.mac, sender.mac, 0x0806, body.done());
}

/** Seconds from 1900 to 1970. */
const NTP_EPOCH_OFFSET = 2_208_988_800;

/** An NTP packet (RFC 5905 §7.3). @param mode 3 client, 4 server */
export function ntpPacket(mode: 3 | 4, timeUs: number, requestUs: number): Uint8Array {
  const out = new ByteWriter(48).u8((4 << 3) | mode, mode === 4 ? 2 : 0, 6, 0xe9);
  if (mode === 3) return writeNtpTime(out.zeros(36), timeUs).done();
  out.u32(0x00000120, 0x00000340, 0xc0000207);
  writeNtpTime(out, timeUs - 12_000_000);
  writeNtpTime(out, requestUs);
  writeNtpTime(out, timeUs - 30);
  return writeNtpTime(out, timeUs).done();
}

function writeNtpTime(out: ByteWriter, timeUs: number): ByteWriter {
  const seconds = Math.floor(timeUs / 1e6);
  const fraction = Math.floor(((timeUs - seconds * 1e6) / 1e6) * 0x1_0000_0000);
  return out.u32((seconds + NTP_EPOCH_OFFSET) >>> 0, fraction >>> 0);
}

export interface DhcpFields {
  /** 1 DISCOVER, 2 OFFER, 3 REQUEST, 5 ACK (RFC 2132 §9.6). */
  readonly message: 1 | 2 | 3 | 5;
  readonly transaction: number;
  readonly mac: Uint8Array;
  /** Address the client already has; 4 zero bytes when none. */
  readonly client: Uint8Array;
  /** Address the server gives; 4 zero bytes in a client's message. */
  readonly yours: Uint8Array;
  readonly server: Uint8Array;
  /** Host name, one character a byte; '' = option absent. */
  readonly hostName: string;
}

/** A DHCP message (RFC 2131 §2), padded to the 300 bytes old relays ask for. */
export function dhcpMessage(fields: DhcpFields): Uint8Array {
  const fromServer = fields.message === 2 || fields.message === 5;
  const out = new ByteWriter(320)
    .u8(fromServer ? 2 : 1, 1, 6, 0)
    .u32(fields.transaction)
    .u16(0, 0);
  out
    .bytes(fields.client)
    .bytes(fields.yours)
    .bytes(fromServer ? fields.server : new Uint8Array(4))
    .zeros(4);
  out
    .bytes(fields.mac)
    .zeros(10 + 192)
    .u32(0x63825363);
  out.u8(53, 1, fields.message);
  if (fromServer) {
    out.u8(54, 4).bytes(fields.server).u8(51, 4).u32(7200).u8(1, 4, 255, 255, 0, 0);
    out.u8(3, 4).bytes(fields.server).u8(6, 4, 192, 0, 2, 53);
  } else {
    if (fields.hostName !== '') out.u8(12).prefixed(1, (name) => name.bytes(latin1(fields.hostName)));
    out.u8(55, 6, 1, 3, 6, 15, 42, 119).u8(61, 7, 1).bytes(fields.mac);
  }
  out.u8(255);
  return out.zeros(Math.max(0, 300 - out.length)).done();
}

/** The first, unencrypted packet of SSH key exchange (RFC 4253 §7.1). */
export function sshKeyExchange(random: Random): Uint8Array {
  const lists = [
    'curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256',
    'ssh-ed25519,rsa-sha2-512,rsa-sha2-256',
    'chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr',
    'chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr',
    'hmac-sha2-256,hmac-sha2-512',
    'hmac-sha2-256,hmac-sha2-512',
    'none',
    'none',
    '',
    '',
  ];
  const body = new ByteWriter(512).u8(20).bytes(random.bytes(16));
  for (const list of lists) body.u16(0).prefixed(2, (text) => text.text(list));
  return sshPacket(body.u8(0).u32(0).done(), random);
}

/** A packet of the SSH binary protocol (RFC 4253 §6), padded to 8 bytes. */
export function sshPacket(body: Uint8Array, random: Random): Uint8Array {
  const least = 8 - ((body.length + 5) % 8);
  const pad = least < 4 ? least + 8 : least;
  return new ByteWriter(body.length + 32)
    .u32(body.length + pad + 1)
    .u8(pad)
    .bytes(body)
    .bytes(random.bytes(pad))
    .done();
}

/** An SMB2 message (header and opaque body) with the direct TCP length in front. @param command 0 negotiate, 1 session set-up, 8 read, 9 write */
export function smbMessage(
  command: number,
  messageId: number,
  response: boolean,
  length: number,
  random: Random,
): Uint8Array {
  return new ByteWriter(length + 68)
    .u8(0)
    .u24(64 + length)
    .u8(0xfe)
    .text('SMB')
    .u8(64, 0, 1, 0)
    .u32(0)
    .u8(command, 0, 31, 0, response ? 1 : 0, 0, 0, 0)
    .u32(0)
    .u8(messageId & 0xff, (messageId >>> 8) & 0xff, 0, 0)
    .zeros(4 + 4 + 4 + 8 + 16)
    .bytes(random.bytes(length))
    .done();
}

/** A datagram that looks like a QUIC Initial (RFC 9000 §17.2.2): long header, version 1, encrypted content that nobody can open. */
export function quicInitial(length: number, connection: Uint8Array, source: Uint8Array, random: Random): Uint8Array {
  const out = new ByteWriter(length).u8(0xc0 | random.int(0, 15)).u32(1);
  out.u8(connection.length).bytes(connection).u8(source.length).bytes(source).u8(0);
  const rest = length - out.length - 2;
  return out
    .u16(0x4000 | rest)
    .bytes(random.bytes(rest))
    .done();
}

/** A datagram with a short header (RFC 9000 §17.3.1). */
export function quicShort(length: number, connection: Uint8Array, random: Random): Uint8Array {
  return new ByteWriter(length)
    .u8(0x40 | random.int(0, 31))
    .bytes(connection)
    .bytes(random.bytes(Math.max(20, length - 1 - connection.length)))
    .done();
}
