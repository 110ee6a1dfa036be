import type { Packet } from '@wireledger/decoders';
import { APPS } from '@wireledger/events/telemetry';
import { appId, OTHER, TLS } from '../app-ports';
import { type DatagramHints, datagramHints } from './datagram-hints';
import type { DatagramProtocol, Protocol, ProtocolContext, StreamProtocol } from './protocol';
import { PROTOCOLS } from './registry';
import { streamHints } from './stream-hints';

/** How a first payload is recognised, and the label (index in `APPS`) that it gives. */
interface Claim {
  readonly claims: (bytes: Uint8Array, start: number, end: number) => boolean;
  readonly label: number;
}

/** Claims by first byte: most payloads are nobody's or one's by it. */
class Claims {
  /** Of flows whose port says nothing, and of all others. */
  private readonly unknown: readonly (readonly Claim[])[];
  private readonly known: readonly (readonly Claim[])[];

  constructor(protocols: readonly (StreamProtocol | DatagramProtocol)[]) {
    this.unknown = byFirst(protocols);
    this.known = byFirst(protocols.filter(({ onlyUnknown }) => !onlyUnknown));
  }

  label({ bytes, payload, payloadEnd }: Packet, app: number): number {
    const asked = (app === OTHER ? this.unknown : this.known)[bytes[payload] as number] as readonly Claim[];
    for (const { claims, label } of asked) if (claims(bytes, payload, payloadEnd)) return label;
    return -1;
  }
}

/** All protocols of a pipeline: who claims a first payload, who reads which label. */
export class Protocols {
  /** By label (index in `APPS`). */
  readonly streams: readonly (StreamProtocol | null)[];
  readonly datagrams: readonly (DatagramProtocol | null)[];
  readonly hints: DatagramHints;
  /** `streamHints` of all. */
  readonly streamHints: Uint8Array;
  private readonly all: readonly Protocol[];
  private readonly streamClaims: Claims;
  private readonly datagramClaims: Claims;

  /** @throws when two protocols want the same label */
  constructor(outer: Omit<ProtocolContext, 'openTls'>) {
    const context: ProtocolContext = { ...outer, openTls: () => this.streams[appId('tls')]?.open() ?? null };
    this.all = PROTOCOLS.map((make) => make(context));
    const streams = this.all.flatMap(({ stream }) => stream ?? []);
    const datagrams = this.all.flatMap(({ datagram }) => datagram ?? []);
    this.streams = byLabel(streams);
    this.datagrams = byLabel(datagrams);
    this.hints = datagramHints(datagrams);
    this.streamHints = streamHints(streams);
    this.streamClaims = new Claims(streams);
    this.datagramClaims = new Claims(datagrams);
  }

  /** Label by the first payload of a TCP flow that has the label `app` by its ports, -1 when it says nothing. */
  streamLabel(packet: Packet, app: number): number {
    return this.streamClaims.label(packet, app);
  }

  /** The same of a UDP flow. */
  datagramLabel(packet: Packet, app: number): number {
    return this.datagramClaims.label(packet, app);
  }

  /** Something new that TLS over TCP says (`CoreHooks`). True when nothing more of its sender is wanted. */
  told(what: number, bytes: Uint8Array, start: number, end: number): boolean {
    return this.streams[TLS]?.counted?.told?.(what, bytes, start, end) ?? false;
  }

  expire(second: number): void {
    for (const protocol of this.all) protocol.expire?.(second);
  }

  finish(second: number): void {
    for (const protocol of this.all) protocol.finish?.(second);
  }

  /** Open questions of all protocols that were given up for want of room. */
  evicted(): number {
    return this.all.reduce((sum, { evicted }) => sum + (evicted ?? 0), 0);
  }

  /** Figures of all protocols. */
  figures(): Readonly<Record<string, number | readonly string[]>> {
    return Object.assign({}, ...this.all.map(({ figures }) => figures)) as Record<string, number | readonly string[]>;
  }
}

function claimsOf(protocols: readonly (StreamProtocol | DatagramProtocol)[]): Claim[] {
  return protocols.flatMap(({ apps, claims }) => (claims ? { claims, label: appId(apps[0]) } : []));
}

/** Claims by first byte. Equal ones are one list, so that few of the processor's cache lines are touched. */
function byFirst(protocols: readonly (StreamProtocol | DatagramProtocol)[]): (readonly Claim[])[] {
  const lists = new Map<string, readonly Claim[]>();
  return Array.from({ length: 256 }, (_, first) => {
    const asked = protocols.filter(({ begins }) => begins?.(first) ?? true);
    const who = asked.map(({ apps }) => apps[0]).join();
    const list = lists.get(who) ?? claimsOf(asked);
    lists.set(who, list);
    return list;
  });
}

function byLabel<P extends StreamProtocol | DatagramProtocol>(protocols: readonly P[]): (P | null)[] {
  const table = APPS.map((): P | null => null);
  for (const protocol of protocols)
    for (const app of protocol.apps) {
      if (table[appId(app)]) throw new Error(`two protocols read ${app}`);
      table[appId(app)] = protocol;
    }
  return table;
}
