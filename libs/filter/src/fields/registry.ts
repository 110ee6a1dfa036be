import { nearest } from '../nearest';
import { ALERT_FIELDS } from './alert-fields';
import { FACT_FIELDS } from './fact-fields';
import type { Field, FilterKind } from './field';
import { FLOW_FIELDS } from './flow-fields';

/** Every field there is, in the order in which people read of them. */
export const FIELDS: readonly Field[] = [...FLOW_FIELDS, ...FACT_FIELDS, ...ALERT_FIELDS];

const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.name, field]));

/** The field of this name in any case, or undefined. */
export const fieldNamed = (name: string): Field | undefined => BY_NAME.get(name.toLowerCase());

/** Fields that records of this kind have. */
export const fieldsOf = (kind: FilterKind): readonly Field[] => FIELDS.filter(({ kinds }) => kinds.includes(kind));

/** Names by which other tools call our fields. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  source: 'src.ip',
  destination: 'dst.ip',
  'ip.src': 'src.ip',
  'ip.dst': 'dst.ip',
  'ip.addr': 'ip',
  'source.ip': 'src.ip',
  'destination.ip': 'dst.ip',
  'source.port': 'src.port',
  'destination.port': 'dst.port',
  host: 'ip',
  addr: 'ip',
  address: 'ip',
  sport: 'src.port',
  dport: 'dst.port',
  'tcp.port': 'port',
  'udp.port': 'port',
  protocol: 'proto',
  service: 'app',
  size: 'bytes',
  length: 'bytes',
  orig_bytes: 'src.bytes',
  resp_bytes: 'dst.bytes',
  conn_state: 'state',
  history: 'tcp.history',
  flags: 'tcp.flags',
  communityid: 'community_id',
  'community.id': 'community_id',
  time: 'start',
  first: 'start',
  last: 'end',
};

/** The same for what is said in conversations. */
const ELSEWHERE_IN_FACTS: Readonly<Record<string, string>> = {
  ...{ client: 'src.ip', server: 'dst.ip', 'id.orig_h': 'src.ip', 'id.resp_h': 'dst.ip', name: 'domain' },
  ...{ qtype: 'dns.type', 'dns.qtype': 'dns.type', 'dns.name': 'dns.query', answer: 'dns.answers' },
  ...{ server_name: 'tls.sni', 'tls.server_name': 'tls.sni', 'tls.cert.issuer': 'tls.issuer' },
  ...{ host: 'http.host', useragent: 'http.ua', user_agent: 'http.ua', 'http.user_agent': 'http.ua', agent: 'http.ua' },
  ...{ url: 'http.path', uri: 'http.path', 'http.uri': 'http.path', target: 'http.path', 'http.code': 'http.status' },
  ...{ username: 'auth.user', account: 'auth.user', protocol: 'auth.service', result: 'auth.outcome' },
};

/** The field of this kind that a wrong name most likely means, or null. */
export function likelyField(name: string, kind: FilterKind): string | null {
  const lower = name.toLowerCase();
  const known = fieldsOf(kind).map((field) => field.name);
  const facts = kind === 'flow' ? [] : [`${kind}.${lower}`, ELSEWHERE_IN_FACTS[lower] ?? ''];
  const elsewhere = [...facts, Object.hasOwn(ELSEWHERE, lower) ? (ELSEWHERE[lower] as string) : ''];
  const same = elsewhere.find((name) => known.includes(name));
  if (same !== undefined) return same;
  const plain = lower.replace(/[-_.]/g, '');
  return known.find((one) => one.replace(/[-_.]/g, '') === plain) ?? nearest(lower, known);
}
