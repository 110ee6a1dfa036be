import { z } from 'zod';
import { knownDays, learnDays, severity } from '../../parameters';
import { TCP } from '../../records/attempts';
import { FACETS } from '../../records/facets';
import { isWithin, networks } from '../../records/networks';
import { noveltyDetector } from '../../state/novelty';

const parameters = z.strictObject({
  networks: networks('where a new service is told of; none = nowhere'),
  portsUpTo: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .describe('greatest port that a service has: above it, ports are given for a while (RFC 6056)'),
  learnDays,
  knownDays,
  severity,
});
type Parameters = z.infer<typeof parameters>;
const [SYN, ACK] = [2, 16];

/** A port that answers and never did before. */
export const newService = noveltyDetector<Parameters>({
  id: 'new-service',
  version: 1,
  kind: 'new_service',
  reads: ['flow'],
  parameters,
  measure: { name: 'new services', unit: 'services' },
  about: {
    title: 'New service',
    counts:
      'Address and TCP port of hosts in the chosen networks that completed a handshake (SYN, SYN-ACK, ACK), at the last packet time of the flow record.',
    algorithm:
      'The first handshake with a port is the finding, once the network has been watched for the days given. A service that nobody called for the days after which it is forgotten is new again.',
    source: 'Zeek known-services (which forgets after a day).',
    limits:
      'Only what somebody connects to. UDP is left out, as an answer does not tell a service from a client. Two services behind one port are one.',
    lookAlikes:
      'Deployments, FTP’s passive ports and remote procedure calls below the greatest port: choose networks where services are known, or name a lower greatest port.',
  },
  flowsWith: (p) => (p.networks.length === 0 ? FACETS.never : FACETS.tcp),
  read(record, p) {
    if (p.networks.length === 0 || record.fact !== 'flow' || record.proto !== TCP) return null;
    const { src, dst, dstPort, srcFlags, dstFlags, dLast: time, ref } = record;
    if ((srcFlags & SYN) === 0 || (srcFlags & ACK) === 0 || (dstFlags & SYN) === 0 || dstPort > p.portsUpTo)
      return null;
    return isWithin(dst, p.networks) ? { key: `${dst} ${dstPort}`, time, by: '', item: src, ref } : null;
  },
  freshUs: () => 0,
  parties(key, src) {
    const [dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  summary({ items }, key, p) {
    const [dst, port] = key.split(' ');
    const [src = ''] = items;
    return `${dst} answers on TCP port ${port}, which it was not seen to do before (asked by ${src}); the threshold is the first handshake after ${p.learnDays} days of watching.`;
  },
});
