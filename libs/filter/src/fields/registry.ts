import { nearest } from '../nearest';
import type { Field, FilterKind } from './field';
import { FLOW_FIELDS } from './flow-fields';
import { OTHER_FIELDS } from './other-fields';

/** Every field there is, in the order in which people read of them. */
export const FIELDS: readonly Field[] = [...FLOW_FIELDS, ...OTHER_FIELDS];

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

/** The field of this kind that a wrong name most likely means, or null. */
export function likelyField(name: string, kind: FilterKind): string | null {
  const lower = name.toLowerCase();
  if (Object.hasOwn(ELSEWHERE, lower)) return ELSEWHERE[lower] as string;
  const known = fieldsOf(kind).map((field) => field.name);
  const plain = lower.replace(/[-_.]/g, '');
  return known.find((one) => one.replace(/[-_.]/g, '') === plain) ?? nearest(lower, known);
}
