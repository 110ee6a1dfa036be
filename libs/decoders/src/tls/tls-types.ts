/** Record content types (RFC 8446 §5.1). */
export const TlsContent = { CHANGE_CIPHER_SPEC: 20, ALERT: 21, HANDSHAKE: 22, APPLICATION_DATA: 23 } as const;

/** Handshake message types (RFC 5246 §7.4, RFC 8446 §4). */
export const TlsMessage = {
  CLIENT_HELLO: 1,
  SERVER_HELLO: 2,
  /** Of DTLS: the server asks for the same hello with a cookie (RFC 6347 §4.2.1). */
  HELLO_VERIFY_REQUEST: 3,
  CERTIFICATE: 11,
  SERVER_HELLO_DONE: 14,
  CLIENT_KEY_EXCHANGE: 16,
} as const;

/** Extension numbers (IANA "TLS ExtensionType Values"). */
export const TlsExtension = {
  SERVER_NAME: 0,
  SUPPORTED_GROUPS: 10,
  EC_POINT_FORMATS: 11,
  SIGNATURE_ALGORITHMS: 13,
  ALPN: 16,
  SUPPORTED_VERSIONS: 43,
} as const;

/** True for the values that clients send to keep servers tolerant (RFC 8701 §2): 0x0a0a, 0x1a1a … 0xfafa. */
export const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);

/** Versions that have a name. */
export const TLS_VERSIONS: Readonly<Record<number, string>> = {
  0x0002: 'SSL 2.0',
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
  0xfeff: 'DTLS 1.0',
  0xfefd: 'DTLS 1.2',
  0xfefc: 'DTLS 1.3',
};

const DTLS = 0xfe;
const DTLS_1_3 = 0xfefc;
const TLS_1_2 = 0x0303;

/** True for the versions in which all that follows the ServerHello is encrypted. Versions of DTLS count downwards. */
export const hidesCertificates = (version: number): boolean =>
  version >> 8 === DTLS ? version === DTLS_1_3 : version > TLS_1_2;

/** `TLS 1.3`; drafts of it as `TLS 1.3 draft 28` (0x7f1c); `0x0505` for what has no name. */
export function tlsVersionName(version: number): string {
  const name = TLS_VERSIONS[version];
  if (name !== undefined) return name;
  if (version >> 8 === 0x7f) return `TLS 1.3 draft ${version & 0xff}`;
  return `0x${version.toString(16).padStart(4, '0')}`;
}
