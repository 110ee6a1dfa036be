import { appBy, FLOW_MARKS } from '@wireledger/events/telemetry';
import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { END, isTcpOrUdp, protocolName, TCP } from '../../records/attempts';
import type { FlowRecord } from '../../records/records';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';
import { type Line, Policy, readLine, UNKNOWN } from './policy';

const parameters = z.strictObject({
  policy: z
    .array(z.string().max(200).superRefine(isLine))
    .min(1)
    .max(100)
    .describe(
      'lines: `allow` or `deny`, then in this order as wanted `from ZONE`, `to ZONE`, `tcp` or `udp`, `PROTOCOL,…` or `not PROTOCOL,…`, `on PORT,…`; the first that fits decides, none: allowed',
    ),
  connections: threshold('connections that the policy denies, at least'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

const SYN = 2;

/** A protocol where the policy has none. */
export const unauthorizedProtocol = thresholdDetector<Parameters>({
  id: 'unauthorized-protocol',
  version: 1,
  kind: 'unauthorized_protocol',
  reads: ['flow'],
  parameters,
  measure: { name: 'denied connections', unit: 'connections' },
  about: {
    title: 'Unauthorized protocol',
    counts:
      'TCP and UDP flows in which both sides sent payload, of one source, that one line of the policy denies, each at the last packet time of its latest record. The protocol of a flow is what its bytes, or another connection, told; a port alone tells none (`unknown`).',
    algorithm:
      'The first line of the policy that fits a flow decides, as in a packet filter; sliding window over distinct flows. `unknown`, and with it `not tls` on port 443, is said of ended TCP flows alone, whose handshake was seen: earlier their bytes may still tell.',
    source:
      'Requirement document R2 (unauthorized protocol, configurable); ntopng (known protocol on an odd port), Slips (non-TLS on 443, non-HTTP on 80), nDPI (unsafe protocols).',
    limits:
      'Only protocols that are told by their bytes can be named (HTTP, TLS, SSH, FTP, SMTP, POP3, IMAP, Telnet); DNS over TCP and others are known by their port alone: for them write ports. Something inside TLS is TLS. Flow exports carry no bytes: of them ports alone are judged. `not …` says nothing of a silent flow on a port that no service is known to listen on.',
    lookAlikes:
      'WebSockets and proxies after `CONNECT` on port 80 (begin as HTTP and are told as such); Skype, BitTorrent, Telegram and VPNs that use port 443 because it is open: true findings of low gravity.',
  },
  distinct: true,
  cap: ({ connections }) => Math.max(256, connections * 4),
  flowsWith: () => FACETS.tcpOrUdp | FACETS.talked,
  read(record, p) {
    if (record.fact !== 'flow' || !isTcpOrUdp(record)) return null;
    if (record.srcPayload === 0 || record.dstPayload === 0) return null;
    const protocol = protocolOf(record);
    const policy = policyOf(p);
    if (!policy.mayFit(protocol, record.dstPort)) return null;
    const { src, dst, dstPort, proto, last, ref } = record;
    const line = policy.lineFor({ src, dst, proto, dstPort, protocol });
    if (!line || line.allows || (protocol === UNKNOWN && line.asksUnknown && !wasHeard(record, line))) return null;
    const item = `${dst} ${dstPort} ${record.source} ${record.flow}`;
    return { key: `${src} ${proto} ${protocol} ${line.text}`, time: last, item, weight: 1, ref };
  },
  reached: (connections, _sum, p) => connections >= p.connections,
  parties(key, item) {
    const [dst = '', port] = item.split(' ');
    return { src: key.slice(0, key.indexOf(' ')), dst, dport: Number(port) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => p.connections,
  summary({ items, targets, ports, first, last }, key, p) {
    const [src, proto, protocol, ...line] = key.split(' ');
    const what = protocol === UNKNOWN ? `an unknown ${protocolName(Number(proto))} protocol` : protocol;
    const whom = targets.size === 1 ? [...targets][0] : `${count(targets.size)} hosts`;
    const where = ports.size === 1 ? `port ${[...ports][0]}` : `${count(ports.size)} ports`;
    const times = `${count(items.size)} ${items.size === 1 ? 'connection' : 'connections'}`;
    return `${src} spoke ${what} with ${whom} on ${where}, ${times} within ${span(last - first)}; the policy says “${line.join(' ')}”, the threshold is ${count(p.connections)}.`;
  },
});

/** What the bytes of the flow told. */
function protocolOf({ app, marks }: FlowRecord): string {
  const by = appBy(marks);
  return by === 'content' || by === 'announced' ? app : UNKNOWN;
}

/** Its bytes had their chance to tell: all of them were seen, none was missing, and they were read by whoever wrote the record. */
const wasHeard = ({ kind, proto, srcFlags, dstFlags, marks }: FlowRecord, { not }: Line): boolean =>
  kind === END &&
  (marks & (FLOW_MARKS.exported | FLOW_MARKS.incomplete)) === 0 &&
  (!not || appBy(marks) === 'port') &&
  proto === TCP &&
  (srcFlags & SYN) !== 0 &&
  (dstFlags & SYN) !== 0;

function isLine(text: string, context: z.RefinementCtx): void {
  try {
    readLine(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
}

/** Policies read once for each set of parameters. */
const policies = new WeakMap<readonly string[], Policy>();
/** The one that was asked for last: most have one rule of this detector. */
let asked: { readonly lines: readonly string[]; readonly policy: Policy } | null = null;
function policyOf({ policy: lines }: Parameters): Policy {
  if (asked?.lines === lines) return asked.policy;
  const policy = policies.get(lines) ?? new Policy(lines.map(readLine));
  policies.set(lines, policy);
  asked = { lines, policy };
  return policy;
}
