import type { AttackTruth } from '../answers/attack-truth';
import { DnsTruth } from '../answers/dns-truth';
import type { Conversation } from '../frame';
import type { Host } from '../network/hosts';
import type { Network, Site } from '../network/network';
import type { Random } from '../random';
import {
  DNS_TYPES,
  dnsName,
  dnsQuery,
  dnsResponse,
  presentationForm,
  type DnsName,
  type DnsQuestion,
  type DnsRecord,
} from '../wire/dns-message';
import { UdpLink } from './datagrams';

/** A question and what becomes of it. */
export interface Lookup {
  readonly question: DnsQuestion;
  readonly rcode: number;
  readonly answers: readonly DnsRecord[];
  /** `repeated` = the first query got lost; `unanswered` = all of them. */
  readonly fate: 'answered' | 'repeated' | 'unanswered';
}

const DNS_PORT = 53;
/** A stub resolver's patience: queries at 0, 1.5 and 4 s. All within the 10 s after which a transaction counts as unanswered. */
const SECOND_TRY_US = 1_500_000;
const THIRD_TRY_US = 2_500_000;

/** Asks the resolver over UDP; one socket for all questions, which go out together, as a stub resolver asks for A and AAAA. */
export function* lookUp(
  network: Network,
  client: Host,
  lookups: readonly Lookup[],
  startUs: number,
  random: Random,
  attack?: AttackTruth,
): Conversation {
  // An attack is told by one address.
  const overV6 = !attack && client.v6 !== null && network.resolver.v6 !== null && random.chance(0.3);
  const from = overV6 && client.v6 ? client.v6 : client.v4;
  const to = overV6 && network.resolver.v6 ? network.resolver.v6 : network.resolver.v4;
  const link = new UdpLink(from, to, { originator: client.port(), responder: DNS_PORT }, 'dns', attack);
  const udpSize = random.chance(0.5) ? 1232 : 0;
  const started = lookups.map(({ question, rcode }) => ({
    id: random.int(0, 0xffff),
    truth: new DnsTruth(from.address, presentationForm(question.name), DNS_TYPES[question.type], rcode),
  }));
  let now = startUs;
  for (const [i, lookup] of lookups.entries()) {
    const { id, truth } = started[i] as (typeof started)[number];
    yield link.ask((now += 40), dnsQuery(id, lookup.question, udpSize), {
      dns: { transaction: truth, response: false },
    });
  }
  for (const [i, lookup] of lookups.entries()) {
    const { id, truth } = started[i] as (typeof started)[number];
    const query = dnsQuery(id, lookup.question, udpSize);
    if (lookup.fate !== 'answered')
      yield link.ask((now += SECOND_TRY_US), query, { dns: { transaction: truth, response: false } });
    if (lookup.fate === 'unanswered') {
      yield link.ask((now += THIRD_TRY_US), query, { dns: { transaction: truth, response: false } });
      continue;
    }
    now += random.int(1_500, 9_000) + (random.chance(0.2) ? random.int(15_000, 180_000) : 0);
    const response = dnsResponse(id, lookup.question, lookup.rcode, lookup.answers, udpSize);
    yield link.answer(now, response, { dns: { transaction: truth, response: true } });
  }
  return now;
}

/** What the resolver says about a site. @param type A or AAAA; without an IPv6 address the answer is empty */
export function siteLookup(site: Site, type: 'A' | 'AAAA', random: Random): Lookup {
  const name = dnsName(site.name);
  const owner = site.alias === null ? name : dnsName(site.alias);
  const answers: DnsRecord[] = [];
  if (site.alias !== null) answers.push({ type: 'CNAME', owner: name, ttl: 300, target: owner });
  const address = type === 'A' ? site.v4.ip : site.v6?.ip;
  if (address) answers.push({ type, owner, ttl: 60, address });
  const fate = random.chance(0.015) ? 'repeated' : 'answered';
  return { question: { name, type }, rcode: 0, answers, fate };
}

/** A name that does not exist; NXDOMAIN (RFC 8020). */
export function missingLookup(name: DnsName): Lookup {
  return { question: { name, type: 'A' }, rcode: 3, answers: [], fate: 'answered' };
}

/** Who is behind an IPv4 address: a PTR question under in-addr.arpa. */
export function reverseLookup(ip: Uint8Array, target: string): Lookup {
  const name = [...Array.from(ip, String).reverse(), 'in-addr', 'arpa'];
  return {
    question: { name, type: 'PTR' },
    rcode: 0,
    answers: [{ type: 'PTR', owner: name, ttl: 3600, target: dnsName(target) }],
    fate: 'answered',
  };
}

/** Where mail for a domain goes. */
export function mailLookup(domain: string): Lookup {
  const name = dnsName(domain);
  const answers: DnsRecord[] = [
    { type: 'MX', owner: name, ttl: 3600, preference: 10, target: ['mx1', ...name] },
    { type: 'MX', owner: name, ttl: 3600, preference: 20, target: ['mx2', ...name] },
  ];
  return { question: { name, type: 'MX' }, rcode: 0, answers, fate: 'answered' };
}

/** A domain's policy text. */
export function textLookup(domain: string, data: Uint8Array): Lookup {
  const name = dnsName(domain);
  return {
    question: { name, type: 'TXT' },
    rcode: 0,
    answers: [{ type: 'TXT', owner: name, ttl: 3600, data }],
    fate: 'answered',
  };
}
