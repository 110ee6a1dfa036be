import { defineRecordKind } from './record-kind';

/**
 * Columns of `telemetry.TlsHandshakesRecorded` v1: one entry a handshake, of TLS over TCP or in QUIC, or of DTLS. It begins with a ClientHello, or with a ServerHello when
 * no ClientHello was seen; it is recorded when the server has said what it says in clear, when nothing more can come, or 10 s of packet time later.
 * Times are relative to `t0`.
 */
export interface TlsColumns {
  /** Ordinal of the flow that carried it. */
  readonly flow: readonly number[];
  readonly at: readonly number[];
  /** First ClientHello, or the ServerHello when none was seen. */
  readonly time: readonly number[];
  /** Client = who sent the ClientHello. */
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly clientPort: readonly number[];
  readonly serverPort: readonly number[];
  /** 6 TCP, 17 UDP. */
  readonly proto: readonly number[];
  /** `tcp`, `quic`, `dtls` (over UDP). */
  readonly transport: readonly string[];
  /** Version of QUIC as on the wire (1; 0x6b3343cf = 2), 0 otherwise. */
  readonly quicVersion: readonly number[];
  /** ClientHellos in it: 0 not seen, 2 after a HelloRetryRequest or, in DTLS, a HelloVerifyRequest. */
  readonly hellos: readonly number[];
  /** 1 when the server asked for another ClientHello. */
  readonly retried: readonly number[];
  /** First answer of the server − first ClientHello in µs, -1 when either is missing. */
  readonly latency: readonly number[];
  /** Name asked for (SNI), lower case, `\DDD` for bytes outside 0x21–0x7e and `\`; '' when none. */
  readonly serverName: readonly string[];
  /** Its bytes in hex when `serverName` lost something (upper case), else ''. */
  readonly serverNameRaw: readonly string[];
  /** Greatest version offered, GREASE aside (0x0304 = TLS 1.3, 0xfefd = DTLS 1.2), and the version chosen; 0 when not seen. */
  readonly versionOffered: readonly number[];
  readonly version: readonly number[];
  /** Cipher suite chosen (IANA), -1 when not seen. */
  readonly cipher: readonly number[];
  /** Protocols offered (at most 32), and the one chosen in clear, '' when none; `\DDD` as above. */
  readonly alpnOffered: readonly (readonly string[])[];
  readonly alpn: readonly string[];
  /** Fingerprints of the first ClientHello and of the last ServerHello (JA3S), '' when not seen; of DTLS there is only JA4. */
  readonly ja3: readonly string[];
  readonly ja4: readonly string[];
  readonly ja3s: readonly string[];
  /** Those of the ClientHello that answered a HelloRetryRequest: it has other extensions than the first. '' when there was none. */
  readonly ja3Retry: readonly string[];
  readonly ja4Retry: readonly string[];
  /** Leaf of the server's certificates where they are sent in clear (TLS 1.2 and older); '' and 0 when not seen. SHA-256 of the DER form, hex. */
  readonly certSha256: readonly string[];
  /** Names as RFC 4514 writes them, at most 1,024 characters. */
  readonly certSubject: readonly string[];
  readonly certIssuer: readonly string[];
  /** Hex. */
  readonly certSerial: readonly string[];
  /** Validity, whole seconds since 1970 UTC (not relative): the usual end of time, 253402300799, is beyond what µs can say. */
  readonly certNotBefore: readonly number[];
  readonly certNotAfter: readonly number[];
  /** Alternative names, at most 64, and how many there are. */
  readonly certNames: readonly (readonly string[])[];
  readonly certNameCount: readonly number[];
}

export const tlsKind = defineRecordKind<TlsColumns>()({
  name: 'tls',
  type: 'telemetry.TlsHandshakesRecorded',
  ends: { src: 'client', dst: 'server', srcPort: 'clientPort', dstPort: 'serverPort' },
  columns: {
    flow: 'number',
    at: 'time',
    time: 'time',
    client: 'text',
    server: 'text',
    clientPort: 'number',
    serverPort: 'number',
    proto: 'number',
    transport: 'text',
    quicVersion: 'number',
    hellos: 'number',
    retried: 'number',
    latency: 'number',
    serverName: 'text',
    serverNameRaw: 'text',
    versionOffered: 'number',
    version: 'number',
    cipher: 'number',
    alpnOffered: 'json',
    alpn: 'text',
    ja3: 'text',
    ja4: 'text',
    ja3s: 'text',
    ja3Retry: 'text',
    ja4Retry: 'text',
    certSha256: 'text',
    certSubject: 'text',
    certIssuer: 'text',
    certSerial: 'text',
    certNotBefore: 'number',
    certNotAfter: 'number',
    certNames: 'json',
    certNameCount: 'number',
  },
});
