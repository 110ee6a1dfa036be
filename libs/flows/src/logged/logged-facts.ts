import {
  type Certificate,
  loggedAtUs,
  type LogEntry,
  type LoggedHandshake,
  type LoggedLookup,
} from '@wireledger/decoders';
import type { CutBatch, RecordKind } from '@wireledger/events/telemetry';
import { parseIp } from '@wireledger/kernel';
import { sha256 } from '@wireledger/kernel/hashing';

import { isInside } from '../addresses';
import { appId } from '../app-ports';
import { BatchCutter } from '../batch-cutter';
import { DnsRecorder } from '../dns/dns-recorder';
import { TlsRecorder } from '../tls/tls-recorder';
import { TrafficSampler } from '../traffic-sampler';
import { HandshakeJoiner, type KnownCertificate, type WaitingHandshake } from './handshake-joiner';
import { labelOf, LoggedFlowRecorder } from './logged-flow-recorder';
import { LoggedRequestRecorder } from './logged-request-recorder';
import { LoggedLeases, LoggedSignIns, type NamedUser } from './logged-sign-ins';
import { fromOriginator } from './originator';
import { LookupJoiner, type PendingLookup } from './lookup-joiner';

const SECOND = 1_000_000;
/** Hex digits of an ordinal: 52 bits are a whole number of a double. */
const ORDINAL_DIGITS = 13;
const HTTP = appId('http');

/** All that later records depend on, as plain values: facts that go on from it are those that would have come without a break. */
export interface LoggedState {
  /** Batches cut, and records of each kind. */
  readonly batches: number;
  readonly recorded: Readonly<Partial<Record<RecordKind, number>>>;
  readonly second: number;
  readonly pending: readonly PendingLookup[];
  /** Handshakes that wait for their certificate, certificates, and users whose secret comes later; none = as before there were any. */
  readonly handshakes?: readonly WaitingHandshake[];
  readonly certificates?: readonly KnownCertificate[];
  readonly named?: readonly NamedUser[];
  /** Packets and bytes of all flows. */
  readonly packets: number;
  readonly bytes: number;
}

export interface LoggedFactsOptions {
  readonly onBatch?: ((batch: CutBatch) => void) | undefined;
  readonly digest?: boolean;
  /** Goes on from there. */
  readonly from?: LoggedState;
}

/**
 * Facts of what logs of other tools tell: the same flows, lookups, requests and handshakes as of packets, with the times of the log. The number of a flow
 * follows from its name in the log, so that records of several logs and files come to the same flow. Deterministic: the same entries give the same batches.
 */
export class LoggedFacts {
  private readonly cutter: BatchCutter;
  private readonly flows: LoggedFlowRecorder;
  private readonly lookups: DnsRecorder;
  private readonly requests: LoggedRequestRecorder;
  private readonly handshakes: TlsRecorder;
  private readonly signIns: LoggedSignIns;
  private readonly leases: LoggedLeases;
  private readonly sampler: TrafficSampler;
  private readonly joiner = new LookupJoiner((lookup) => this.lookup(lookup));
  private readonly shown = new HandshakeJoiner((entry, certificate) =>
    this.handshakes.write(handshakeOf(entry), certificateOf(entry, certificate), this.atUs),
  );
  /** Virtual second: the greatest time that was told, s since 1970; -1 before the first. */
  private second = -1;
  private packets = 0;
  private bytes = 0;

  constructor({ onBatch, digest, from }: LoggedFactsOptions) {
    this.cutter = new BatchCutter({ onBatch, digest: digest === true });
    this.flows = new LoggedFlowRecorder(this.cutter);
    this.lookups = new DnsRecorder(this.cutter);
    this.requests = new LoggedRequestRecorder(this.cutter);
    this.handshakes = new TlsRecorder(this.cutter);
    this.signIns = new LoggedSignIns(this.cutter);
    this.leases = new LoggedLeases(this.cutter);
    this.sampler = new TrafficSampler(this.cutter, true);
    if (!from) return;
    this.cutter.goOn(from.batches, from.recorded);
    this.second = from.second;
    this.packets = from.packets;
    this.bytes = from.bytes;
    this.joiner.pending = from.pending;
    this.shown.known = from.certificates ?? [];
    this.shown.pending = from.handshakes ?? [];
    this.signIns.named = from.named ?? [];
  }

  /** Only between `cut` and the next entry: then nothing is held but what it says. */
  get state(): LoggedState {
    const { second, joiner, shown, signIns, packets, bytes } = this;
    const waits = {
      pending: joiner.pending,
      handshakes: shown.pending,
      certificates: shown.known,
      named: signIns.named,
    };
    return { ...this.cutter.cutSoFar, second, ...waits, packets, bytes };
  }

  /** Takes what a line tells. False when nothing comes of it by itself: an answer that belongs to no question, a user without a secret yet. */
  take(entry: LogEntry): boolean {
    this.reach(loggedAtUs(entry));
    switch (entry.kind) {
      case 'flow':
        this.flow(fromOriginator(entry));
        return true;
      case 'dns':
        return this.joiner.take(entry);
      case 'http':
        this.sampler.request(0, HTTP);
        this.requests.write(entry, ordinalOf(entry), this.atUs);
        return true;
      case 'tls':
        this.shown.take(entry);
        return true;
      case 'certificate':
        this.shown.certificate(entry);
        return true;
      case 'auth':
        return this.signIns.take(entry, ordinalOf(entry), this.second);
      case 'dhcp':
        this.leases.write(entry, ordinalOf(entry), this.atUs);
        return true;
    }
  }

