import { tlsCipherName, tlsVersionName } from '@wireledger/decoders';

import type { FactRow } from '../facts/fact-model';
import { factShape, type FactShape, inMs, said, texts } from '../facts/fact-shape';

/** A row of `tls_handshake`. */
export interface TlsRow extends FactRow {
  readonly transport: string;
  readonly quic_version: number;
  readonly hellos: number;
  readonly retried: boolean;
  readonly latency: number;
  readonly server_name: string;
  readonly version_offered: number;
  readonly version: number;
  readonly cipher: number;
  readonly alpn_offered: string;
  readonly alpn: string;
  readonly ja3: string;
  readonly ja4: string;
  readonly ja3s: string;
  readonly ja3_retry: string;
  readonly ja4_retry: string;
  readonly cert_sha256: string;
  readonly cert_subject: string;
  readonly cert_issuer: string;
  readonly cert_serial: string;
  readonly cert_not_before: number;
  readonly cert_not_after: number;
  readonly cert_names: string;
  readonly cert_name_count: number;
}

/** Leaf certificate of a server, where it was sent in clear. */
export interface CertificateShape {
  readonly sha256: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string | null;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  readonly names: readonly string[];
  readonly nameCount: number;
}

export interface TlsHandshakeShape extends FactShape {
  readonly transport: string;
  readonly quicVersion: string | null;
  /** ClientHellos in it. */
  readonly hellos: number;
  readonly retried: boolean;
  readonly latencyMs: number | null;
  readonly serverName: string | null;
  readonly versionOffered: string | null;
  readonly version: string | null;
  readonly cipher: string | null;
  readonly alpnOffered: readonly string[];
  readonly alpn: string | null;
  readonly ja3: string | null;
  readonly ja4: string | null;
  readonly ja3s: string | null;
  readonly ja3Retry: string | null;
  readonly ja4Retry: string | null;
  readonly certificate: CertificateShape | null;
}

const QUIC_V2 = 0x6b3343cf;
/** Seconds since 1970 of the first and last moment that RFC 3339 can write. */
const [EARLIEST, LATEST] = [-62_167_219_200, 253_402_300_799];

function quicName(version: number): string | null {
  if (version === 0) return null;
  if (version === 1) return '1';
  return version === QUIC_V2 ? '2' : `0x${version.toString(16).padStart(8, '0')}`;
}

/** Whole seconds since 1970, 0 not seen → RFC 3339 with six digits; what a certificate says may lie far outside of what it can write. */
const momentOf = (seconds: number): string | null =>
  seconds === 0
    ? null
    : new Date(Math.min(LATEST, Math.max(EARLIEST, seconds)) * 1000).toISOString().replace('.000Z', '.000000Z');

/** Name of a version of TLS, null when none was seen. */
export const versionName = (version: number): string | null => (version === 0 ? null : tlsVersionName(version));

/** The handshake as the API shows it. */
export function tlsShape(row: TlsRow): TlsHandshakeShape {
  return {
    ...factShape(row),
    transport: row.transport,
    quicVersion: quicName(row.quic_version),
    hellos: row.hellos,
    retried: row.retried,
    latencyMs: inMs(row.latency),
    serverName: said(row.server_name),
    versionOffered: versionName(row.version_offered),
    version: versionName(row.version),
    cipher: row.cipher < 0 ? null : tlsCipherName(row.cipher),
    alpnOffered: texts(row.alpn_offered),
    alpn: said(row.alpn),
    ja3: said(row.ja3),
    ja4: said(row.ja4),
    ja3s: said(row.ja3s),
    ja3Retry: said(row.ja3_retry),
    ja4Retry: said(row.ja4_retry),
    certificate: certificateOf(row),
  };
}

function certificateOf(row: TlsRow): CertificateShape | null {
  if (row.cert_sha256 === '') return null;
  return {
    sha256: row.cert_sha256,
    subject: row.cert_subject,
    issuer: row.cert_issuer,
    serial: said(row.cert_serial),
    notBefore: momentOf(row.cert_not_before),
    notAfter: momentOf(row.cert_not_after),
    names: texts(row.cert_names),
    nameCount: row.cert_name_count,
  };
}
