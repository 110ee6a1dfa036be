import { HOSTILE_HOST_NAMES, HOSTILE_NAMES, HOSTILE_REQUESTS, HOSTILE_SERVER_NAMES } from './network/hostile';
import { switchOn } from './conversations/housekeeping';
import { lookUp, missingLookup, type Lookup } from './conversations/lookup';
import { pushSinceLong } from './conversations/push';
import { dialogue } from './conversations/tcp-dialogue';
import { TcpLink } from './conversations/tcp-link';
import { httpConnection, tlsTurns } from './conversations/web';
import type { Conversation } from './frame';
import { everyday, leaseKey, type Scene } from './mix';
import type { Host } from './network/hosts';
import type { Site } from './network/network';
import type { Random } from './random';
import type { Arrival } from './schedule';

/** How far the stream is, told by whoever sends the frames. */
export interface Progress {
  /** Frames sent so far, attacks left out. */
  frames: number;
}

/** Packets of an average everyday conversation; only the first guess, `Progress` corrects it. */
const PACKETS_PER_CONVERSATION = 22;
/** Load swings by a third around its mean, up and down in ten minutes. */
const SWING = 0.33;
const SWING_US = 600e6;
const CORRECTION_S = 8;

/** Everyday conversations for ever, so many that `rate` packets a second come out of them on average. */
export function* everydayArrivals(
  scene: Scene,
  startUs: number,
  rate: number,
  progress: Progress,
  random: Random,
): Generator<Arrival> {
  let now = startUs;
  for (;;) {
    const phase = ((now - startUs) / SWING_US) * 2 * Math.PI;
    const due = rate * ((now - startUs) / 1e6 + (SWING * SWING_US * (1 - Math.cos(phase))) / (2 * Math.PI * 1e6));
    const current = rate * (1 + SWING * Math.sin(phase));
    const ahead = (progress.frames - due) / (rate * CORRECTION_S);
    const slower = Math.min(4, Math.max(0.25, 1 + ahead));
    now += Math.max(1, Math.round(random.exponential((PACKETS_PER_CONVERSATION / current) * 1e6 * slower)));
    const own = random.fork();
    yield { atUs: now, conversation: everyday(scene, now, own) };
  }
}

/** The opening: connections older than the capture, then some hosts switch on. */
export function* openingArrivals({ network, rests }: Scene, startUs: number, random: Random): Generator<Arrival> {
  const site = network.sites[0] as Site;
  for (const [i, first] of (['client', 'server'] as const).entries()) {
    const client = network.workstations[i + 5] as Host;
    const atUs = startUs + 20_000 + i * 350_000;
    yield { atUs, conversation: pushSinceLong(client, site, atUs, first, random.fork()) };
  }
  const starting = network.workstations.slice(9);
  starting.forEach((host) => rests.take(leaseKey(host), startUs));
  const hosts = starting.map((host, i) => ({ host, name: HOSTILE_HOST_NAMES[i] ?? host.name }));
  const atUs = startUs + 700_000;
  yield { atUs, conversation: switchOn(network, hosts, atUs, 600_000, random.fork()) };
}

/** Each hostile name soon after the start, one per `apartUs`, and again after each `againUs`. */
export function* hostileArrivals(
  { network }: Scene,
  startUs: number,
  apartUs: number,
  againUs: number,
  random: Random,
): Generator<Arrival> {
  for (let roundUs = startUs; ; roundUs += againUs) {
    let atUs = roundUs;
    for (const name of HOSTILE_NAMES) {
      atUs += apartUs;
      const own = random.fork();
      const client = own.pick(network.workstations);
      yield { atUs, conversation: lookUp(network, client, [hostileLookup(name, own)], atUs, own) };
    }
    for (const serverName of HOSTILE_SERVER_NAMES) {
      atUs += apartUs;
      yield {
        atUs,
        conversation: hostileHello(
          network.workstations[1] as Host,
          network.sites[2] as Site,
          serverName,
          atUs,
          random.fork(),
        ),
      };
    }
    for (const request of HOSTILE_REQUESTS) {
      atUs += apartUs;
      const requests = [{ method: 'GET', ...request }];
      const site = network.sites[3] as Site;
      yield {
        atUs,
        conversation: httpConnection(network.workstations[2] as Host, site, requests, atUs, random.fork()),
      };
    }
  }
}

/** Some hostile names resolve, most do not. */
function hostileLookup(name: readonly string[], random: Random): Lookup {
  if (random.chance(0.6)) return missingLookup(name);
  const address = Uint8Array.of(203, 0, 113, 199);
  return { ...missingLookup(name), rcode: 0, answers: [{ type: 'A', owner: name, ttl: 60, address }] };
}

function* hostileHello(client: Host, site: Site, serverName: string, startUs: number, random: Random): Conversation {
  const link = new TcpLink(
    { endpoint: client.v4, port: client.port() },
    { endpoint: site.v4, port: 443 },
    'tls',
    random,
  );
  const turns = tlsTurns(client.tls, serverName, [], random);
  return yield* dialogue(link, startUs, turns, 'fin-server', random, { rttUs: site.rttUs, loss: 0 });
}
