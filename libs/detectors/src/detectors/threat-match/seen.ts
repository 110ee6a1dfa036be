import type { JudgingList } from '../../lists';
import type { AnyRecord } from '../../records/records';

/** Something in a record that a list may hold, whose host it is about, and who took part. */
export interface Seen {
  readonly kind: JudgingList['kind'];
  readonly text: string;
  /** Told apart within a window: one connection, however many records it has. */
  readonly what: string;
  readonly host: string;
  readonly src: string;
  readonly dst: string;
  readonly dport: number;
}

/** Record kinds that are looked at. */
export const LOOKED_AT = ['flow', 'dns', 'tls', 'http'] as const;
export type LookedAt = (typeof LOOKED_AT)[number];
type LookedAtRecord = Extract<AnyRecord, { readonly fact: LookedAt }>;

/** Types of DNS records that hold an address. */
const [A, AAAA] = [1, 28];

/** Packet time of a record, µs; of a flow its last packet so far. */
export const timeOf = (record: LookedAtRecord): number => (record.fact === 'flow' ? record.dLast : record.time);

export const isLookedAt = (record: AnyRecord): record is LookedAtRecord =>
  (LOOKED_AT as readonly string[]).includes(record.fact);

/** What of a record lists may hold, the most telling first. `answered`: connections from outside count only when something went back. */
export function* seenIn(record: LookedAtRecord, answered: boolean): Generator<Seen> {
  const what = `${record.fact} ${record.source} ${record.flow}`;
  if (record.fact === 'flow') {
    const { src, dst, dstPort: dport } = record;
    const ends = { what, src, dst, dport };
    yield { kind: 'addresses', text: dst, host: src, ...ends };
    if (!answered || record.dstPackets > 0) yield { kind: 'addresses', text: src, host: dst, ...ends };
    return;
  }
  const { client: host, server, ref } = record;
  if (record.fact === 'dns') {
    const ends = { what: `dns ${ref}`, host, src: host, dst: '', dport: -1 };
    yield { kind: 'names', text: record.name, ...ends };
    for (const [type, , data] of record.answers)
      if (type === A || type === AAAA) yield { kind: 'addresses', text: data, ...ends };
    return;
  }
  const ends = { what, host, src: host, dst: server, dport: record.serverPort };
  if (record.fact === 'http') {
    yield { kind: 'names', text: withoutPort(record.host), ...ends, what: `http ${ref}` };
    return;
  }
  yield { kind: 'names', text: record.serverName, ...ends };
  yield { kind: 'fingerprints', text: record.ja3, ...ends };
  yield { kind: 'fingerprints', text: record.ja4, ...ends };
}

const withoutPort = (host: string): string => host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
