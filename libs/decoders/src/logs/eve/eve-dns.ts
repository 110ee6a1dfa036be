import { DNS_RCODES, DNS_TYPES } from '../../dns/dns-types';
import { bad, type LineFate, type LoggedAnswer, type LoggedLookup } from '../entry';
import { addressOf, dnsServiceOf, inverse } from '../values';
import type { EveBeginning } from './eve-events';
import { eveName, eveText, type Json, objectAt, objectsAt, stringAt, wholeAt } from './eve-values';

const MAX_ANSWERS = 64;
const TXT = 16;
const TYPES = inverse(DNS_TYPES);
const RCODES = inverse(DNS_RCODES);
const SERVERS = new Set([53, 5353, 5355]);

/** Number of a record type by its mnemonic, or `TYPE65280`; 0 when it is not known. */
export const typeOf = (name: string): number => {
  const number = /^TYPE(\d{1,5})$/.exec(name)?.[1];
  return TYPES.get(name) ?? (number === undefined ? 0 : Math.min(Number(number), 65_535));
};
/** Number of a response code by its mnemonic, -1 when it is not known. */
export const rcodeOf = (name: string): number => RCODES.get(name) ?? wholeRcode(/^RCODE(\d{1,5})$/.exec(name)?.[1]);
const wholeRcode = (digits: string | undefined): number => (digits === undefined ? -1 : Number(digits));

/**
 * An event `dns` of any version: 1 (each record of an answer is an event), 2 (`answers`), 3 (`request` and `response` with `queries`). Queries and answers
 * are events of their own and find one another by flow, id and question.
 */
export function eveLookup(event: Json, { us, uid, ends }: EveBeginning): LineFate {
  const named = objectAt(event, 'dns');
  const dns = Object.keys(named).length > 0 ? named : objectAt(event, 'mdns');
  const type = stringAt(dns, 'type');
  const isAnswer = type === 'answer' || type === 'response';
  if (!isAnswer && type !== 'query' && type !== 'request') return bad('no line of this format');
  const question = objectsAt(dns, 'queries')[0] ?? dns;
  const name = stringAt(question, 'rrname');
  const asked = Object.hasOwn(question, 'rrname');
  // Releases differ in whose address an answer begins with: the server is who has its port.
  const turned = isAnswer && SERVERS.has(ends.srcPort) && !SERVERS.has(ends.dstPort);
  const { src, srcPort, dst, dstPort, proto } = ends;
  const lookup = turned ? { src: dst, srcPort: dstPort, dst: src, dstPort: srcPort, proto } : ends;
  const qtype = typeOf(stringAt(question, 'rrtype'));
  const id = wholeAt(dns, 'id', 65_535) ?? 0;
  const answers = isAnswer ? objectsAt(dns, 'answers').slice(0, MAX_ANSWERS).map(answerOf) : [];
  const piece = isAnswer && Object.hasOwn(dns, 'rdata') && answers.length === 0;
  const flags = Number.parseInt(stringAt(dns, 'flags').slice(0, 4) || '0', 16) || 0;
  const entry: Omit<LoggedLookup, 'half' | 'key'> = {
    ...{ kind: 'dns', uid, us, ends: lookup, service: dnsServiceOf(lookup.dstPort), id },
    ...{
      name: asked ? eveName(name) : '',
      qtype,
      qclass: asked ? 1 : 0,
      rcode: isAnswer ? rcodeOf(stringAt(dns, 'rcode')) : -1,
    },
    ...{ latencyUs: -1, queries: isAnswer ? 0 : 1, responses: isAnswer ? 1 : 0, responseBytes: 0 },
    flags: isAnswer ? flags | 0x8000 : flags,
    answers: piece ? [answerOf(dns)] : answers,
  };
  // A record of version 1 has its own name and type, an alias' for one: it is told apart by the key alone.
  const key = `${uid} ${lookup.src} ${lookup.srcPort} ${id}`;
  return piece || isVersion1(dns, isAnswer)
    ? { ...entry, half: isAnswer ? 'more' : 'query', key }
    : { ...entry, half: isAnswer ? 'answer' : 'query', key };
}

/** An answer of version 1 without a record: it only says how it went. */
const isVersion1 = (dns: Json, isAnswer: boolean): boolean =>
  isAnswer && !Object.hasOwn(dns, 'version') && !Object.hasOwn(dns, 'answers') && !Object.hasOwn(dns, 'queries');

function answerOf(record: Json): LoggedAnswer {
  const type = typeOf(stringAt(record, 'rrtype'));
  const ttl = wholeAt(record, 'ttl', 2 ** 32 - 1) ?? 0;
  const data = stringAt(record, 'rdata');
  const address = type === 1 || type === 28 ? addressOf(data) : null;
  if (address !== null) return [type, ttl, address];
  if (type === TXT && !data.startsWith('"')) return [type, ttl, `"${eveText(data).replaceAll('"', '\\034')}"`];
  return [type, ttl, data === '' ? structured(record) : dataText(data)];
}

/** Data of our own form has its escapes; they stay. */
const dataText = (data: string): string => (/^[\x20-\x7e]*$/.test(data) ? data.slice(0, 1024) : eveText(data));

/** Records whose data is an object (SOA, SRV, SSHFP): its values in their order, as zone files have them. */
function structured(record: Json): string {
  for (const key of ['soa', 'srv', 'sshfp']) {
    const values = Object.values(objectAt(record, key)).filter(
      (value) => typeof value === 'string' || typeof value === 'number',
    );
    if (values.length > 0) return eveText(values.join(' '));
  }
  return '';
}
