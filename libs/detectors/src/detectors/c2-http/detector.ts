import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { isExternal } from '../../records/addresses';
import { thresholdDetector } from '../../state/threshold';
import { shortName, span } from '../../words';
import { isOddHost, signOf } from './signs';

const parameters = z.strictObject({
  signs: threshold('different signs, at least', 3),
  oddHost: z
    .boolean()
    .describe('only hosts that are addresses, or generated names below a suspicious top-level domain'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

const SAID: Readonly<Record<string, string>> = {
  report: 'told it of the machine in the query',
  delivery: 'delivered data',
  fetch: 'fetched a program or a signature',
};

/** An implant that reports to its server over plain HTTP. */
export const c2Http = thresholdDetector<Parameters>({
  id: 'c2-http',
  version: 1,
  kind: 'c2_http',
  reads: ['http'],
  parameters,
  measure: { name: 'signs', unit: 'signs' },
  about: {
    title: 'Command and control over HTTP',
    counts:
      'Requests of one client to one host outside, without a referrer, each sign once at its latest time: a report (at least three fields of the query that name machine, user or version, and an identifier), a delivery (POST with a body), a fetch (a program, raw bytes or a signature as the answer).',
    algorithm:
      'Different signs within a sliding window; by default all three, and only at a host that is an address, or a generated name (digits among the letters, or no vowel) below a suspicious top-level domain.',
    source:
      'The exchange of the Foudre implant (report, signature of the next address, upload); nDPI’s risks of HTTP: numeric host, binary content, suspicious name.',
    limits:
      'Reports in a body, in cookies or encrypted are not read; neither is anything over TLS: the beacon and rarity detectors are for those. An implant with a plausible host is missed.',
    lookAlikes:
      'Telemetry and updates of programs do all three as well, but at hosts with chosen names; devices that are reached by address are inside.',
  },
  distinct: true,
  identity: (item) => item.split(' ', 1)[0] as string,
  cap: () => 64,
  read(record, p) {
    if (record.fact !== 'http' || !isExternal(record.server)) return null;
    const sign = signOf(record);
    if (sign === null || (p.oddHost && !isOddHost(record.host))) return null;
    const { client, host, server, serverPort, time, ref } = record;
    return { key: `${client} ${host}`, time, item: `${sign} ${server} ${serverPort}`, weight: 1, ref };
  },
  reached: (signs, _sum, p) => signs >= p.signs,
  parties(key, item) {
    const [, dst = '', port] = item.split(' ');
    return { src: key.slice(0, key.indexOf(' ')), dst, dport: Number(port) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => p.signs,
  summary({ items, first, last }, key, p) {
    const [client = ''] = key.split(' ', 1);
    const did = [...items].map((sign) => SAID[sign] ?? sign).join(', ');
    return `${client} spoke with ${shortName(key.slice(client.length + 1))} as no browser does, within ${span(last - first)}: ${did}; the threshold is ${p.signs} signs within ${p.windowS} s.`;
  },
});
