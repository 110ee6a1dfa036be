import type { SentFrame } from '../frame';
import {
  ANSWER_FILE_VERSION,
  type AnswerFile,
  type AppAnswer,
  type AttackAnswer,
  type MinuteAnswer,
} from './answer-file';
import type { AttackTruth } from './attack-truth';
import { DnsLedger } from './dns-ledger';
import { FlowLedger } from './flow-ledger';
import { HostLedger } from './host-ledger';
import { Tally, byCodeUnit } from './tally';
import type { Says } from './says';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Counts, while frames are sent, everything a page can show. It never looks into the frames' bytes: it counts what the generator says it sent.
 * Its memory grows with the distinct flows, names and addresses.
 */
export class AnswerBook {
  private packets = 0;
  private bytes = 0;
  private firstUs = 0;
  private lastUs = 0;
  private clientHellos = 0;
  private httpRequests = 0;
  private dhcpMessages = 0;
  private arpFrames = 0;
  private readonly flows = new FlowLedger();
  private readonly dns = new DnsLedger();
  private readonly hosts = new HostLedger();
  private readonly apps = new Map<string, Mutable<AppAnswer>>();
  private readonly minutes: Mutable<MinuteAnswer>[] = [];
  private readonly secondPackets: number[] = [];
  private readonly secondBytes: number[] = [];
  private readonly httpHosts = new Tally();
  private readonly httpMethods = new Tally();
  private readonly serverNames = new Tally();
  private readonly attacks: AttackTruth[] = [];

  constructor(private readonly made: AnswerFile['made']) {}

  /** Enters an attack, so that it is in the answers even if none of its frames falls into the capture. */
  plant(attack: AttackTruth): void {
    this.attacks.push(attack);
  }

  /** Counts a frame; frames come in the order of time. */
  record({ timeUs, bytes: { length }, says }: SentFrame): void {
    if (this.packets === 0) this.firstUs = timeUs;
    this.packets++;
    this.bytes += length;
    this.lastUs = timeUs;
    if (says.flow) this.flows.record(says.flow, says);
    this.recordApp(says, length);
    this.recordTime(timeUs, length, says);
    if (says.flow) this.hosts.record(timeUs, length, says.flow, says.fromOriginator);
    else this.arpFrames++;
    this.recordContent(timeUs, says);
    if (says.attack) recordAttack(says.attack, timeUs, length, says);
  }

  /** Everything so far, in the form of the answer file. */
  answers(): AnswerFile {
    const flowsByApp = new Map(this.flows.flowsByApp.sorted().map(({ key, count }) => [key, count]));
    return {
      format: 'wireledger-simulation-answers',
      version: ANSWER_FILE_VERSION,
      made: this.made,
      packets: this.packets,
      bytes: this.bytes,
      firstUs: this.firstUs,
      lastUs: this.lastUs,
      flows: this.flows.answers(),
      apps: [...this.apps.values()]
        .map((row) => ({ ...row, flows: flowsByApp.get(row.app) ?? 0 }))
        .sort((a, b) => b.bytesIn + b.bytesOut - a.bytesIn - a.bytesOut || byCodeUnit(a.app, b.app)),
      minutes: this.minutes,
      seconds: {
        firstSecond: Math.floor(this.firstUs / 1e6),
        packets: this.secondPackets,
        bytes: this.secondBytes,
      },
      dns: this.dns.answers(),
      http: { requests: this.httpRequests, hosts: this.httpHosts.sorted(), methods: this.httpMethods.sorted() },
      tls: { clientHellos: this.clientHellos, serverNames: this.serverNames.sorted() },
      dhcpMessages: this.dhcpMessages,
      arpFrames: this.arpFrames,
      hosts: this.hosts.answers(),
      topTalkers: this.hosts.talkers.sorted(),
      responders: this.hosts.responders.sorted(),
      attacks: this.attacks.map(attackAnswer),
    };
  }

  private recordApp(says: Says, length: number): void {
    let row = this.apps.get(says.app);
    if (!row) this.apps.set(says.app, (row = { app: says.app, packets: 0, bytesIn: 0, bytesOut: 0, flows: 0 }));
    row.packets++;
    const { flow } = says;
    const inwards = flow === null || (says.fromOriginator ? flow.responderInside : flow.originatorInside);
    if (inwards) row.bytesIn += length;
    else row.bytesOut += length;
  }

  private recordTime(timeUs: number, length: number, says: Says): void {
    const second = Math.floor(timeUs / 1e6) - Math.floor(this.firstUs / 1e6);
    while (this.secondPackets.length <= second) {
      this.secondPackets.push(0);
      this.secondBytes.push(0);
    }
    this.secondPackets[second] = (this.secondPackets[second] ?? 0) + 1;
    this.secondBytes[second] = (this.secondBytes[second] ?? 0) + length;
    const startUs = Math.floor(timeUs / 60e6) * 60e6;
    let minute = this.minutes.at(-1);
    if (minute?.startUs !== startUs)
      this.minutes.push((minute = { startUs, packets: 0, bytes: 0, dnsQueries: 0, httpRequests: 0 }));
    minute.packets++;
    minute.bytes += length;
    if (says.dns && !says.dns.response) minute.dnsQueries++;
    if (says.http) minute.httpRequests++;
  }

  private recordContent(timeUs: number, says: Says): void {
    if (says.dns) {
      this.dns.record(timeUs, says.dns.transaction, says.dns.response);
      if (!says.dns.response) this.hosts.asked(says.dns.transaction.client, timeUs);
    }
    if (says.http) {
      this.httpRequests++;
      this.httpHosts.add(says.http.host);
      this.httpMethods.add(says.http.method);
    }
    if (says.serverName !== undefined) {
      this.clientHellos++;
      this.serverNames.add(serverNameFact(says.serverName));
    }
    if (says.dhcp) this.dhcpMessages++;
  }
}

/** A name asked for in TLS as facts carry it: lower case, `\DDD` for bytes outside 0x21–0x7e and for `\`. One character = one byte. */
const serverNameFact = (name: string): string =>
  name
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[^!-[\]-~]/g, (byte) => `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`);

function recordAttack(attack: AttackTruth, timeUs: number, length: number, says: Says): void {
  if (attack.packets === 0) attack.firstUs = timeUs;
  attack.lastUs = timeUs;
  attack.packets++;
  attack.bytes += length;
  if (says.fromOriginator) attack.payloadOut += says.payload;
  else attack.payloadIn += says.payload;
  if (says.dns && !says.dns.response) {
    attack.dnsQueries++;
    attack.names.add(says.dns.transaction.name);
  }
  const { flow } = says;
  if (!flow || flow.packets !== 1) return;
  attack.flows++;
  attack.sources.add(flow.originator.address);
  attack.destinations.add(flow.responder.address);
  attack.ports.add(flow.responder.port);
}

function attackAnswer(attack: AttackTruth): AttackAnswer {
  const { kind, src, dst, firstUs, lastUs, packets, bytes, flows, dnsQueries, payloadOut, payloadIn } = attack;
  return {
    kind,
    src,
    dst,
    sources: [...attack.sources].sort(byCodeUnit),
    destinations: [...attack.destinations].sort(byCodeUnit),
    ports: [...attack.ports].sort((a, b) => a - b),
    ...{ firstUs, lastUs, packets, bytes, flows, dnsQueries },
    distinctNames: attack.names.size,
    payloadOut,
    payloadIn,
  };
}
