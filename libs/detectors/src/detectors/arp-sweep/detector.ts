import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  hosts: threshold('distinct addresses that were asked for, at least', 65_536),
  windowS,
  severity,
});

/** One host asks who has address after address. */
export const arpSweep = thresholdDetector<z.infer<typeof parameters>>({
  id: 'arp-sweep',
  version: 1,
  kind: 'host_sweep_arp',
  reads: ['arp'],
  parameters,
  measure: { name: 'addresses asked for', unit: 'addresses' },
  about: {
    title: 'Host sweep by ARP',
    counts:
      'Distinct targets of ARP requests of one IP and hardware address, each at the time of the last of equal messages. Announcements are left out.',
    algorithm: 'Sliding window over distinct targets.',
    source:
      'Slips arp.py counts five addresses in 30 s; on a network with a busy gateway that fires all day, so the threshold here is that of a scanner.',
    limits: 'Slower than the window stays unseen.',
    lookAlikes:
      'A gateway that passes on a scan from outside asks for every address: the alert is true, the culprit is behind it. A gateway of a large network after a restart.',
  },
  distinct: true,
  cap: ({ hosts }) => Math.max(512, hosts * 4),
  read(record) {
    if (record.fact !== 'arp' || record.via !== 'request' || record.gratuitous === 1) return null;
    const { sender, senderMac, target, last, ref } = record;
    return { key: `${sender} ${senderMac}`, time: last, item: target, weight: 1, ref };
  },
  reached: (hosts, _sum, p) => hosts >= p.hosts,
  parties: (key, dst) => ({ src: key.split(' ')[0] as string, dst, dport: -1 }),
  value: ({ items }) => items.size,
  threshold: (p) => p.hosts,
  summary({ items, first, last }, key, p) {
    const [sender, mac] = key.split(' ');
    return `${sender} (${mac}) asked by ARP for ${count(items.size)} addresses within ${span(last - first)}; the threshold is ${count(p.hosts)} addresses within ${p.windowS} s.`;
  },
});
