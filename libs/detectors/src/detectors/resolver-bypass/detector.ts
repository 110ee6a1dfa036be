import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { isExternal } from '../../records/addresses';
import { isTcpOrUdp } from '../../records/attempts';
import { FACETS } from '../../records/facets';
import type { AnyRecord } from '../../records/records';
import { type Entries, thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';
import { providerOfAddress, providerOfName } from './resolvers';

const parameters = z.strictObject({
  connections: threshold('connections of a client with resolvers elsewhere, at least'),
  quietS: z
    .number()
    .min(0)
    .max(86_400)
    .describe(
      'only when the client, which asked plainly before, has not done so for this long, seconds; 0 = whether it does or not',
    ),
  plain: z.boolean().describe('plain look-ups at addresses outside count as well'),
  own: z
    .array(z.string().min(2).max(45))
    .max(1000)
    .describe('addresses of one’s own resolvers: they may ask elsewhere, and be asked'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

const HTTPS = 443;
/** DNS over TLS (RFC 7858) and over QUIC (RFC 9250). */
const DNS_OVER_TLS = 853;
const MINUTE = 60_000_000;
const ASKED = 'asked';

/** A client resolves names where nobody here sees it. */
export const resolverBypass = thresholdDetector<Parameters>({
  id: 'resolver-bypass',
  version: 1,
  kind: 'resolver_bypass',
  reads: ['tls', 'flow', 'dns'],
  parameters,
  measure: { name: 'connections', unit: 'connections' },
  about: {
    title: 'Resolver bypass (DNS over HTTPS, TLS, QUIC)',
    counts:
      'Connections of one client with a known public resolver: TLS handshakes by the name asked for, answered flows by address on port 443 and 853, and any answered flow to port 853 outside; each connection once, a handshake at its time and a flow at its last packet. Beside them the minutes in which the client asked a resolver plainly.',
    algorithm:
      'Sliding window over connections. With a time of quiet, a connection counts only when the client asked plainly before, within the window, and then no more for that long: its look-ups have moved.',
    source:
      'Slips (TLS to a known DoH address on port 443); the names and addresses are those that operators publish. A finding about policy, so low.',
    limits:
      'A resolver that is not in the list, on port 443, is not told from the web; nor is one behind Encrypted ClientHello and a shared address.',
    lookAlikes:
      'Browsers and phones choose such resolvers by themselves: it is what it says, wanted or not. One’s own resolver that forwards over TLS is to be listed. The page at 1.1.1.1 is taken for its resolver.',
  },
  distinct: true,
  identity: (item) => item.split('\t', 1)[0] as string,
  cap: ({ connections }) => Math.max(512, connections * 4),
  flowsWith: () => [{ facets: FACETS.tcpOrUdp, on: [HTTPS, DNS_OVER_TLS] }],
  read(record, p) {
    const seen = seenIn(record, p);
    if (!seen) return null;
    const { client, time, item } = seen;
    const weight = item.startsWith(ASKED) ? 0 : 1;
    return p.own.includes(client) ? null : { key: client, time, item, weight, ref: record.ref };
  },
  reached: (_entries, connections, p) => connections >= p.connections,
  confirm: (entries, _key, p) => (p.quietS === 0 || hasMoved(entries, p) ? p.severity : null),
  parties(client, item) {
    const [, server = '', port] = item.split('\t');
    return { src: client, dst: server, dport: port === undefined ? -1 : Number(port) };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.connections,
  summary({ sum, targets, first, last }, client, p) {
    const some = [...targets].slice(0, 3).map((address) => {
      const provider = providerOfAddress(address);
      return provider === null ? address : `${address} (${provider})`;
    });
    const often = sum === 1 ? 'once' : `${count(sum)} times within ${span(last - first)}`;
    const moved = p.quietS > 0 ? ` and no longer asks plainly, for ${span(p.quietS * 1e6)} at least` : '';
    return `${client} connected to a resolver elsewhere ${often} (${some.join(', ')})${moved}; the threshold is ${count(p.connections)} within ${p.windowS} s.`;
  },
});

interface Seen {
  readonly client: string;
  readonly time: number;
  readonly item: string;
}

function seenIn(record: AnyRecord, { plain, own, quietS }: Parameters): Seen | null {
  if (record.fact === 'tls') {
    const { client, server, serverPort, serverName, time, source, flow } = record;
    if (own.includes(server) || providerOfName(serverName) === null) return null;
    return { client, time, item: `${source} ${flow}\t${server}\t${serverPort}` };
  }
  if (record.fact === 'flow') {
    const { dst, dstPort } = record;
    if ((dstPort !== HTTPS && dstPort !== DNS_OVER_TLS) || !isTcpOrUdp(record) || record.dstPayload === 0) return null;
    if (own.includes(dst) || !(providerOfAddress(dst) !== null || (dstPort === DNS_OVER_TLS && isExternal(dst))))
      return null;
    return { client: record.src, time: record.dLast, item: `${record.source} ${record.flow}\t${dst}\t${dstPort}` };
  }
  if (record.fact !== 'dns' || record.service !== 'dns') return null;
  const { client, server, time, source, flow } = record;
  if (plain && record.responses > 0 && isExternal(server) && !own.includes(server))
    return { client, time, item: `${source} ${flow}\t${server}\t53` };
  return quietS > 0 ? { client, time, item: `${ASKED} ${Math.floor(time / MINUTE)}` } : null;
}

/** Whether enough connections came after the last plain look-up and the quiet that follows it. */
function hasMoved({ window, from, to }: Entries, { connections, quietS }: Parameters): boolean {
  const { times, items } = window;
  let asked = -1;
  for (let at = from; at < to; at++) if (items[at]?.startsWith(ASKED)) asked = at;
  if (asked < 0) return false;
  const quiet = (times[asked] as number) + quietS * 1e6;
  let moved = 0;
  for (let at = asked + 1; at < to; at++) if ((times[at] as number) >= quiet) moved++;
  return moved >= connections;
}
