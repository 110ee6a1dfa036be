import type { App } from '@wireledger/events';
import type { AttackTruth } from '../answers/attack-truth';
import { FlowTruth } from '../answers/flow-truth';
import type { Says } from '../answers/says';
import type { SentFrame } from '../frame';
import { icmpFrame, udpFrame, type Endpoint } from '../wire/frames';

/** What a datagram may say beyond its flow. */
export type Extra = Partial<Pick<Says, 'dns' | 'dhcp'>>;

/** A UDP flow and its datagrams. `originator` is who asks. */
export class UdpLink {
  private readonly flow: FlowTruth;
  private ipId: number;

  constructor(
    private readonly originator: Endpoint,
    private readonly responder: Endpoint,
    private readonly ports: { readonly originator: number; readonly responder: number },
    app: App,
    private readonly attack?: AttackTruth,
  ) {
    this.flow = new FlowTruth(
      17,
      { address: originator.address, port: ports.originator },
      { address: responder.address, port: ports.responder },
      app,
    );
    this.ipId = ports.originator * 7;
  }

  /** A datagram from the originator. */
  ask(timeUs: number, payload: Uint8Array, extra: Extra = {}): SentFrame {
    return this.send(true, timeUs, payload, extra);
  }

  /** A datagram from the responder. */
  answer(timeUs: number, payload: Uint8Array, extra: Extra = {}): SentFrame {
    return this.send(false, timeUs, payload, extra);
  }

  private send(fromOriginator: boolean, timeUs: number, payload: Uint8Array, extra: Extra): SentFrame {
    const { originator, responder, ports, flow, attack } = this;
    const id = this.ipId++;
    const bytes = fromOriginator
      ? udpFrame(originator, responder, ports.originator, ports.responder, payload, id)
      : udpFrame(responder, originator, ports.responder, ports.originator, payload, id);
    const says = { flow, app: flow.app, fromOriginator, payload: payload.length, flags: 0, ...extra, attack };
    return { timeUs: Math.floor(timeUs), bytes, says };
  }
}

/** ICMP types that stand for ports in a flow: those of the request and of its answer (Community ID v1, "ICMP"). */
export interface IcmpKind {
  readonly request: number;
  readonly reply: number;
}
export const ECHO: IcmpKind = { request: 8, reply: 0 };
export const ECHO_V6: IcmpKind = { request: 128, reply: 129 };
export const NEIGHBOUR: IcmpKind = { request: 135, reply: 136 };

/** An ICMP flow: requests and their replies. */
export class IcmpLink {
  private readonly flow: FlowTruth;
  private ipId = 1;

  constructor(
    private readonly originator: Endpoint,
    private readonly responder: Endpoint,
    private readonly kind: IcmpKind,
  ) {
    this.flow = icmpFlow(originator, responder, kind.request, kind.reply);
  }

  request(timeUs: number, rest: number, body: Uint8Array): SentFrame {
    const bytes = icmpFrame(this.originator, this.responder, this.kind.request, 0, rest, body, this.ipId++);
    return icmpSent(this.flow, true, timeUs, bytes, body.length);
  }

  reply(timeUs: number, rest: number, body: Uint8Array): SentFrame {
    const bytes = icmpFrame(this.responder, this.originator, this.kind.reply, 0, rest, body, this.ipId++);
    return icmpSent(this.flow, false, timeUs, bytes, body.length);
  }
}

/** An ICMP message of its own that nobody answers: an error, an advertisement. */
export function icmpNotice(
  from: Endpoint,
  to: Endpoint,
  type: number,
  code: number,
  body: Uint8Array,
  timeUs: number,
): SentFrame {
  const flow = icmpFlow(from, to, type, code);
  return icmpSent(flow, true, timeUs, icmpFrame(from, to, type, code, 0, body, 0), body.length);
}

function icmpFlow(from: Endpoint, to: Endpoint, sourcePort: number, targetPort: number): FlowTruth {
  const proto = from.ip.length === 16 ? 58 : 1;
  return new FlowTruth(
    proto,
    { address: from.address, port: sourcePort },
    { address: to.address, port: targetPort },
    'icmp',
  );
}

function icmpSent(
  flow: FlowTruth,
  fromOriginator: boolean,
  timeUs: number,
  bytes: Uint8Array,
  payload: number,
): SentFrame {
  return { timeUs: Math.floor(timeUs), bytes, says: { flow, app: 'icmp', fromOriginator, payload, flags: 0 } };
}
