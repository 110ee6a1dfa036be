import type { Conversation } from '../frame';
import type { Host } from '../network/hosts';
import type { Site } from '../network/network';
import type { Random } from '../random';
import { applicationData } from '../wire/tls';
import { dialogue, type Turn } from './tcp-dialogue';
import { TcpLink } from './tcp-link';
import { route, tlsTurns } from './web';

/** Below the 300 s after which a silent TCP flow has ended. */
const SHORTEST_SILENCE_US = 15e6;
const LONGEST_SILENCE_US = 50e6;
/** Then its laptop is closed: what stays connected for longer is what a rule about long connections is for. */
const HELD_US = 3 * 3600e6;

/** A connection kept open for messages: a few bytes each half minute, for minutes. */
export function* push(client: Host, site: Site, startUs: number, random: Random): Conversation {
  const link = tlsLink(client, site, random);
  const beats = Array.from({ length: random.int(3, 24) }, () => ({ up: 24, down: 24, pauseUs: silence(random) }));
  const turns = tlsTurns(client.tls, site.name, beats, random);
  return yield* dialogue(link, startUs, turns, 'fin-server', random, { rttUs: site.rttUs, loss: 0 });
}

/** The same, begun before the capture and kept for hours, without an end that is seen: no handshake is either. */
export function* pushSinceLong(
  client: Host,
  site: Site,
  startUs: number,
  first: Turn['from'],
  random: Random,
): Conversation {
  const link = tlsLink(client, site, random);
  return yield* dialogue(link, startUs, beatsForHours(first, random), 'open', random, {
    rttUs: site.rttUs,
    loss: 0,
    established: true,
  });
}

function* beatsForHours(first: Turn['from'], random: Random): Generator<Turn> {
  const second = first === 'client' ? 'server' : 'client';
  for (let [heldUs, pauseUs] = [0, 0]; heldUs < HELD_US; pauseUs = silence(random), heldUs += pauseUs) {
    yield { from: first, bytes: applicationData(24, random), pauseUs };
    yield { from: second, bytes: applicationData(24, random), pauseUs: 2_000 };
  }
}

function silence(random: Random): number {
  return random.int(SHORTEST_SILENCE_US, LONGEST_SILENCE_US);
}

function tlsLink(client: Host, site: Site, random: Random): TcpLink {
  const [from, to] = route(client, site);
  return new TcpLink({ endpoint: from, port: client.port() }, { endpoint: to, port: 443 }, 'tls', random);
}
