import { z } from 'zod';
import { END, isTcpOrUdp, protocolName } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { type Entries, thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';
import { type BeaconScore, paceOf, scoreBeacon, steadyAtMost } from './score';

const parameters = z.strictObject({
  connections: threshold('connections of a pair, at least', 1000),
  score: z.number().min(0).max(1).describe('mean of the sub-scores, at least'),
  steady: z.number().min(0).max(1).describe('share of gaps within 30 % of the median, at least'),
  covered: z.number().min(0).max(1).describe('share of the whole span that those gaps cover, at least'),
  leastGapS: z.number().min(0).max(86_400).describe('median gap, seconds, at least'),
  leastSpanS: z.number().min(0).max(86_400).describe('from the first to the last connection, seconds, at least'),
  early: z
    .strictObject({
      connections: threshold('connections, at least', 1000),
      score: z.number().min(0).max(1).describe('score, at least'),
      leastSpanS: z.number().min(0).max(86_400).describe('span, seconds, at least'),
    })
    .describe('a span below the least one is judged when there are more connections and the score is higher'),
  notOn: z.array(z.number().int().min(0).max(65_535)).max(100).describe('ports of services that are regular by design'),
  windowS,
  severity,
  certain: severity.describe('when the score is 0.9 and more'),
});
type Parameters = z.infer<typeof parameters>;
const CERTAIN = 0.9;
const KEPT = 512;
/** Up to here every connection is scored, beyond it every eighth. */
const EACH_UP_TO = 64;

/** An implant that calls home. */
export const beacon = thresholdDetector<Parameters>({
  id: 'beacon',
  version: 1,
  kind: 'beaconing',
  reads: ['flow'],
  parameters,
  measure: { name: 'connections', unit: 'connections' },
  about: {
    title: 'Beaconing',
    counts:
      'Ended, answered TCP and UDP flows of one internal source to one external destination and port: the time of the first packet and the payload of both sides.',
    algorithm:
      'RITA’s scores over the latest 512 connections: time (Bowley skew and MAD of the gaps), size (the same of the bytes), histogram and duration; the mean of those whose preconditions hold. And a jitter test: enough gaps within ±30 % of the median, which together cover a good part of the span (a browser that opens six connections at each visit has short equal gaps, and long ones between).',
    source:
      'RITA analysis/beacons.go; the jitter test after the sloth project. A capture of five minutes has no hours, so only time and size count there.',
    limits:
      'A median gap under a second is no beacon here (scripts). Jitter beyond 30 %, domain fronting over many addresses and calls inside one long connection are missed.',
    lookAlikes:
      'Updates, telemetry, mail and monitoring polls: true beacons of wanted software, to be suppressed by destination. NTP and DNS are left out. Retries with back-off are not regular.',
  },
  distinct: false,
  cap: () => KEPT,
  flowsWith: (p) => [{ facets: FACETS.tcpOrUdp | FACETS.ended | FACETS.answered | FACETS.outbound, notOn: p.notOn }],
  read(record, p) {
    if (record.fact !== 'flow' || record.kind !== END || !isTcpOrUdp(record) || record.dstPackets === 0) return null;
    const { src, dst, dstPort, proto, first, srcPayload, dstPayload, ref } = record;
    if (p.notOn.includes(dstPort) || !record.outbound) return null;
    const item = `${srcPayload + dstPayload}`;
    return { key: `${src} ${dst} ${dstPort} ${protocolName(proto)}`, time: first, item, weight: 1, ref };
  },
  reached: (connections, _sum, p) => connections >= p.connections,
  confirm(entries, _key, p) {
    const { window, from, to } = entries;
    const spanUs = window.timeAt(to - 1) - window.timeAt(from);
    const whole = spanUs >= p.leastSpanS * 1e6;
    if (!whole && (spanUs < p.early.leastSpanS * 1e6 || to - from < p.early.connections)) return null;
    if (steadyAtMost(window, from, to) < p.steady) return null;
    const { covered, steady, medianGapUs } = paceOf(window, from, to);
    if (covered < p.covered || steady < p.steady || medianGapUs < p.leastGapS * 1e6) return null;
    const { score } = scoreOf(entries);
    if (score < (whole ? p.score : p.early.score)) return null;
    return score >= CERTAIN ? p.certain : p.severity;
  },
  confirmsAt: (connections, seen) => connections <= EACH_UP_TO || seen % 8 === 0,
  parties(key) {
    const [src = '', dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ count: connections }) => connections,
  threshold: (p) => p.connections,
  detail: (entries) => scoreOf(entries) as unknown as Readonly<Record<string, number | null>>,
  baseline(detail) {
    const { score, steady, medianGapUs } = detail as unknown as BeaconScore;
    return { score, 'steady share': steady, 'median gap, s': medianGapUs / 1e6 };
  },
  summary({ count: connections, first, last }, key, p, detail) {
    const [src, dst, port, transport] = key.split(' ');
    const { score, steady, medianGapUs } = detail as unknown as BeaconScore;
    return `${src} called ${dst} ${transport} port ${port} ${count(connections)} times within ${span(last - first)}, every ${span(medianGapUs)}, ${Math.round(steady * 100)} % of the gaps within 30 % of that; score ${score.toFixed(2)}, the threshold is ${p.score}.`;
  },
});

function scoreOf({ window, from, to }: Entries): BeaconScore {
  return scoreBeacon(window.times.slice(from, to), window.items.slice(from, to).map(Number));
}
