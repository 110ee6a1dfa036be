import type { AttackTruth } from '../answers/attack-truth';
import type { Conversation } from '../frame';
import type { Host } from '../network/hosts';
import { PATHS, USER_AGENTS } from '../network/names';
import type { Network, Site } from '../network/network';
import type { Random } from '../random';
import { concat, latin1 } from '../wire/byte-writer';
import type { Endpoint } from '../wire/frames';
import { quicInitial, quicShort } from '../wire/small-protocols';
import { applicationData, clientFinished, clientHello, serverFlight, type TlsClientProfile } from '../wire/tls';
import { UdpLink } from './datagrams';
import { lookUp, siteLookup } from './lookup';
import { dialogue, type Ending, type Turn } from './tcp-dialogue';
import { TcpLink } from './tcp-link';

const HTTPS = 443;
const HTTP = 80;

/** Looks a site up (unless the name is still known) and talks to it. */
export function* visit(network: Network, client: Host, site: Site, startUs: number, random: Random): Conversation {
  let now = startUs;
  if (random.chance(0.7)) {
    const types = client.v6 === null ? (['A'] as const) : (['A', 'AAAA'] as const);
    now = yield* lookUp(
      network,
      client,
      types.map((type) => siteLookup(site, type, random)),
      now,
      random,
    );
    now += random.int(300, 2_000);
  }
  switch (site.speaks) {
    case 'tls':
      return yield* tlsVisit(client, site, now, random);
    case 'http':
      return yield* httpVisit(client, site, now, random);
    case 'quic':
      return yield* quicVisit(client, site, now, random);
  }
}

/** The addresses two sides use with each other: IPv6 when both have it. */
export function route(client: Host, site: Pick<Site, 'v4' | 'v6'>): readonly [Endpoint, Endpoint] {
  return client.v6 && site.v6 ? [client.v6, site.v6] : [client.v4, site.v4];
}

function* tlsVisit(client: Host, site: Site, startUs: number, random: Random): Conversation {
  const [from, to] = route(client, site);
  const link = new TcpLink({ endpoint: from, port: client.port() }, { endpoint: to, port: HTTPS }, 'tls', random);
  const ending = pickEnding(random);
  const turns = tlsTurns(client.tls, site.name, exchanges(random), random);
  return yield* dialogue(link, startUs, turns, ending, random, { rttUs: site.rttUs, loss: 0.01 });
}

/** One request and its answer, in bytes of content, after a pause. */
export interface Exchange {
  readonly up: number;
  readonly down: number;
  readonly pauseUs: number;
}

function exchanges(random: Random): Exchange[] {
  return Array.from({ length: random.int(1, 3) }, (_, i) => ({
    up: random.int(180, 900),
    down: random.pareto(400, 0.9, 60_000),
    pauseUs: i === 0 ? 500 : random.int(20_000, 4_000_000),
  }));
}

/** Handshake and encrypted exchanges. */
export function* tlsTurns(
  profile: TlsClientProfile,
  serverName: string,
  exchanged: Iterable<Exchange>,
  random: Random,
): Generator<Turn> {
  const hello = clientHello(profile, serverName, random);
  yield { from: 'client', bytes: hello, pauseUs: 300, extra: { serverName } };
  yield { from: 'server', bytes: serverFlight(profile, random), pauseUs: 900 };
  yield { from: 'client', bytes: clientFinished(profile, random), pauseUs: 700 };
  for (const { up, down, pauseUs } of exchanged) {
    if (up > 0) yield { from: 'client', bytes: applicationData(up, random), pauseUs };
    if (down > 0) yield { from: 'server', bytes: applicationData(down, random), pauseUs: random.int(1_000, 40_000) };
  }
}

function pickEnding(random: Random): Ending {
  const dice = random.real();
  if (dice < 0.03) return 'rst-client';
  if (dice < 0.05) return 'rst-server';
  if (dice < 0.06) return 'half-client';
  if (dice < 0.07) return 'half-server';
  return dice < 0.2 ? 'fin-server' : 'fin-client';
}

/** Header values of a request; one character a byte. */
export interface RequestFields {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly agent: string;
  readonly referer: string;
}

