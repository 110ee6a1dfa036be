import { givenUp, ignored, refused, unreachable, type Target } from './conversations/refusals';
import { lookUp, mailLookup, missingLookup, reverseLookup, siteLookup, textLookup } from './conversations/lookup';
import { announce, askTime, ping, probeNeighbour, renewLease, resolveMac } from './conversations/housekeeping';
import { smbConnection, sshConnection } from './conversations/remote';
import { push } from './conversations/push';
import { httpConnection, visit } from './conversations/web';
import type { Conversation } from './frame';
import type { Host } from './network/hosts';
import { MAIL_DOMAINS, MISSING_NAMES, PATHS, USER_AGENTS } from './network/names';
import type { Network } from './network/network';
import type { Random } from './random';
import { utf8 } from './wire/byte-writer';
import { dnsName } from './wire/dns-message';

/** What a kind of conversation may use. */
export interface Scene {
  readonly network: Network;
  readonly rests: Rests;
}

/**
 * Flows without ephemeral ports (ping, DHCP, neighbour discovery) have the same addresses and ports each time. A pair rests for ten minutes before
 * it is used again, so that each use is a flow of its own however idle time is measured.
 */
export class Rests {
  private readonly until = new Map<string, number>();

  /** Takes the key from now on, or says false while it rests. */
  take(key: string, nowUs: number): boolean {
    if ((this.until.get(key) ?? 0) > nowUs) return false;
    this.until.set(key, nowUs + REST_US);
    return true;
  }
}
const REST_US = 620e6;

/** A kind of everyday conversation. `begin` answers null when the choice that chance made is resting. */
interface Kind {
  readonly weight: number;
  readonly begin: (scene: Scene, startUs: number, random: Random) => Conversation | null;
}

const LAN_RTT_US = 400;

const KINDS: readonly Kind[] = [
  {
    weight: 40,
    begin: ({ network }, at, r) => visit(network, r.pickPopular(network.clients), r.pickPopular(network.sites), at, r),
  },
  { weight: 9, begin: lookOnly },
  { weight: 4, begin: missing },
  { weight: 2, begin: odd },
  { weight: 1, begin: unanswered },
  { weight: 4, begin: intranetVisit },
  { weight: 3, begin: ({ network }, at, r) => smbConnection(r.pick(network.workstations), network.fileServer, at, r) },
  { weight: 0.6, begin: shellSession },
  { weight: 0.5, begin: ({ network }, at, r) => push(r.pick(network.clients), r.pick(network.sites), at, r) },
  { weight: 5, begin: ({ network }, at, r) => askTime(network, r.pick(network.insiders), at, r) },
  { weight: 1.5, begin: pingSomebody },
  { weight: 6, begin: ({ network }, at, r) => resolveMac(network.router, r.pick(network.workstations), at) },
  { weight: 0.7, begin: ({ network }, at, r) => announce(r.pick(network.insiders), at) },
  { weight: 1, begin: neighbour },
  { weight: 0.5, begin: renewal },
  { weight: 1, begin: closedPort },
  { weight: 0.6, begin: deadHost },
  { weight: 0.5, begin: strayDatagram },
];

const TOTAL_WEIGHT = KINDS.reduce((sum, { weight }) => sum + weight, 0);

/** Begins a conversation of a kind chosen by weight. */
export function everyday(scene: Scene, startUs: number, random: Random): Conversation {
  for (;;) {
    let dice = random.real() * TOTAL_WEIGHT;
    const kind = KINDS.find(({ weight }) => (dice -= weight) < 0);
    const conversation = kind?.begin(scene, startUs, random);
    if (conversation) return conversation;
  }
}

function lookOnly({ network }: Scene, at: number, random: Random): Conversation {
  const client = random.pickPopular(network.clients);
  return lookUp(network, client, [siteLookup(random.pickPopular(network.sites), 'A', random)], at, random);
}

function missing({ network }: Scene, at: number, random: Random): Conversation {
  const lookup = missingLookup(dnsName(random.pickPopular(MISSING_NAMES)));
  return lookUp(network, random.pick(network.clients), [lookup], at, random);
}

