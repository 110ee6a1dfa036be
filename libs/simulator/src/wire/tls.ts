import type { Random } from '../random';
import { ByteWriter, latin1 } from './byte-writer';

/** What a client offers: decides its fingerprint. No GREASE values, so that a fingerprint is the same in every connection. */
export interface TlsClientProfile {
  readonly name: string;
  readonly ciphers: readonly number[];
  /** Extension numbers in the order they are sent. */
  readonly extensions: readonly number[];
  readonly groups: readonly number[];
  readonly signatures: readonly number[];
  /** Offered with `supported_versions`; empty = TLS 1.2 only, extension absent. */
  readonly versions: readonly number[];
  readonly alpn: readonly string[];
}

const EXT_SNI = 0;
const EXT_STATUS = 5;
const EXT_GROUPS = 10;
const EXT_POINTS = 11;
const EXT_SIGNATURES = 13;
const EXT_ALPN = 16;
const EXT_SCT = 18;
const EXT_EXTENDED_MASTER = 23;
const EXT_TICKET = 35;
const EXT_VERSIONS = 43;
const EXT_PSK_MODES = 45;
const EXT_KEY_SHARE = 51;
const EXT_RENEGOTIATION = 0xff01;

/** Four different clients: two browsers, a command-line tool, an old updater that speaks TLS 1.2. */
export const TLS_CLIENTS: readonly TlsClientProfile[] = [
  {
    name: 'browser-a',
    ciphers: [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d],
    extensions: [
      EXT_SNI,
      EXT_EXTENDED_MASTER,
      EXT_RENEGOTIATION,
      EXT_GROUPS,
      EXT_POINTS,
      EXT_TICKET,
      EXT_ALPN,
      EXT_STATUS,
      EXT_SIGNATURES,
      EXT_SCT,
      EXT_KEY_SHARE,
      EXT_PSK_MODES,
      EXT_VERSIONS,
    ],
    groups: [0x001d, 0x0017, 0x0018],
    signatures: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
    versions: [0x0304, 0x0303],
    alpn: ['h2', 'http/1.1'],
  },
  {
    name: 'browser-b',
    ciphers: [0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0xc00a, 0xc009, 0xc013, 0xc014],
    extensions: [
      EXT_SNI,
      EXT_EXTENDED_MASTER,
      EXT_RENEGOTIATION,
      EXT_GROUPS,
      EXT_POINTS,
      EXT_ALPN,
      EXT_STATUS,
      EXT_KEY_SHARE,
      EXT_VERSIONS,
      EXT_SIGNATURES,
      EXT_PSK_MODES,
    ],
    groups: [0x001d, 0x0017, 0x0018, 0x0019, 0x0100],
    signatures: [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601],
    versions: [0x0304, 0x0303],
    alpn: ['h2', 'http/1.1'],
  },
  {
    name: 'command-line',
    ciphers: [0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e],
    extensions: [
      EXT_SNI,
      EXT_POINTS,
      EXT_GROUPS,
      EXT_TICKET,
      EXT_ALPN,
      EXT_EXTENDED_MASTER,
      EXT_SIGNATURES,
      EXT_VERSIONS,
      EXT_PSK_MODES,
      EXT_KEY_SHARE,
    ],
    groups: [0x001d, 0x0017, 0x001e, 0x0019, 0x0018],
    signatures: [0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601],
    versions: [0x0304, 0x0303],
    alpn: ['http/1.1'],
  },
  {
    name: 'updater',
    ciphers: [0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027],
    extensions: [
      EXT_SNI,
      EXT_STATUS,
      EXT_GROUPS,
      EXT_POINTS,
      EXT_SIGNATURES,
      EXT_TICKET,
      EXT_EXTENDED_MASTER,
      EXT_RENEGOTIATION,
    ],
    groups: [0x001d, 0x0017, 0x0018],
    signatures: [0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202, 0x0601, 0x0603],
    versions: [],
    alpn: [],
  },
];

/** A record (RFC 8446 §5.1). */
export function tlsRecord(type: number, version: number, body: Uint8Array): Uint8Array {
  return new ByteWriter(body.length + 5)
    .u8(type)
    .u16(version)
    .prefixed(2, (out) => out.bytes(body))
    .done();
}

