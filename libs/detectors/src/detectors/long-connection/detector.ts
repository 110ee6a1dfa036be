import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS, LASTING_S } from '../../records/facets';
import { isTcpOrUdp, protocolName } from '../../records/attempts';
import { type Entries, type Level, thresholdDetector } from '../../state/threshold';
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
  push: z
    .array(z.number().int().min(0).max(65_535))
    .max(100)
    .default([])
    .describe('ports on which push services keep a connection open and say little'),
  quietKb: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('on these ports connections with less payload, kB an hour both ways, grow no graver; 0 = all do'),
  connections: threshold('connections that are remembered of a pair, at most', 10_000),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

const HOUR = 3_600_000_000;
/** Entries are `source flow bytes`: what was said rides along. */
const connectionOf = (item: string): string => item.slice(0, item.lastIndexOf(' '));

/** Payload in both directions, bytes an hour, of connections side by side as if they were one after the other. */
function bytesAnHour({ window, from, to }: Entries): number {
  let [bytes, us] = [0, 0];
  for (let i = from; i < to; i++) {
    const item = window.items[i] as string;
    bytes += Number(item.slice(item.lastIndexOf(' ') + 1));
    us += window.weights[i] as number;
  }
  return us === 0 ? 0 : Math.round((bytes * HOUR) / us);
}

const hoursOf = (us: number): number => Math.floor((us / HOUR) * 100) / 100;

/** A host that stays connected to one service outside for hours. */
export const longConnection = thresholdDetector<Parameters>({
  id: 'long-connection',
  version: 2,
  kind: 'long_connection',
  reads: ['flow'],
  parameters,
  measure: { name: 'time connected', unit: 'h' },
  about: {
    title: 'Long connections',
    counts:
      'By source inside, destination outside, port and protocol: how long each answered TCP or UDP connection has lasted so far, from its first packet to the last one, at the time of that last packet. Running connections count by the records that the sensor writes of them meanwhile (every five minutes and a half at the latest), not only when they end.',
    algorithm:
      'Sliding window over connections, each once with its whole length; their sum against the bands, so that two connections side by side count twice and one that is opened anew every hour counts as well. Connections to ports of push services that carry little stay at the rule’s own severity, however long they last: keeping a connection alive is what these are for.',
    source:
      'RITA analysis: total time per pair; its score begins at 1 hour and is low, medium and high from 4, 8 and 12 hours on; open connections included. RITA lowers what many hosts of the network use; here ports and payload stand for that, since push services answer from thousands of addresses and small networks have few hosts. Slips tells of one of 1,500 s.',
    limits:
      'Connections of the same pair on different ports are not added up. Connections to hosts inside are not looked at. What ended a day before the newest one has gone from the sum. A remote control that waits all day on a port of push services, and says no more than these do, is told of with the rule’s own severity.',
    lookAlikes:
      'Virtual private networks, remote desktops and chats stay connected all day: suppress the wanted destinations, or name their ports. Push services do (Apple on 5223, Google on 5228 to 5230, both and Windows on 443): they keep the rule’s own severity while they say little. NTP and DNS are left out by their ports.',
  },
  distinct: true,
  totals: true,
  identity: connectionOf,
  cap: ({ connections }) => connections,
  flowsWith: (p) => [
    {
      facets: FACETS.tcpOrUdp | FACETS.answered | FACETS.outbound | (p.leastS >= LASTING_S ? FACETS.lasting : 0),
      notOn: p.notOn,
    },
  ],
  read(record, p) {
    if (record.fact !== 'flow' || !isTcpOrUdp(record) || record.srcPackets === 0 || record.dstPackets === 0)
      return null;
    const { source, flow, src, dst, dstPort, proto, first, last, srcPayload, dstPayload, ref } = record;
    if (last - first < p.leastS * 1e6 || last === first || p.notOn.includes(dstPort)) return null;
    if (!record.outbound) return null;
    const key = `${src} ${dst} ${dstPort} ${protocolName(proto)}`;
    return { key, time: last, item: `${source} ${flow} ${srcPayload + dstPayload}`, weight: last - first, ref };
  },
  reached: (_connections, us, p) => us >= p.hours * HOUR,
  levels: (p) => [...levelOf('high', p.high), ...levelOf('medium', p.medium)],
  bears: (entries, key, { push, quietKb }) =>
    !push.includes(Number(key.split(' ')[2])) || bytesAnHour(entries) >= quietKb * 1000,
  detail: (entries) => ({ bytesAnHour: bytesAnHour(entries) }),
  baseline: ({ bytesAnHour: bytes }) => ({ 'payload bytes an hour': bytes ?? 0 }),
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
