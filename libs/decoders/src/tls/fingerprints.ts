import { hash } from 'node:crypto';
import { offeredVersion, type ClientHello } from './client-hello';
import { isGrease, TlsExtension } from './tls-types';

export { ja3, ja3s, ja3sText, ja3Text } from './ja3';

/** JA4 keeps 12 hex digits of SHA-256; an empty list is all zeros. */
const sha256Short = (text: string): string => (text === '' ? '000000000000' : hash('sha256', text).slice(0, 12));

const genuine = (values: readonly number[]): number[] => values.filter((value) => !isGrease(value));
const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

const JA4_VERSIONS: Readonly<Record<number, string>> = {
  0x0002: 's2',
  0x0300: 's3',
  0x0301: '10',
  0x0302: '11',
  0x0303: '12',
  0x0304: '13',
  0xfeff: 'd1',
  0xfefd: 'd2',
  0xfefc: 'd3',
};

const JA4_TRANSPORTS = { tcp: 't', quic: 'q', dtls: 'd' } as const;

const count = (values: readonly number[]): string => String(Math.min(values.length, 99)).padStart(2, '0');

/**
 * JA4 of a client, such as `t13d1516h2_8daaf6152771_e5627efa2ab1`: transport, version, SNI present, numbers of ciphers and extensions, ends of the
 * first ALPN value; then hashes of the sorted ciphers, and of the sorted extensions with the signature algorithms.
 */
export function ja4(hello: ClientHello, transport: 'tcp' | 'quic' | 'dtls'): string {
  const ciphers = genuine(hello.ciphers);
  const extensions = genuine(hello.extensions);
  const named = extensions.includes(TlsExtension.SERVER_NAME) ? 'd' : 'i';
  const version = JA4_VERSIONS[offeredVersion(hello)] ?? '00';
  const head = `${JA4_TRANSPORTS[transport]}${version}${named}${count(ciphers)}${count(extensions)}${alpnEnds(hello.firstAlpn)}`;
  const sorted = (values: readonly number[]): string => values.map(hex4).sort().join(',');
  const hashed = extensions.filter((type) => type !== TlsExtension.SERVER_NAME && type !== TlsExtension.ALPN);
  const signatures = genuine(hello.signatureAlgorithms).map(hex4).join(',');
  const tail = signatures === '' ? sorted(hashed) : `${sorted(hashed)}_${signatures}`;
  return `${head}_${sha256Short(sorted(ciphers))}_${hashed.length === 0 ? sha256Short('') : sha256Short(tail)}`;
}

/** First and last character of a protocol's name; of its hex form when either is no letter or digit; `00` without one. */
function alpnEnds(name: Uint8Array): string {
  if (name.length === 0) return '00';
  const first = name[0] as number;
  const last = name[name.length - 1] as number;
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return `${(first >> 4).toString(16)}${(last & 15).toString(16)}`;
}

const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