function odd({ network }: Scene, at: number, random: Random): Conversation {
  const dice = random.real();
  const site = random.pickPopular(network.sites);
  const domain = random.pick(MAIL_DOMAINS);
  if (dice < 0.5)
    return lookUp(network, random.pick(network.insiders), [reverseLookup(site.v4.ip, site.name)], at, random);
  if (dice < 0.8) return lookUp(network, network.intranet, [mailLookup(domain)], at, random);
  const policy = textLookup(domain, utf8('v=spf1 ip4:192.0.2.0/24 -all'));
  const broken = { ...policy, rcode: 2, answers: [] };
  return lookUp(network, network.intranet, [random.chance(0.3) ? broken : policy], at, random);
}

function unanswered({ network }: Scene, at: number, random: Random): Conversation {
  const lookup = { ...siteLookup(random.pick(network.sites), 'A', random), fate: 'unanswered' } as const;
  return lookUp(network, random.pick(network.clients), [lookup], at, random);
}

function intranetVisit({ network }: Scene, at: number, random: Random): Conversation {
  const client = random.pick(network.clients);
  const agent = random.pickPopular(USER_AGENTS);
  const request = { method: 'GET', path: random.pickPopular(PATHS), host: 'intranet.corp.test', agent, referer: '' };
  return httpConnection(client, { ...network.intranet, rttUs: LAN_RTT_US }, [request], at, random);
}

function shellSession({ network }: Scene, at: number, random: Random): Conversation {
  const clientBanner = 'SSH-2.0-Client_9.6';
  const session = {
    clientBanner,
    refusals: 0,
    lines: random.int(2, 20),
    ending: 'fin-client',
    rttUs: LAN_RTT_US,
  } as const;
  return sshConnection(random.pick(network.workstations), network.shellServer, session, at, random);
}

function pingSomebody({ network, rests }: Scene, at: number, random: Random): Conversation | null {
  const from = random.pick(network.insiders);
  const overV6 = from.v6 !== null && random.chance(0.4);
  const site = random.pick(network.sites);
  const target = random.chance(0.5) ? network.router : site;
  const pair = overV6 ? [from.v6, target.v6] : [from.v4, target.v4];
  const [a, b] = pair;
  if (!a || !b || a === b || !rests.take(`ping ${a.address} ${b.address}`, at)) return null;
  // Seen from the router's side, a ping between the same two the other way round would be the same flow.
  return rests.take(`ping ${b.address} ${a.address}`, at) ? ping(a, b, at, random) : null;
}

function neighbour({ network, rests }: Scene, at: number, random: Random): Conversation | null {
  const host = random.pick(network.insiders);
  if (!host.v6 || !network.router.v6 || host === network.router) return null;
  return rests.take(`neighbour ${host.v6.address}`, at) ? probeNeighbour(host.v6, network.router.v6, at) : null;
}

function renewal({ network, rests }: Scene, at: number, random: Random): Conversation | null {
  const host = random.pick(network.clients);
  return rests.take(leaseKey(host), at) ? renewLease(network, host, at, random) : null;
}

/** Key under which a host's DHCP exchange rests. */
export function leaseKey(host: Host): string {
  return `lease ${host.v4.address}`;
}

function closedPort({ network }: Scene, at: number, random: Random): Conversation {
  const closed: readonly Target[] = [
    { endpoint: network.printer.v4, port: 80, app: 'http' },
    { endpoint: network.fileServer.v4, port: 443, app: 'tls' },
    { endpoint: random.pick(network.sites).v4, port: 25, app: 'smtp' },
  ];
  return refused(random.pick(network.workstations), random.pick(closed), at, random);
}

function deadHost({ network }: Scene, at: number, random: Random): Conversation {
  const endpoint = { ...random.pick(network.sites).v4, ip: Uint8Array.of(192, 0, 2, 99), address: '192.0.2.99' };
  const [client, target] = [random.pick(network.clients), { endpoint, port: 443, app: 'tls' } as const];
  return random.chance(0.3)
    ? givenUp(client, target, at, random)
    : ignored(client, target, at, random, random.int(2, 4));
}

function strayDatagram({ network, rests }: Scene, at: number, random: Random): Conversation | null {
  const client = random.pick(network.workstations);
  const key = `unreachable ${network.printer.v4.address} ${client.v4.address}`;
  return rests.take(key, at) ? unreachable(client, network.printer, at, random) : null;
}
