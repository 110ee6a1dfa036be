import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import type { FlowRecord } from '../../records/records';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  routers: threshold('distinct routers that tell one host that its packets expired, at least', 255),
  windowS,
  severity,
});
/** Protocol and type of the message that a router sends when it drops a packet whose time to live is over (RFC 792, RFC 4443 §3.3). */
const TIME_EXCEEDED: readonly (readonly [proto: number, type: number])[] = [
  [1, 11],
  [58, 3],
];
const ROUTER = 'router ';
const TRACED = 'traced ';

/** One host makes the routers on the way tell of themselves. */
export const traceroute = thresholdDetector<z.infer<typeof parameters>>({
  id: 'traceroute',
  version: 1,
  kind: 'traceroute',
  reads: ['flow'],
  parameters,
  measure: { name: 'routers', unit: 'routers' },
  about: {
    title: 'Traceroute',
    counts:
      'Distinct senders of ICMP and ICMPv6 “time exceeded” to one host, each at the last packet time of its latest record; beside them, for the explanation alone, the destinations of that host’s flows of which such an error quoted a packet.',
    algorithm:
      'Sliding window. Routers are counted instead of errors, so that a loop in the network, in which the same two or three routers answer for every packet, is not taken for many of them.',
    source:
      'Zeek misc/detect-traceroute: three time-exceeded errors in three minutes after packets with a low time to live.',
    limits:
      'Routers that say nothing, or whose answers take another way than past the sensor, are not counted; a trace of fewer hops than the threshold stays unseen. The time to live of the probes themselves is not recorded.',
    lookAlikes:
      'People and monitoring that look for a fault (suppress by source); peer-to-peer programs whose peers lie behind routing loops, each with routers of its own.',
  },
  distinct: true,
  cap: ({ routers }) => Math.max(256, routers * 4),
  flowsWith: () => FACETS.expiry,
  read(record) {
    if (record.fact !== 'flow') return null;
    const { src, dst, dLast: time, ref, marks } = record;
    if (isExpiry(record)) return { key: dst, time, item: `${ROUTER}${src}`, weight: 1, ref };
    return (marks & FLOW_MARKS.timeExceeded) !== 0 ? { key: src, time, item: `${TRACED}${dst}`, weight: 0, ref } : null;
  },
  reached: (_items, routers, p) => routers >= p.routers,
  parties: (src, item) => ({ src, dst: item.startsWith(TRACED) ? item.slice(TRACED.length) : '', dport: -1 }),
  value: ({ sum }) => sum,
  threshold: (p) => p.routers,
  summary({ sum, targets, first, last }, src, p) {
    const [target] = targets;
    const way =
      target === undefined ? '' : ` on the way to ${targets.size === 1 ? target : `${count(targets.size)} hosts`}`;
    return `${count(sum)} routers${way} told ${src} within ${span(last - first)} that its packets had expired; the threshold is ${count(p.routers)} routers within ${p.windowS} s.`;
  },
});

const isExpiry = ({ proto, srcPort }: FlowRecord): boolean =>
  TIME_EXCEEDED.some(([is, type]) => proto === is && srcPort === type);
