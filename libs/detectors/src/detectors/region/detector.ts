import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { isExternal } from '../../records/addresses';
import type { FlowRecord } from '../../records/records';
import type { Regions } from '../../regions';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .max(250)
    .describe('countries, ISO 3166-1 alpha-2'),
  which: z.enum(['these', 'others']).default('these').describe('these countries, or all that are known but these'),
  begun: z
    .enum(['inside', 'outside', 'either'])
    .default('either')
    .describe('connections that begin inside and lead there, that come from there, or both'),
  inbound: z
    .enum(['answered', 'all'])
    .default('answered')
    .describe('connections: those that both ends took part in, or every attempt'),
  connections: threshold('connections of one host with one country, at least'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

/** Connections with chosen countries. */
export const region = thresholdDetector<Parameters>({
  id: 'region',
  version: 1,
  kind: 'region',
  reads: ['flow'],
  parameters,
  measure: { name: 'connections', unit: 'connections' },
  about: {
    title: 'Region',
    counts:
      'Connections of one host with addresses outside that are in the chosen countries, each once, at the last packet time of its latest record. Answered: both ends sent something; a connection that was merely refused has been answered as well.',
    algorithm:
      'The country is that of the data set of locations that is in force when a record is judged; its name and version stand in the alert, and in the log from where on it was in force. Sliding window.',
    source:
      'Requirement document R2 (connections from chosen regions, configurable; it chooses none, the one here is an example). Zeek’s watched countries (ssh/geo-data), ntopng’s country check.',
    limits:
      'Says nothing without a data set, and nothing of addresses that it does not know. Where an address is said to be is where its block is registered or was measured; tunnels and content networks are elsewhere.',
    lookAlikes:
      'Content networks answer from the nearest country; anycast addresses are everywhere; scanners come from all countries, which is why attempts without an answer count only when asked for.',
  },
  distinct: true,
  identity: (item) => item.slice(0, item.indexOf('\t')),
  cap: ({ connections }) => Math.max(64, connections * 4),
  read(record, p, _lists, regions) {
    if (record.fact !== 'flow' || regions === null) return null;
    if (p.inbound === 'answered' && (record.srcPackets === 0 || record.dstPackets === 0)) return null;
    const found = chosenEnd(record, p, regions);
    if (!found) return null;
    const { host, country } = found;
    const { source, flow, src, dst, dstPort, dLast: time, ref } = record;
    const item = [`${source} ${flow}`, src, dst, dstPort].join('\t');
    return { key: `${host} ${country} ${regions.name} ${regions.version}`, time, item, weight: 1, ref };
  },
  reached: (connections, _weight, p) => connections >= p.connections,
  parties(_key, item) {
    const [, src = '', dst = '', dport = '-1'] = item.split('\t');
    return { src, dst, dport: Number(dport) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => p.connections,
  restsOn: () => 'the data set of locations that was in force',
  recall({ entity }) {
    const [host = '', country = '', ...by] = entity.split(' ');
    const version = by.pop();
    if (version === undefined || by.length === 0) return null;
    // The data set itself may be gone. What it said of the other ends is in the alert: that they are all there.
    const there = (address: string): string | null => (address === host ? null : country);
    return { regions: { name: by.join(' '), version, country: there } };
  },
  summary({ items, first, last }, key, p) {
    const [host = '', country = ''] = key.split(' ', 2);
    const by = key.slice(host.length + country.length + 2);
    const often = items.size === 1 ? 'a connection' : `${count(items.size)} connections`;
    const during = items.size === 1 ? '' : ` within ${span(last - first)}`;
    return `${host} had ${often} with ${country}${during}, by ${by}; the threshold is ${count(p.connections)} within ${p.windowS} s.`;
  },
});

/** The end outside that is in a chosen country, the host at the other end and that country; the destination first. */
function chosenEnd(
  { src, dst }: FlowRecord,
  { countries, which, begun }: Parameters,
  regions: Regions,
): { readonly host: string; readonly country: string } | null {
  const chosen = (address: string): string | null => {
    const country = isExternal(address) ? regions.country(address) : null;
    return country !== null && countries.includes(country) === (which === 'these') ? country : null;
  };
  const there = begun === 'outside' ? null : chosen(dst);
  if (there !== null) return { host: src, country: there };
  const from = begun === 'inside' ? null : chosen(src);
  return from === null ? null : { host: dst, country: from };
}
