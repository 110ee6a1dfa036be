import { beginsDerLength, looksLikeSnmp, readSnmp, type SnmpMessage } from '@wireledger/decoders';
import { byteHash } from '../byte-hash';
import { DistinctTexts } from '../distinct-texts';
import type { DatagramProtocol, Protocol, ProtocolContext } from '../protocols/protocol';
import { AuthRecorder } from './auth-recorder';
import { NotedSignIns } from './noted-sign-ins';

/** error-status of a response to whoever may not (RFC 3416 §3). */
const AUTHORIZATION_ERROR = 16;
/** DER tag that messages begin with. */
const SEQUENCE = 0x30;
const VERSIONS = ['', '1', '2c', '3'] as const;

/** What of the summary's figures is about SNMP. */
export interface SnmpFigures {
  /** Versions spoken, sorted: `1`, `2c`, `3`. */
  readonly snmp_versions: readonly string[];
}

/**
 * SNMP: who shows a secret to whom, told until it was accepted. Agents do not answer a wrong community, so that its attempt ends as unknown, as does that
 * of a trap; each other community tried on a flow is an attempt of its own, and each other user: questions that are asked again differ in their numbers. In
 * version 3 a report refuses, anything else accepts.
 */
class Snmp implements Protocol {
  readonly datagram: DatagramProtocol = {
    apps: ['snmp'],
    claims: looksLikeSnmp,
    begins: (first) => first === SEQUENCE,
    second: beginsDerLength,
    datagram: (bytes, start, end) => {
      const message = readSnmp(bytes, start, end);
      if (!message) return true;
      this.versions.add(VERSIONS[message.version] ?? '');
      return message.version === 3 ? this.withUser(message) : this.withCommunity(message, bytes);
    },
  };
  private readonly versions = new DistinctTexts();
  private readonly signIns: NotedSignIns;

  private readonly flow: ProtocolContext['flow'];

  constructor({ flow, cutter }: ProtocolContext) {
    this.flow = flow;
    this.signIns = new NotedSignIns('snmp', flow, cutter && AuthRecorder.of(cutter));
  }

  get figures(): SnmpFigures & Record<string, readonly string[]> {
    return { snmp_versions: this.versions.sorted() };
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

  /** False when the flow has told what it can, as of what follows. */
  private withCommunity({ pdu, error, secretStart, secretEnd }: SnmpMessage, bytes: Uint8Array): boolean {
    const { signIns } = this;
    if (pdu === 'response') {
      const refused = error === AUTHORIZATION_ERROR;
      return !signIns.settle(refused ? 'failure' : 'success', error) || refused;
    }
    signIns.begin({ mechanism: 'community', user: '', cleartext: true }, byteHash(bytes, secretStart, secretEnd));
    return true;
  }

  private withUser({ pdu, user, isAuthenticated }: SnmpMessage): boolean {
    const { signIns } = this;
    if (pdu === 'report') {
      // A signed one only sets the client's clock (RFC 3414 §3.2 7a).
      if (!isAuthenticated) signIns.settle('failure', 0);
      return true;
    }
    if (pdu === 'response') return !signIns.settle('success', 0);
    // Of what is encrypted only the side says who asks.
    if (pdu === 'encrypted' && !this.flow.fromClient) return !signIns.settle('success', 0);
    if (user !== '') signIns.begin({ mechanism: 'usm', user, cleartext: false });
    return true;
  }
}

export const snmpProtocol = (context: ProtocolContext): Protocol => new Snmp(context);
