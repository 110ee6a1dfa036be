import { z } from 'zod';
import { isExternal } from '../../records/addresses';
import { isTcpOrUdp, protocolName, TCP, UDP } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  hosts: threshold('distinct targets on one port, at least'),
  windowS,
  everyAttemptOn: z
    .array(z.number().int().min(0).max(65_535))
    .max(100)
    .describe('TCP ports that worms spread by: attempts on addresses outside count also when they are answered'),
  severity,
});
const DNS = 53;

/** One source, one port, many hosts. */
export const horizontalScan = thresholdDetector<z.infer<typeof parameters>>({
  id: 'horizontal-scan',
  version: 1,
  kind: 'port_scan_horizontal',
  reads: ['flow'],
  parameters,
  measure: { name: 'hosts tried', unit: 'hosts' },
  about: {
    title: 'Port scan, horizontal',
    counts:
      'Distinct destinations of flow records of one source, destination port and protocol, each at the last packet time of its latest record: attempts that met silence or RST, and on the ports that worms spread by every attempt on an address outside.',
    algorithm: 'Sliding window; fires at the record that brings the host which reaches the threshold.',
    source:
      'Zeek scan.zeek (25 hosts in 5 minutes); Maltrail counts all attempts on infection-prone ports (135, 139, 445, 1433, 3389, 6379); Slips horizontal_portscan.',
    limits:
      'A scan that finds open ports everywhere is seen only outside and on the listed ports. UDP port 53 is left out: a resolver asks many dead name servers.',
    lookAlikes:
      'A web page from a dozen hosts (answered, not counted); peer-to-peer clients trying dead peers on one port; inventory and backup servers reaching many hosts inside on port 445 (answered, not counted).',
  },
  distinct: true,
  cap: ({ hosts }) => Math.max(256, hosts * 4),
  flowsWith: (p) => [{ facets: FACETS.failed }, { facets: FACETS.tcp, on: p.everyAttemptOn }],
  read(record, p) {
    if (record.fact !== 'flow' || !isTcpOrUdp(record) || record.srcPackets === 0) return null;
    const { src, dst, dstPort, proto, dLast, ref } = record;
    if (proto === UDP && dstPort === DNS) return null;
    const worm = proto === TCP && p.everyAttemptOn.includes(dstPort) && isExternal(dst);
    if (!worm && !record.failed) return null;
    return { key: `${src} ${dstPort} ${protocolName(proto)}`, time: dLast, item: dst, weight: 1, ref };
  },
  reached: (hosts, _sum, p) => hosts >= p.hosts,
  parties(key, dst) {
    const [src = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => p.hosts,
  summary({ items, first, last }, key, p) {
    const [src, port, transport] = key.split(' ');
    return `${src} knocked at ${transport} port ${port} of ${count(items.size)} hosts within ${span(last - first)}; the threshold is ${count(p.hosts)} hosts within ${p.windowS} s.`;
  },
});
