import { z } from 'zod';
import { isTcpOrUdp, protocolName } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  ports: threshold('distinct destination ports, at least', 65_536),
  windowS,
  count: z.enum(['failed', 'all']).describe('attempts that came to nothing, or every flow'),
  per: z.enum(['target', 'source']).describe('ports of one target, or of all targets of a source together'),
  severity,
});
const ANY = 'any';

/** One source, many ports. */
export const verticalScan = thresholdDetector<z.infer<typeof parameters>>({
  id: 'vertical-scan',
  version: 1,
  kind: 'port_scan_vertical',
  reads: ['flow'],
  parameters,
  measure: { name: 'destination ports', unit: 'ports' },
  about: {
    title: 'Port scan, vertical',
    counts:
      'Distinct destination ports of TCP and UDP flow records of one source and target (or of one source), each at the last packet time of its latest record. `failed`: only attempts that met silence or RST; TCP and UDP apart.',
    algorithm: 'Sliding window; fires at the record that brings the port which reaches the threshold.',
    source:
      'Requirement documents R1 (10 ports, same target, 60 s, HIGH) and R3 (8 ports of a source, 60 s, MEDIUM). Counting failures only: Zeek scan.zeek and bro-simple-scan, Slips vertical_portscan.',
    limits:
      'Slower than the window stays unseen. An ACK scan is not told from the rest of an old connection. Open ports that answer are not counted by `failed`.',
    lookAlikes:
      'DNS answers to many client ports (the flow table knows who asked); traceroute (its UDP ports are left out); backscatter of spoofed floods (an originator that only answers is left out); busy proxies and NAT fire under `all`.',
  },
  distinct: true,
  cap: ({ ports }) => Math.max(256, ports * 4),
  flowsWith: (p) => (p.count === 'failed' ? FACETS.failed : FACETS.tcpOrUdp),
  read(record, p) {
    if (record.fact !== 'flow' || !isTcpOrUdp(record)) return null;
    if (p.count === 'failed' && !record.failed) return null;
    const { src, dst, proto, dstPort, dLast, ref } = record;
    const target = p.per === 'target' ? dst : '*';
    const transport = p.count === 'failed' ? protocolName(proto) : ANY;
    return { key: `${src} ${target} ${transport}`, time: dLast, item: `${dstPort}`, weight: 1, ref };
  },
  reached: (ports, _sum, p) => ports >= p.ports,
  parties(key, port) {
    const [src = '', target = ''] = key.split(' ');
    return { src, dst: target === '*' ? '' : target, dport: Number(port) };
  },
  value: ({ ports }) => ports.size,
  threshold: (p) => p.ports,
  summary({ ports, first, last }, key, p) {
    const [src, target, transport] = key.split(' ');
    const whom = p.per === 'target' ? target : 'all its targets together';
    const tried = p.count === 'failed' ? 'tried in vain' : 'contacted';
    const named = transport === ANY ? 'ports' : `${transport} ports`;
    return `${src} ${tried} ${count(ports.size)} ${named} of ${whom} within ${span(last - first)}; the threshold is ${count(p.ports)} ports within ${p.windowS} s.`;
  },
});