  /** Hands out everything but questions that still wait for an answer. */
  cut(): void {
    if (this.second >= 0) this.sampler.close(this.second);
    this.cutter.cutAll();
  }

  /** What waits goes as it is: questions for an answer, handshakes for a certificate. */
  settle(): void {
    this.joiner.expire(Infinity);
    this.shown.expire(Infinity);
  }

  /** The log is over. */
  finish(): void {
    this.settle();
    this.cut();
  }

  /** SHA-256 over all records. @throws when it was not asked for */
  digest(): string {
    return this.cutter.digestValue();
  }

  private get atUs(): number {
    return this.second * SECOND;
  }

  private reach(us: number): void {
    const second = Math.floor(us / SECOND);
    if (second <= this.second) return;
    if (this.second >= 0) this.sampler.close(this.second);
    this.second = second;
    this.joiner.expire(us);
    this.shown.expire(us);
  }

  private flow(entry: Extract<LogEntry, { kind: 'flow' }>): void {
    const app = appId(labelOf(entry).label);
    const { packets, bytes, ends } = entry;
    this.packets = Math.min(this.packets + packets[0] + packets[1], Number.MAX_SAFE_INTEGER);
    this.bytes = Math.min(this.bytes + bytes[0] + bytes[1], Number.MAX_SAFE_INTEGER);
    if (packets[0] > 0) this.sampler.add(0, app, packets[0], bytes[0], isLocal(ends.dst));
    if (packets[1] > 0) this.sampler.add(0, app, packets[1], bytes[1], isLocal(ends.src));
    this.flows.write(entry, ordinalOf(entry), this.atUs);
  }

  private lookup(entry: LoggedLookup): void {
    const { us, ends, service, id, name, qtype, qclass, queries, flags, responses, rcode, latencyUs } = entry;
    if (queries > 0) {
      this.sampler.query(0, appId(service));
      this.sampler.askers.add(ends.src);
    }
    const about = {
      time: us,
      last: us + Math.max(0, latencyUs),
      service,
      id,
      name,
      raw: '',
      qtype,
      qclass,
      queries,
      flags,
    };
    this.lookups.write(
      {
        ...about,
        ...{ flow: ordinalOf(entry), client: ends.src, server: ends.dst, clientPort: ends.srcPort },
        ...{ serverPort: ends.dstPort, proto: ends.proto, queryBytes: 0, due: 0 },
      },
      {
        ...{ rcode, latency: latencyUs, responses, responseBytes: entry.responseBytes, answers: entry.answers },
        answerCount: entry.answers.length,
      },
      this.atUs,
    );
  }
}

/** Number of the flow; 0 when the log does not say which one it was. */
function ordinalOf({ kind, uid, us, ends }: LogEntry): number {
  if (uid === '' && kind !== 'flow') return 0;
  const name = uid === '' ? `${us} ${ends.src} ${ends.srcPort} ${ends.dst} ${ends.dstPort} ${ends.proto}` : uid;
  return Number.parseInt(sha256(name).slice(0, ORDINAL_DIGITS), 16) + 1;
}

function isLocal(address: string): boolean {
  const bytes = parseIp(address);
  if (!bytes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rest = bytes.subarray(4, -4).every((byte) => byte === 0);
  return isInside(view.getUint32(0), bytes.length === 16, rest, view.getUint32(bytes.length - 4));
}

const handshakeOf = (entry: LoggedHandshake) => ({
  ...{ flow: ordinalOf(entry), time: entry.us, last: entry.us, client: entry.ends.src, server: entry.ends.dst },
  ...{ clientPort: entry.ends.srcPort, serverPort: entry.ends.dstPort, proto: entry.ends.proto },
  ...{ transport: entry.transport, quicVersion: entry.quicVersion, due: 0, hellos: 1, retried: false, latency: -1 },
  ...{ serverName: entry.serverName, serverNameRaw: '', versionOffered: 0, version: entry.version },
  ...{ cipher: entry.cipher, alpnOffered: [], alpn: entry.alpn, ja3: entry.ja3, ja4: entry.ja4, ja3s: entry.ja3s },
  ...{ ja3Retry: '', ja4Retry: '' },
});

/** What the handshake says of its certificate, with what a row of its own says. */
const certificateOf = (entry: LoggedHandshake, of: Certificate | null): Certificate => ({
  sha256: entry.certSha256 || (of?.sha256 ?? ''),
  subject: entry.certSubject || (of?.subject ?? ''),
  issuer: entry.certIssuer || (of?.issuer ?? ''),
  serial: entry.certSerial || (of?.serial ?? ''),
  notBefore: entry.certNotBefore || (of?.notBefore ?? 0),
  notAfter: entry.certNotAfter || (of?.notAfter ?? 0),
  ...{ names: of?.names ?? [], nameCount: of?.nameCount ?? 0 },
});
