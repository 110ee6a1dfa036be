import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { z } from 'zod';
import { severity, threshold } from '../../parameters';
import { FACETS } from '../../records/facets';
import { END, TCP } from '../../records/attempts';
import type { AnyRecord } from '../../records/records';
import { bucketDetector, type Poured } from '../../state/buckets';

const parameters = z.strictObject({
  of: z
    .enum(['frames', 'connections'])
    .describe('frames that the capture itself counted as lost; connections in whose bytes something is missing'),
  percent: z.number().positive().max(100).describe('share that is lost, %, at least'),
  among: threshold('frames or connections in a bucket, at least; fewer say nothing'),
  bucketS: z.number().int().min(10).max(3600).describe('length of a bucket, seconds'),
  severity,
});
type Parameters = z.infer<typeof parameters>;

const bucketed = bucketDetector<Parameters>({
  id: 'capture-loss',
  version: 1,
  kind: 'capture_loss',
  reads: ['flow', 'traffic'],
  parameters,
  measure: { name: 'share lost', unit: '%' },
  about: {
    title: 'Capture loss',
    counts:
      '`frames`: frames that the capture lost, among those and the ones that it had, of all traffic samples of an interface, by the second. `connections`: TCP connections that ended and carried payload both ways, those among them whose bytes were read and had a hole, each at its last packet time.',
    algorithm: 'Once the watermark has passed a bucket, the share is compared with the limit.',
    source:
      'Zeek misc/capture-loss: 10 % in 15 minutes. Zeek counts acknowledged bytes that it never saw; ours are connections in which such a hole was met.',
    limits:
      '`frames` knows what the kernel or the capture program counted, not what a switch or a mirror port lost before; files tell of no loss. `connections` sees that as well, but only a hole in bytes that are read: not in bodies that are skipped, in protocols that are not decoded, or in connections told of by exporters or logs.',
    lookAlikes:
      'Connections larger than what is kept of one, and handshakes of TLS that break off, count as holes; one-sided mirrors of asymmetric routes. What is told is that other alerts, and their absence, rest on less than all packets.',
  },
  flowsWith: (p) => (p.of === 'frames' ? FACETS.never : FACETS.ended | FACETS.tcp | FACETS.talked),
  read: readOf,
  bucketS: (p) => p.bucketS,
  memory: () => 1,
  leastAmong: (p) => p.among,
  judge: (percent, _usual, p) => (percent >= p.percent ? { severity: p.severity, detail: {} } : null),
  learns: () => true,
  parties: () => ({ src: '', dst: '', dport: -1 }),
  measured: told,
  threshold: (p) => p.percent,
  summary: ({ peak }, iface, p) =>
    `On interface ${iface} ${told(peak)} % of the ${p.of === 'frames' ? 'frames were lost by the capture' : 'TCP connections lack bytes that the capture did not have'} in ${p.bucketS} s; the threshold is ${p.percent} %.`,
});

/** The sensor does not see all that there is. */
export const captureLoss = {
  ...bucketed,
  readsOf: (p: Parameters) => [p.of === 'frames' ? ('traffic' as const) : ('flow' as const)],
} satisfies typeof bucketed;

function told(percent: number): number {
  return Number(percent.toPrecision(3));
}

function readOf(record: AnyRecord, p: Parameters): Poured | null {
  if (record.fact === 'traffic') {
    const { iface, second, packets, drops, ref } = record;
    const frames = packets + drops;
    return p.of === 'frames' && frames > 0
      ? { key: `${iface}`, time: second, value: drops * 100, among: frames, ref }
      : null;
  }
  if (p.of !== 'connections' || record.fact !== 'flow' || record.kind !== END || record.proto !== TCP) return null;
  const { iface, last, srcPayload, dstPayload, marks, ref } = record;
  if (srcPayload === 0 || dstPayload === 0 || (marks & FLOW_MARKS.exported) !== 0) return null;
  const lacks = (marks & FLOW_MARKS.incomplete) !== 0;
  return { key: `${iface}`, time: last, value: lacks ? 100 : 0, among: 1, ref };
}
