import type { App } from '@wireledger/events';
import type { AttackTruth } from '../answers/attack-truth';
import type { Conversation } from '../frame';
import type { Host } from '../network/hosts';
import type { Random } from '../random';
import type { Endpoint } from '../wire/frames';
import { quotedPacket } from '../wire/frames';
import { UdpLink, icmpNotice } from './datagrams';
import { TcpLink } from './tcp-link';

/** Where a connection attempt goes, and under which application it counts. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly port: number;
  readonly app: App;
}

/** A connection attempt that a RST answers. */
export function* refused(
  client: Host,
  target: Target,
  startUs: number,
  random: Random,
  attack?: AttackTruth,
): Conversation {
  const link = attempt(client, target, random, attack);
  yield link.syn(startUs);
  const now = startUs + random.int(300, 30_000);
  yield link.reset('server', now);
  return now;
}

/** A connection attempt that nobody answers. @param tries SYNs, at 0, 1, 3, 7 s */
export function* ignored(
  client: Host,
  target: Target,
  startUs: number,
  random: Random,
  tries: number,
  attack?: AttackTruth,
): Conversation {
  const link = attempt(client, target, random, attack);
  let now = startUs;
  yield link.syn(now);
  for (let i = 1; i < tries; i++) yield link.synAgain((now += 1_000_000 * 2 ** (i - 1)));
  return now;
}

/** A connection attempt that the client itself gives up before anybody answered. */
export function* givenUp(client: Host, target: Target, startUs: number, random: Random): Conversation {
  const link = attempt(client, target, random, undefined);
  yield link.syn(startUs);
  yield link.reset('client', startUs + 800_000);
  return startUs + 800_000;
}

/** A connection attempt that is answered and then torn by the client: how a SYN scan meets an open port. */
export function* halfOpened(
  client: Host,
  target: Target,
  startUs: number,
  random: Random,
  attack?: AttackTruth,
): Conversation {
  const link = attempt(client, target, random, attack);
  yield link.syn(startUs);
  yield link.synAck(startUs + 15_000);
  yield link.reset('client', startUs + 15_200);
  return startUs + 15_200;
}

function attempt(client: Host, target: Target, random: Random, attack: AttackTruth | undefined): TcpLink {
  return new TcpLink({ endpoint: client.v4, port: client.port() }, target, target.app, random, attack);
}

const PORT_UNREACHABLE = 3;

/** A datagram to a port where nobody listens; the host says so with an ICMP error that quotes it (RFC 792). */
export function* unreachable(client: Host, server: Host, startUs: number, random: Random): Conversation {
  const ports = { originator: client.port(), responder: random.int(20_000, 29_999) };
  const datagram = new UdpLink(client.v4, server.v4, ports, 'other').ask(startUs, random.bytes(random.int(12, 200)));
  yield datagram;
  const now = startUs + 450;
  yield icmpNotice(server.v4, client.v4, 3, PORT_UNREACHABLE, quotedPacket(datagram.bytes, 28), now);
  return now;
}
