import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { isTcpOrUdp, protocolName } from '../../records/attempts';
import { type Level, thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const band = (name: string) => z.number().min(0).max(10_000).describe(`hours from which it is ${name}; 0 = never`);
const parameters = z.strictObject({
  hours: z.number().positive().max(10_000).describe('time connected, hours, at least'),
  medium: band('medium'),
  high: band('high'),
  leastS: z.number().min(0).max(86_400).describe('connections that lasted less are left out, seconds'),
  notOn: z
    .array(z.number().int().min(0).max(65_535))
    .max(100)
    .describe('ports of services that stay connected by design'),
  connections: threshold('connections that are remembered of a pair, at most', 10_000),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

const HOUR = 3_600_000_000;
const hoursOf = (us: number): number => Math.floor((us / HOUR) * 100) / 100;

/** A host that stays connected to one service outside for hours. */
export const longConnection = thresholdDetector<Parameters>({
  id: 'long-connection',
  version: 1,
  kind: 'long_connection',
  reads: ['flow'],
  parameters,
  measure: { name: 'time connected', unit: 'h' },
  about: {
    title: 'Long connections',
    counts:
      'By source inside, destination outside, port and protocol: how long each answered TCP or UDP connection has lasted so far, from its first packet to the last one, at the time of that last packet. Running connections count by the records that the sensor writes of them meanwhile (every five minutes and a half at the latest), not only when they end.',
    algorithm:
      'Sliding window over connections, each once with its whole length; their sum against the bands, so that two connections side by side count twice and one that is opened anew every hour counts as well.',
    source:
      'RITA analysis: total time per pair; its score begins at 1 hour and is low, medium and high from 4, 8 and 12 hours on; open connections included. Slips tells of one of 1,500 s.',
    limits:
      'Connections of the same pair on different ports are not added up. Connections to hosts inside are not looked at. What ended a day before the newest one has gone from the sum.',
    lookAlikes:
      'Virtual private networks, remote desktops, chats and push services stay connected all day: suppress the wanted destinations, or name their ports. NTP and DNS are left out by their ports.',
  },
  distinct: true,
  totals: true,
  cap: ({ connections }) => connections,
  flowsWith: () => FACETS.tcpOrUdp | FACETS.answered | FACETS.outbound,
  read(record, p) {
    if (record.fact !== 'flow' || !isTcpOrUdp(record) || record.srcPackets === 0 || record.dstPackets === 0)
      return null;
    const { source, flow, src, dst, dstPort, proto, first, last, ref } = record;
    if (last - first < p.leastS * 1e6 || last === first || p.notOn.includes(dstPort)) return null;
    if (!record.outbound) return null;
    const key = `${src} ${dst} ${dstPort} ${protocolName(proto)}`;
    return { key, time: last, item: `${source} ${flow}`, weight: last - first, ref };
  },
  reached: (_connections, us, p) => us >= p.hours * HOUR,
  levels: (p) => [...levelOf('high', p.high), ...levelOf('medium', p.medium)],
  parties(key) {
    const [src = '', dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ sum }) => hoursOf(sum),
  threshold: (p) => p.hours,
  summary({ sum, items }, key, p) {
    const [src, dst, port, transport] = key.split(' ');
    const by = items.size === 1 ? 'one connection' : `${count(items.size)} connections`;
    return `${src} has been connected to ${dst} ${transport} port ${port} for ${span(sum)} by ${by}; the threshold is ${span(p.hours * HOUR)} within ${span(p.windowS * 1e6)}.`;
  },
});

const levelOf = (severityThere: Level['severity'], hours: number): Level[] =>
  hours === 0 ? [] : [{ severity: severityThere, reached: (_count, us) => us >= hours * HOUR }];
