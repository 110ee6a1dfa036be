import type { Certificate } from '@wireledger/decoders';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';

/** `dtls` is over UDP. */
export type TlsTransport = 'tcp' | 'quic' | 'dtls';

/** A handshake as far as it is known; times in µs. What it means column by column: `TlsColumns`. */
export interface TlsHandshake {
  readonly flow: number;
  readonly time: number;
  readonly client: string;
  readonly server: string;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly proto: number;
  readonly transport: TlsTransport;
  quicVersion: number;
  /** Virtual second in which it is given up. */
  readonly due: number;
  /** Time of the last message. */
  last: number;
  hellos: number;
  retried: boolean;
  latency: number;
  serverName: string;
  serverNameRaw: string;
  versionOffered: number;
  version: number;
  cipher: number;
  alpnOffered: readonly string[];
  alpn: string;
  ja3: string;
  ja4: string;
  ja3s: string;
  ja3Retry: string;
  ja4Retry: string;
}

/** Stands for the certificate of a handshake that showed none. */
const NO_CERTIFICATE: Certificate = {
  sha256: '',
  subject: '',
  issuer: '',
  serial: '',
  notBefore: 0,
  notAfter: 0,
  names: [],
  nameCount: 0,
};

/** Writes TLS handshakes. */
export class TlsRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('tls');
  }

  write(about: TlsHandshake, certificate: Certificate | null, atUs: number): void {
    const { numbers, texts, values, json } = this.row;
    const leaf = certificate ?? NO_CERTIFICATE;
    let n = 0;
    numbers[n++] = about.flow;
    numbers[n++] = atUs;
    numbers[n++] = about.time;
    numbers[n++] = about.clientPort;
    numbers[n++] = about.serverPort;
    numbers[n++] = about.proto;
    numbers[n++] = about.quicVersion;
    numbers[n++] = about.hellos;
    numbers[n++] = about.retried ? 1 : 0;
    numbers[n++] = about.latency;
    numbers[n++] = about.versionOffered;
    numbers[n++] = about.version;
    numbers[n++] = about.cipher;
    numbers[n++] = leaf.notBefore;
    numbers[n++] = leaf.notAfter;
    numbers[n++] = leaf.nameCount;
    let t = 0;
    texts[t++] = about.client;
    texts[t++] = about.server;
    texts[t++] = about.transport;
    texts[t++] = about.serverName;
    texts[t++] = about.serverNameRaw;
    texts[t++] = about.alpn;
    texts[t++] = about.ja3;
    texts[t++] = about.ja4;
    texts[t++] = about.ja3s;
    texts[t++] = about.ja3Retry;
    texts[t++] = about.ja4Retry;
    texts[t++] = leaf.sha256;
    texts[t++] = leaf.subject;
    texts[t++] = leaf.issuer;
    texts[t++] = leaf.serial;
    values[0] = about.alpnOffered;
    values[1] = leaf.names;
    json[0] = listJson(about.alpnOffered);
    json[1] = listJson(leaf.names);
    this.cutter.push(this.row, Math.min(about.time, atUs), about.time, about.last);
  }
}

const listJson = (list: readonly string[]): string => (list.length === 0 ? '[]' : JSON.stringify(list));