/** A ClientHello (RFC 8446 §4.1.2) in its record. @param serverName bytes, one character each */
export function clientHello(profile: TlsClientProfile, serverName: string, random: Random): Uint8Array {
  const hello = new ByteWriter(600).u8(1).prefixed(3, (out) => {
    out.u16(0x0303).bytes(random.bytes(32));
    out.prefixed(1, (id) => id.bytes(random.bytes(profile.versions.length > 0 ? 32 : 0)));
    out.prefixed(2, (list) => list.u16(...profile.ciphers));
    out.u8(1, 0);
    out.prefixed(2, (list) => {
      for (const extension of profile.extensions) {
        list.u16(extension);
        list.prefixed(2, (data) => writeClientExtension(data, extension, profile, serverName, random));
      }
    });
  });
  return tlsRecord(22, 0x0301, hello.done());
}

function writeClientExtension(
  out: ByteWriter,
  extension: number,
  profile: TlsClientProfile,
  serverName: string,
  random: Random,
): void {
  switch (extension) {
    case EXT_SNI:
      out.prefixed(2, (list) => list.u8(0).prefixed(2, (name) => name.bytes(latin1(serverName))));
      break;
    case EXT_STATUS:
      out.u8(1).u16(0, 0);
      break;
    case EXT_GROUPS:
      out.prefixed(2, (list) => list.u16(...profile.groups));
      break;
    case EXT_POINTS:
      out.u8(1, 0);
      break;
    case EXT_SIGNATURES:
      out.prefixed(2, (list) => list.u16(...profile.signatures));
      break;
    case EXT_ALPN:
      out.prefixed(2, (list) => profile.alpn.forEach((name) => list.prefixed(1, (text) => text.text(name))));
      break;
    case EXT_VERSIONS:
      out.prefixed(1, (list) => list.u16(...profile.versions));
      break;
    case EXT_PSK_MODES:
      out.u8(1, 1);
      break;
    case EXT_KEY_SHARE:
      out.prefixed(2, (list) => list.u16(0x001d).prefixed(2, (key) => key.bytes(random.bytes(32))));
      break;
    case EXT_RENEGOTIATION:
      out.u8(0);
      break;
    default:
      break;
  }
}

/**
 * The server's first flight: ServerHello and ChangeCipherSpec, then for TLS 1.3 encrypted handshake records, for TLS 1.2 the encrypted Finished of
 * a resumed session (RFC 5246 §7.3), which has no certificate.
 */
export function serverFlight(profile: TlsClientProfile, random: Random): Uint8Array {
  const modern = profile.versions.length > 0;
  const hello = new ByteWriter(160).u8(2).prefixed(3, (out) => {
    out.u16(0x0303).bytes(random.bytes(32));
    out.prefixed(1, (id) => id.bytes(random.bytes(32)));
    out.u16(profile.ciphers[0] as number).u8(0);
    out.prefixed(2, (list) => {
      if (modern) {
        list
          .u16(EXT_KEY_SHARE)
          .prefixed(2, (data) => data.u16(0x001d).prefixed(2, (key) => key.bytes(random.bytes(32))));
        list.u16(EXT_VERSIONS, 2, 0x0304);
      } else {
        list.u16(EXT_RENEGOTIATION, 1).u8(0).u16(EXT_EXTENDED_MASTER, 0);
      }
    });
  });
  const out = new ByteWriter(4096);
  out.bytes(tlsRecord(22, 0x0303, hello.done()));
  out.bytes(tlsRecord(20, 0x0303, Uint8Array.of(1)));
  if (modern) out.bytes(tlsRecord(23, 0x0303, random.bytes(random.int(2200, 3600))));
  else out.bytes(tlsRecord(22, 0x0303, random.bytes(40)));
  return out.done();
}

/** The client's end of the handshake: ChangeCipherSpec and the encrypted Finished. */
export function clientFinished(profile: TlsClientProfile, random: Random): Uint8Array {
  const out = new ByteWriter(128).bytes(tlsRecord(20, 0x0303, Uint8Array.of(1)));
  if (profile.versions.length > 0) return out.bytes(tlsRecord(23, 0x0303, random.bytes(53))).done();
  return out.bytes(tlsRecord(22, 0x0303, random.bytes(40))).done();
}

/** `length` bytes of plain text as encrypted application data, in records of at most 16 KiB. */
export function applicationData(length: number, random: Random): Uint8Array {
  const out = new ByteWriter(length + 64);
  for (let left = length; left > 0; left -= 16384)
    out.bytes(tlsRecord(23, 0x0303, random.bytes(Math.min(left, 16384) + 17)));
  return out.done();
}
