import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({ messages: threshold('messages of clients, at least'), windowS, severity });

/** Messages that clients send, DHCPv4 and DHCPv6. */
const CLIENTS = new Set(['DISCOVER', 'REQUEST', 'INFORM', 'DECLINE', 'SOLICIT', 'CONFIRM', 'RENEW', 'REBIND']);
CLIENTS.add('INFORMATION-REQUEST');

/** More DHCP than a network of people makes. */
export const dhcpFlood = thresholdDetector<z.infer<typeof parameters>>({
  id: 'dhcp-flood',
  version: 1,
  kind: 'dhcp_flood',
  reads: ['dhcp'],
  parameters,
  measure: { name: 'DHCP messages', unit: 'messages' },
  about: {
    title: 'DHCP flood',
    counts: 'DHCPv4 and DHCPv6 messages of all clients together, each at its own time.',
    algorithm: 'Sliding window over messages.',
    source:
      'Starvation tools (dhcpstarv, Yersinia) send tens of messages a second; Slips counts every four requested addresses.',
    limits: 'A slow starvation stays unseen.',
    lookAlikes: 'Every machine of a floor coming back after a power cut: a few messages each, rarely 100 within 10 s.',
  },
  distinct: false,
  cap: ({ messages }) => Math.max(1024, messages * 4),
  read(record) {
    if (record.fact !== 'dhcp' || !CLIENTS.has(record.message)) return null;
    const { src, dst, dstPort, time, ref } = record;
    return { key: 'all', time, item: `${src} ${dst} ${dstPort}`, weight: 1, ref };
  },
  reached: (_entries, messages, p) => messages >= p.messages,
  parties(_key, item) {
    const [src = '', dst = '', port] = item.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.messages,
  summary: ({ sum, sources, first, last }, _key, p) =>
    `${count(sources.size)} ${sources.size === 1 ? 'address' : 'addresses'} sent ${count(sum)} DHCP messages within ${span(last - first)}; the threshold is ${count(p.messages)} within ${p.windowS} s.`,
});
