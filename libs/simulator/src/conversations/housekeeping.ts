import type { Conversation, SentFrame } from '../frame';
import type { Host } from '../network/hosts';
import { endpoint } from '../network/hosts';
import type { Network } from '../network/network';
import type { Random } from '../random';
import { concat } from '../wire/byte-writer';
import type { Endpoint } from '../wire/frames';
import { arpFrame, dhcpMessage, ntpPacket, type DhcpFields } from '../wire/small-protocols';
import { ECHO, ECHO_V6, IcmpLink, NEIGHBOUR, UdpLink } from './datagrams';

const NTP = 123;
const DHCP_CLIENT = 68;
const DHCP_SERVER = 67;
const NOBODY = '0.0.0.0';
const EVERYBODY = '255.255.255.255';

/** Asks the time server. */
export function* askTime(network: Network, client: Host, startUs: number, random: Random): Conversation {
  const ports = { originator: client.port(), responder: NTP };
  const link = new UdpLink(client.v4, network.timeServer, ports, 'ntp');
  yield link.ask(startUs, ntpPacket(3, startUs, 0));
  const now = startUs + random.int(9_000, 30_000);
  yield link.answer(now, ntpPacket(4, now, startUs));
  return now;
}

/** Pings somebody, once a second; an answer may be missing. */
export function* ping(from: Endpoint, to: Endpoint, startUs: number, random: Random): Conversation {
  const link = new IcmpLink(from, to, from.ip.length === 16 ? ECHO_V6 : ECHO);
  const id = random.int(1, 0xffff);
  const body = Uint8Array.from({ length: 56 }, (_, i) => i + 8);
  let now = startUs;
  for (let i = 1, count = random.int(3, 6); i <= count; i++, now += 1_000_000) {
    yield link.request(now, id * 0x10000 + i, body);
    if (!random.chance(0.03)) yield link.reply(now + random.int(300, 40_000), id * 0x10000 + i, body);
  }
  return now;
}

/** Asks for a neighbour's MAC address (RFC 826); everyone hears the question. */
export function* resolveMac(asker: Host, asked: Host, startUs: number): Conversation {
  const [a, b] = [asker.v4, asked.v4];
  yield arpSent(arpFrame(1, a, b), startUs);
  yield arpSent(arpFrame(2, b, a), startUs + 180);
  return startUs + 180;
}

/** Tells everyone who owns an address (RFC 5227 §3). */
export function* announce(host: Host, startUs: number): Conversation {
  yield arpSent(arpFrame(1, host.v4, host.v4), startUs);
  return startUs;
}

function arpSent(bytes: Uint8Array, timeUs: number): SentFrame {
  const says = { flow: null, app: 'arp', fromOriginator: true, payload: 0, flags: 0 } as const;
  return { timeUs: Math.floor(timeUs), bytes, says };
}

/** Checks that an IPv6 neighbour is still there (RFC 4861 §7.3). Such packets are only valid with hop limit 255. */
export function* probeNeighbour(asker: Endpoint, asked: Endpoint, startUs: number): Conversation {
  const link = new IcmpLink({ ...asker, ttl: 255 }, { ...asked, ttl: 255 }, NEIGHBOUR);
  yield link.request(startUs, 0, concat(asked.ip, Uint8Array.of(1, 1), asker.mac));
  yield link.reply(startUs + 200, 0x60000000, concat(asked.ip, Uint8Array.of(2, 1), asked.mac));
  return startUs + 200;
}

/**
 * Several hosts switch on one after the other and get an address (RFC 2131 §3.1). Their broadcasts share addresses and ports, so they are one flow;
 * it lasts as long as no 60 s pass between two of them.
 */
export function* switchOn(
  network: Network,
  hosts: readonly { readonly host: Host; readonly name: string }[],
  startUs: number,
  apartUs: number,
  random: Random,
): Conversation {
  const nobody = endpoint(NOBODY, network.routerMac, 64);
  const everybody = endpoint(EVERYBODY, new Uint8Array(6).fill(0xff), 64);
  const ports = { originator: DHCP_CLIENT, responder: DHCP_SERVER };
  const broadcast = new UdpLink(nobody, everybody, ports, 'dhcp');
  let now = startUs;
  for (const { host, name } of hosts) {
    const unicast = new UdpLink(host.v4, network.router.v4, ports, 'dhcp');
    const common = {
      transaction: random.uint32(),
      mac: host.v4.mac,
      client: new Uint8Array(4),
      server: network.router.v4.ip,
    };
    const message = (fields: Pick<DhcpFields, 'message' | 'yours' | 'hostName'>) =>
      dhcpMessage({ ...common, ...fields });
    const asks = (kind: 1 | 3) => message({ message: kind, yours: new Uint8Array(4), hostName: name });
    const gives = (kind: 2 | 5) => message({ message: kind, yours: host.v4.ip, hostName: '' });
    yield withSource(broadcast.ask(now, asks(1), { dhcp: true }), host.v4.mac);
    yield unicast.answer((now += 1_200), gives(2), { dhcp: true });
    yield withSource(broadcast.ask((now += 800), asks(3), { dhcp: true }), host.v4.mac);
    yield unicast.answer((now += 1_100), gives(5), { dhcp: true });
    yield* announce(host, (now += 90_000));
    now += apartUs;
  }
  return now;
}

/** The broadcast link serves many machines: each frame carries the MAC address of its own. */
function withSource(sent: SentFrame, mac: Uint8Array): SentFrame {
  sent.bytes.set(mac, 6);
  return sent;
}

/** Renews a lease with the server directly (RFC 2131 §4.4.5). */
export function* renewLease(network: Network, host: Host, startUs: number, random: Random): Conversation {
  const link = new UdpLink(host.v4, network.router.v4, { originator: DHCP_CLIENT, responder: DHCP_SERVER }, 'dhcp');
  const common = { transaction: random.uint32(), mac: host.v4.mac, client: host.v4.ip, server: network.router.v4.ip };
  const ask = dhcpMessage({ ...common, message: 3, yours: new Uint8Array(4), hostName: host.name });
  yield link.ask(startUs, ask, { dhcp: true });
  const answer = dhcpMessage({ ...common, message: 5, yours: host.v4.ip, hostName: '' });
  yield link.answer(startUs + 900, answer, { dhcp: true });
  return startUs + 900;
}
