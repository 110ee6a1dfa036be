import type { Frame } from '../frame';
import { endpoint } from '../network/hosts';
import { Random } from '../random';
import { dnsQuery, dnsResponse, type DnsName, type DnsQuestion, type DnsRecord } from '../wire/dns-message';
import { udpFrame, type Endpoint } from '../wire/frames';
import type { LoadOptions } from './load-options';

const CLIENTS = 1000;
const NAMES = 5000;
const DNS_PORT = 53;
const FIRST_PORT = 1024;
const PORTS = 64_512;
const UNANSWERED = 0.015;
const MISSING = 0.06;
const ALIASED = 0.3;
const MISSING_RCODE = 3;
const UDP_SIZE = 1232;
/** Every answer takes so long: they come in the order of the queries. */
const ANSWER_US = 3000;
const CLIENT_MAC = Uint8Array.of(2, 0, 0, 0, 0, 3);
const RESOLVER_MAC = Uint8Array.of(2, 0, 0, 0, 0, 4);
const WORDS = ['north', 'river', 'maple', 'cloud', 'stone', 'amber', 'delta', 'orbit', 'cedar', 'pixel', 'lumen'];
const TOPS = ['com', 'net', 'org', 'example'];
const HOSTS = ['www', 'api', 'cdn', 'img', 'static', 'mail', 'login'];

/**
 * Lookups of names and nothing else: `count` queries over UDP and their answers (A, AAAA, CNAME, missing names, some never answered), each query a
 * flow of its own. The same options give the same bytes.
 *
 * @throws RangeError when there are not so many ports
 */
export function* lookupLoad({ seed, startUs, durationS, count }: LoadOptions): Generator<Frame, void, undefined> {
  if (!(Number.isInteger(count) && count >= 1 && count <= CLIENTS * PORTS))
    throw new RangeError(`count must be 1 to ${CLIENTS * PORTS}`);
  const random = new Random(seed, 3);
  const names = Array.from({ length: NAMES }, () => nameBy(random));
  const clients = Array.from({ length: CLIENTS }, (_, i) => endpoint(`10.1.${i >> 8}.${i & 0xff}`, CLIENT_MAC, 64));
  const resolver = endpoint('10.0.0.53', RESOLVER_MAC, 64);
  const due: Frame[] = [];
  for (let i = 0; i < count; i++) {
    const timeUs = startUs + Math.floor((i * durationS * 1e6) / count);
    while (due.length > 0 && (due[0] as Frame).timeUs <= timeUs) yield due.shift() as Frame;
    const client = clients[i % CLIENTS] as Endpoint;
    const port = FIRST_PORT + Math.floor(i / CLIENTS);
    const question = questionBy(random, names);
    const id = random.int(0, 0xffff);
    yield { timeUs, bytes: udpFrame(client, resolver, port, DNS_PORT, dnsQuery(id, question, UDP_SIZE), i) };
    if (random.chance(UNANSWERED)) continue;
    const answer = answerBy(random, names, id, question);
    due.push({ timeUs: timeUs + ANSWER_US, bytes: udpFrame(resolver, client, DNS_PORT, port, answer, i) });
  }
  yield* due;
}

function nameBy(random: Random): DnsName {
  const words = Array.from({ length: random.int(1, 3) }, () => random.pick(WORDS)).join('');
  return [random.pickPopular(HOSTS), `${words}${random.int(0, 999)}`, random.pickPopular(TOPS)];
}

function questionBy(random: Random, names: readonly DnsName[]): DnsQuestion {
  return { name: random.pickPopular(names), type: random.pickPopular(['A', 'AAAA', 'HTTPS'] as const) };
}

function answerBy(random: Random, names: readonly DnsName[], id: number, question: DnsQuestion): Uint8Array {
  if (random.chance(MISSING)) return dnsResponse(id, question, MISSING_RCODE, [], UDP_SIZE);
  const answers: DnsRecord[] = [];
  let owner = question.name;
  if (random.chance(ALIASED)) {
    const target = random.pick(names);
    answers.push({ type: 'CNAME', owner, ttl: 300, target });
    owner = target;
  }
  const type = question.type === 'AAAA' ? 'AAAA' : 'A';
  const length = type === 'AAAA' ? 16 : 4;
  if (question.type !== 'HTTPS')
    for (let left = random.int(1, 4); left > 0; left--)
      answers.push({ type, owner, ttl: random.int(60, 360), address: random.bytes(length) });
  return dnsResponse(id, question, 0, answers, UDP_SIZE);
}
