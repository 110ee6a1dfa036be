import { AttackTruth } from '../answers/attack-truth';
import { lookUp, type Lookup } from '../conversations/lookup';
import { dialogue } from '../conversations/tcp-dialogue';
import { TcpLink } from '../conversations/tcp-link';
import { tlsTurns, type Exchange } from '../conversations/web';
import type { Conversation } from '../frame';
import { endpoint, type Host } from '../network/hosts';
import type { Random } from '../random';
import type { Arrival } from '../schedule';
import { dnsName, type DnsName } from '../wire/dns-message';
import type { Endpoint } from '../wire/frames';
import { TLS_CLIENTS } from '../wire/tls';
import { moments, scaled, type Planted, type Stage } from './attack';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const TUNNEL_QUERIES = 300;
const TUNNEL_DOMAIN = dnsName('t.update-check.example');

/** Data carried out in names, and orders brought back in TXT, NULL and CNAME answers: each name is used once. */
export function dnsTunnel(stage: Stage): Planted {
  const infected = stage.network.workstations[6] as Host;
  const truth = new AttackTruth('dns-tunnel', infected.v4.address, stage.network.resolver.v4.address);
  function* arrivals(): Generator<Arrival> {
    for (const { index, atUs } of moments(stage, scaled(TUNNEL_QUERIES, stage.intensity))) {
      const random = stage.random.fork();
      const lookups = [tunnelLookup(index, random)];
      yield { atUs, conversation: lookUp(stage.network, infected, lookups, atUs, random, truth) };
    }
  }
  return { truth, arrivals: arrivals() };
}

function tunnelLookup(index: number, random: Random): Lookup {
  const chunk = (length: number) => Array.from({ length }, () => random.pick(Array.from(BASE32))).join('');
  const name: DnsName = [chunk(56), `${chunk(30)}${index.toString(32)}`, ...TUNNEL_DOMAIN];
  const type = random.pick(['TXT', 'TXT', 'NULL', 'CNAME'] as const);
  const question = { name, type };
  if (type === 'CNAME') {
    const target: DnsName = [chunk(40), ...TUNNEL_DOMAIN];
    return { question, rcode: 0, answers: [{ type, owner: name, ttl: 0, target }], fate: 'answered' };
  }
  const data = type === 'TXT' ? Uint8Array.from(chunk(random.int(60, 220)), (c) => c.charCodeAt(0)) : random.bytes(160);
  return { question, rcode: 0, answers: [{ type, owner: name, ttl: 0, data }], fate: 'answered' };
}

const HTTPS = 443;
const BEACON_JITTER = 0.1;
const BEACON_RTT_US = 45_000;
const BEACONS_WANTED = 24;
const BEACON_SHORTEST_US = 1.5e6;
const BEACON_LONGEST_US = 60e6;

/** An implant calls home at regular intervals with the same few bytes; each time a connection of its own. */
export function beacon(stage: Stage): Planted {
  const infected = stage.network.workstations[8] as Host;
  const home = endpoint('203.0.113.77', stage.network.routerMac, 53);
  const truth = new AttackTruth('beacon', infected.v4.address, home.address);
  const wished = stage.spanUs / (BEACONS_WANTED * stage.intensity);
  const everyUs = Math.min(BEACON_LONGEST_US, Math.max(BEACON_SHORTEST_US, wished));
  function* arrivals(): Generator<Arrival> {
    for (let dueUs = stage.startUs; dueUs < stage.startUs + stage.spanUs; dueUs += everyUs) {
      const random = stage.random.fork();
      const atUs = Math.floor(dueUs + random.real() * BEACON_JITTER * everyUs);
      const exchanged: Exchange[] = [{ up: 256, down: 128, pauseUs: 1_000 }];
      yield {
        atUs,
        conversation: upload(infected, home, 'cdn-sync.example', exchanged, BEACON_RTT_US, atUs, random, truth),
      };
    }
  }
  return { truth, arrivals: arrivals() };
}

const UPLOAD_LEAST = 1_000_000;
/** Bytes for each second of the simulation's span. */
const UPLOAD_PER_SECOND = 50_000;
const UPLOAD_MOST = 24_000_000;
const UPLOAD_PIECE = 48_000;
const UPLOAD_RTT_US = 18_000;

/** A workstation sends far more to one address outside than it ever got from there. Volume rules of 100 MB need an intensity of five and more. */
export function exfiltration(stage: Stage): Planted {
  const thief = stage.network.workstations[10] as Host;
  const drop = endpoint('198.51.100.150', stage.network.routerMac, 53);
  const truth = new AttackTruth('exfiltration', thief.v4.address, drop.address);
  const plain = Math.min(UPLOAD_MOST, UPLOAD_LEAST + (stage.spanUs / 1e6) * UPLOAD_PER_SECOND);
  const pieces = scaled(plain / UPLOAD_PIECE, stage.intensity);
  const pauseUs = Math.floor((stage.spanUs / pieces) * 0.7);
  const random = stage.random.fork();
  function* exchanged(): Generator<Exchange> {
    for (let i = 0; i < pieces; i++) yield { up: UPLOAD_PIECE, down: 60, pauseUs };
  }
  function* arrivals(): Generator<Arrival> {
    const conversation = upload(
      thief,
      drop,
      'files.upload.example',
      exchanged(),
      UPLOAD_RTT_US,
      stage.startUs,
      random,
      truth,
    );
    yield { atUs: stage.startUs, conversation };
  }
  return { truth, arrivals: arrivals() };
}

function* upload(
  client: Host,
  server: Endpoint,
  serverName: string,
  exchanged: Iterable<Exchange>,
  rttUs: number,
  startUs: number,
  random: Random,
  truth: AttackTruth,
): Conversation {
  const from = { endpoint: client.v4, port: client.port() };
  const link = new TcpLink(from, { endpoint: server, port: HTTPS }, 'tls', random, truth);
  const profile = TLS_CLIENTS[2] as (typeof TLS_CLIENTS)[number];
  const turns = tlsTurns(profile, serverName, exchanged, random);
  return yield* dialogue(link, startUs, turns, 'fin-client', random, { rttUs, loss: 0 });
}
