import {
  beginsDerLength,
  isKerberosTag,
  looksLikeKerberos,
  readKerberos,
  type KerberosMessage,
} from '@wireledger/decoders';
import { byteHash } from '../byte-hash';
import { DistinctTexts } from '../distinct-texts';
import type { DatagramProtocol, Protocol, ProtocolContext, StreamProtocol } from '../protocols/protocol';
import { FramedReader, type FramedSession } from '../streams/framed-reader';
import { AuthRecorder } from './auth-recorder';
import { NotedSignIns } from './noted-sign-ins';

const LENGTH = 4;
const MAX_LENGTH = 1_048_576;
/** Answers that only say how to ask (RFC 4120 §7.5.9, RFC 6113): pre-authentication is wanted, another realm, over TCP, one more round. */
const GOES_ON: ReadonlySet<number> = new Set([25, 52, 68, 91]);

/** What of the summary's figures is about Kerberos. */
export interface KerberosFigures {
  /** Realms and services that tickets were asked for, sorted. */
  readonly kerberos_realms: readonly string[];
  readonly kerberos_services: readonly string[];
}

/**
 * Kerberos over UDP and TCP: names → figures, and attempts to sign in: a request for the first ticket and what the server says to it. A request without
 * proof of the key is one when it gets a ticket, or when the server knows nobody of that name.
 */
class Kerberos implements Protocol {
  readonly datagram: DatagramProtocol = {
    apps: ['kerberos'],
    claims: looksLikeKerberos,
    begins: isKerberosTag,
    second: beginsDerLength,
    datagram: (bytes, start, end) => {
      this.message(bytes, start, end);
      return true;
    },
  };
  readonly stream: StreamProtocol = {
    apps: ['kerberos'],
    begins: (first) => first === 0,
    claims: (bytes, start, end) =>
      bytes[start] === 0 && end - start > LENGTH && looksLikeKerberos(bytes, start + LENGTH, end),
    open: () => {
      const session = new KerberosStream((bytes, start, end) => this.message(bytes, start, end));
      return { client: new FramedReader(session, 'client'), server: new FramedReader(session, 'server') };
    },
  };
  private readonly realms = new DistinctTexts();
  private readonly services = new DistinctTexts();
  private readonly signIns: NotedSignIns;

  constructor({ flow, cutter }: ProtocolContext) {
    this.signIns = new NotedSignIns('kerberos', flow, cutter && AuthRecorder.of(cutter));
  }

  get figures(): KerberosFigures & Record<string, readonly string[]> {
    return { kerberos_realms: this.realms.sorted(), kerberos_services: this.services.sorted() };
  }

  get evicted(): number {
    return this.signIns.evicted;
  }

  expire(second: number): void {
    this.signIns.expire(second);
  }

  finish(second: number): void {
    this.signIns.finish(second);
  }

  private message(bytes: Uint8Array, start: number, end: number): void {
    const message = readKerberos(bytes, start, end);
    if (!message) return;
    this.realms.add(message.realm);
    this.services.add(message.service);
    // A request that is sent again is the same byte by byte.
    if (message.type === 'asRequest') this.asks(message, byteHash(bytes, start, end));
    else if (message.type === 'asReply') this.signIns.settle('success', 0);
    else if (message.type === 'error') this.refused(message.error);
  }

  private asks({ client, realm, hasProof }: KerberosMessage, mark: number): void {
    const user = client === '' || realm === '' ? client : `${client}@${realm}`;
    this.signIns.begin({ mechanism: hasProof ? 'preauth' : 'none', user, cleartext: false }, mark);
  }

  private refused(error: number): void {
    if (GOES_ON.has(error)) this.signIns.forget();
    else this.signIns.settle('failure', error);
  }
}

/** Messages over TCP, each behind its length in four bytes (RFC 4120 §7.2.2). */
class KerberosStream implements FramedSession {
  readonly isOver = false;

  constructor(private readonly message: (bytes: Uint8Array, start: number, end: number) => void) {}

  length(bytes: Uint8Array, at: number, end: number): number {
    if (end - at <= LENGTH) return 0;
    const length =
      (bytes[at] as number) * 2 ** 24 +
      (((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    return length <= MAX_LENGTH && isKerberosTag(bytes[at + LENGTH] as number) ? LENGTH + length : -1;
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    this.message(bytes, start + LENGTH, end);
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    this.message(bytes, start + LENGTH, end);
  }

  /** What waits is given up in its time. */
  ended(): void {
    // Nothing of the connection is kept here.
  }
}

export const kerberosProtocol = (context: ProtocolContext): Protocol => new Kerberos(context);