function* httpVisit(client: Host, site: Site, startUs: number, random: Random): Conversation {
  const agent = random.pickPopular(USER_AGENTS);
  const requests = Array.from({ length: random.int(1, 3) }, () => {
    const method = random.chance(0.1) ? 'POST' : random.chance(0.05) ? 'HEAD' : 'GET';
    return { method, path: random.pickPopular(PATHS), host: site.name, agent, referer: '' };
  });
  return yield* httpConnection(client, site, requests, startUs, random);
}

/** Requests over one kept connection. */
export function* httpConnection(
  client: Host,
  site: Pick<Site, 'v4' | 'v6' | 'rttUs'>,
  requests: readonly RequestFields[],
  startUs: number,
  random: Random,
  attack?: AttackTruth,
): Conversation {
  const [from, to] = route(client, site);
  const link = new TcpLink(
    { endpoint: from, port: client.port() },
    { endpoint: to, port: HTTP },
    'http',
    random,
    attack,
  );
  const options = { rttUs: site.rttUs, loss: 0.01 };
  return yield* dialogue(link, startUs, httpTurns(requests, random), pickEnding(random), random, options);
}

function* httpTurns(requests: readonly RequestFields[], random: Random): Generator<Turn> {
  for (const [i, request] of requests.entries()) {
    const { method, host } = request;
    const pauseUs = i === 0 ? 400 : random.int(30_000, 3_000_000);
    yield { from: 'client', bytes: httpRequest(request, random), pauseUs, extra: { http: { method, host } } };
    yield { from: 'server', bytes: httpResponse(method, random), pauseUs: random.int(2_000, 60_000) };
  }
}

/** A request (RFC 9112 §3). A POST fits into one segment with its form. */
export function httpRequest({ method, path, host, agent, referer }: RequestFields, random: Random): Uint8Array {
  const form = method === 'POST' ? `name=value&number=${random.int(1, 99_999)}` : '';
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, `User-Agent: ${agent}`, 'Accept: */*'];
  if (referer !== '') lines.push(`Referer: ${referer}`);
  if (form !== '') lines.push('Content-Type: application/x-www-form-urlencoded', `Content-Length: ${form.length}`);
  return latin1(`${lines.join('\r\n')}\r\n\r\n${form}`);
}

const STATUSES = [
  '200 OK',
  '200 OK',
  '200 OK',
  '200 OK',
  '304 Not Modified',
  '301 Moved Permanently',
  '404 Not Found',
  '500 Internal Server Error',
];

function httpResponse(method: string, random: Random): Uint8Array {
  const status = random.pickPopular(STATUSES);
  const bodiless = method === 'HEAD' || status.startsWith('304');
  const length = bodiless ? 0 : random.pareto(300, 0.9, 40_000);
  const lines = [
    `HTTP/1.1 ${status}`,
    'Server: web/1.18',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${length}`,
  ];
  if (status.startsWith('301')) lines.push('Location: https://www.search.example/');
  return concat(latin1(`${lines.join('\r\n')}\r\n\r\n`), new Uint8Array(length).fill(0x2e));
}

function* quicVisit(client: Host, site: Site, startUs: number, random: Random): Conversation {
  const [from, to] = route(client, site);
  const link = new UdpLink(from, to, { originator: client.port(), responder: HTTPS }, 'quic');
  const [there, back] = [random.bytes(8), random.bytes(8)];
  let now = startUs;
  yield link.ask(now, quicInitial(1200, there, back, random));
  yield link.answer((now += site.rttUs), quicInitial(1200, back, there, random));
  yield link.answer((now += 60), quicInitial(1200, back, there, random));
  yield link.ask((now += 200), quicInitial(1200, there, back, random));
  for (let round = random.int(1, 4); round > 0; round--) {
    yield link.ask((now += random.int(500, 900_000)), quicShort(random.int(60, 500), there, random));
    now += site.rttUs;
    for (let left = random.int(1, 12); left > 0; left--) {
      yield link.answer((now += 100), quicShort(left === 1 ? random.int(60, 1200) : 1252, back, random));
      if (left % 4 === 1) yield link.ask((now += 90), quicShort(38, there, random));
    }
  }
  return now;
}
