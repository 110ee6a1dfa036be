import { z } from 'zod';
import type { AnyRecord, FlowRecord } from '../../records/records';
import { END, TCP } from '../../records/attempts';
import { severity, threshold } from '../../parameters';
import { FACETS } from '../../records/facets';
import { bucketDetector, type BucketState, type Poured } from '../../state/buckets';
import { robustUsual, robustZ, TEACHES_EACH, type Usual } from '../../state/robust';

const parameters = z.strictObject({
  what: z
    .enum(['latency', 'retransmission', 'saturation'])
    .describe('mean round trip of handshakes, ms; share of packets sent again, %; traffic, Mbit/s'),
  per: z
    .enum(['pair', 'server', 'link'])
    .describe('apart by originator and responder, by responder, or by interface of the sensor'),
  z: z.number().positive().max(100).describe('robust z over the buckets before, at least'),
  times: z.number().min(0).max(1000).describe('times the median of the buckets before, at least'),
  atLeast: z.number().min(0).max(1_000_000).describe('value of a bucket, at least: ms, % or Mbit/s'),
  among: threshold('handshakes or packets in a bucket, at least; fewer say nothing'),
  bucketS: z.number().int().min(10).max(3600).describe('length of a bucket, seconds'),
  baseline: threshold('buckets before the first judgement, at least', 10_000).min(2),
  memory: threshold('buckets remembered, at most', 10_000),
  severity,
});
type Parameters = z.infer<typeof parameters>;

const UNITS = { latency: 'ms', retransmission: '%', saturation: 'Mbit/s' } as const;
const WORDS = {
  latency: 'handshakes took',
  retransmission: 'the share of packets sent again was',
  saturation: 'traffic was',
} as const;

/** Which flow records say something of what is measured. */
const FLOWS_WITH = {
  latency: FACETS.timed,
  retransmission: FACETS.ended | FACETS.tcp | FACETS.answered,
  saturation: 0,
} as const;

const bucketed = bucketDetector<Parameters>({
  id: 'performance',
  version: 1,
  kind: 'performance',
  reads: ['flow', 'traffic'],
  parameters,
  measure: { name: 'z-score', unit: 'deviations' },
  about: {
    title: 'Performance bottleneck',
    counts:
      '`latency`: round trips of TCP handshakes, at the first packet of the flow, once a flow. `retransmission`: segments sent again, among all packets, of TCP flows that ended, at their last packet. `saturation`: bytes of flow records since the one before (pairs, servers), or of traffic samples (links).',
    algorithm:
      'Once the watermark has passed a bucket, its mean (or rate) is compared with the buckets before it of the same pair, server or link: z of log(1 + value) over median and MAD with a floor, a least multiple of the median and a least value. Buckets with too few handshakes or packets are neither judged nor learned; buckets without traffic are 0 for `saturation`; suspicious ones teach the baseline only each tenth time, so that it cannot be taught by going on.',
    source:
      'Requirement document R2 (performance bottlenecks found early: latency, retransmission, saturation); robust z with slow learning after Slips’ anomaly detection, as of the traffic spike.',
    limits:
      'What is slow from the beginning is usual. A handshake that is answered after more than two seconds is not counted: the flow was told of before. Only TCP has handshakes and retransmissions here; flow exports have neither. A capture beside the client sees another round trip than one beside the server. The capacity of a link is not known: saturation is far more than usual, not full.',
    lookAlikes:
      'A backup or an update (saturation); clients far away that come to a server of one’s own (latency); one’s own Wi-Fi (retransmission): per pair they are told apart.',
  },
  flowsWith: (p) => FLOWS_WITH[p.what],
  read: readOf,
  bucketS: (p) => p.bucketS,
  memory: (p) => p.memory,
  leastAmong: (p) => (p.what === 'saturation' ? undefined : p.among),
  learned: (history, p) => (history.length < p.baseline ? null : { ...robustUsual(history), buckets: history.length }),
  recalled({ usual, deviation, 'buckets before': buckets }) {
    return usual === undefined || deviation === undefined || buckets === undefined
      ? null
      : { usual, deviation, buckets };
  },
  judge(value, learned, p) {
    const before = value < p.atLeast ? null : (learned() as Usual | null);
    if (!before) return null;
    const z = robustZ(value, before);
    return z < p.z || value < p.times * before.usual ? null : { severity: p.severity, detail: { ...before, z } };
  },
  learns: (suspicious) => suspicious % TEACHES_EACH === 0,
  parties(key, p) {
    const [first = '', second = ''] = key.split(' ');
    if (p.per === 'link') return { src: '', dst: '', dport: -1 };
    return p.per === 'pair' ? { src: first, dst: second, dport: -1 } : { src: '', dst: first, dport: -1 };
  },
  measured: (_peak, { z: score }) => score ?? 0,
  baseline: ({ usual, deviation, buckets }, peak) => ({
    ...{ value: peak, usual: usual ?? 0, deviation: deviation ?? 0, 'buckets before': buckets ?? 0 },
  }),
  threshold: (p) => p.z,
  summary({ peak }, key, p, { z: score, usual, buckets }) {
    const [first = '', second = ''] = key.split(' ');
    const where = { pair: `Between ${first} and ${second}`, server: `At ${first}`, link: `On interface ${first}` }[
      p.per
    ];
    const unit = UNITS[p.what];
    return `${where} ${WORDS[p.what]} ${told(peak)} ${unit} in ${p.bucketS} s, where ${told(usual ?? 0)} ${unit} in the median of ${buckets} windows before were usual; z was ${(score ?? 0).toFixed(1)}, the threshold is ${p.z}.`;
  },
});

/** A pair, a server or a link that is far worse than it was. */
export const performance = {
  ...bucketed,
  // States that remember a day are large: they are bounded by what they hold.
  sizeOf: ({ history, open }: BucketState) => history.length + open.size,
  readsOf: (p: Parameters) => [p.what === 'saturation' && p.per === 'link' ? ('traffic' as const) : ('flow' as const)],
} satisfies typeof bucketed;

const told = (value: number): number => Number(value.toPrecision(3));

function readOf(record: AnyRecord, p: Parameters): Poured | null {
  if (record.fact === 'traffic') {
    if (p.what !== 'saturation' || p.per !== 'link' || record.packets === 0) return null;
    const { second, bytesIn, bytesOut, ref } = record;
    return { key: `${record.iface}`, time: second, value: megabits(bytesIn + bytesOut) / p.bucketS, ref };
  }
  if (record.fact !== 'flow') return null;
  const key = p.per === 'link' ? `${record.iface}` : p.per === 'pair' ? `${record.src} ${record.dst}` : record.dst;
  return READ[p.what](record, key, p);
}

const megabits = (bytes: number): number => (bytes * 8) / 1e6;

const READ: Readonly<Record<Parameters['what'], (record: FlowRecord, key: string, p: Parameters) => Poured | null>> = {
  latency({ rec, rtt, first, ref }, key) {
    return rec === 0 && rtt >= 0 ? { key, time: first, value: rtt / 1000, among: 1, ref } : null;
  },
  retransmission({ kind, proto, last, srcPackets, dstPackets, srcRetrans, dstRetrans, ref }, key) {
    if (kind !== END || proto !== TCP || dstPackets === 0) return null;
    return { key, time: last, value: (srcRetrans + dstRetrans) * 100, among: srcPackets + dstPackets, ref };
  },
  saturation({ dLast, dSrcBytes, dDstBytes, ref }, key, p) {
    const bytes = dSrcBytes + dDstBytes;
    return bytes > 0 ? { key, time: dLast, value: megabits(bytes) / p.bucketS, ref } : null;
  },
};
