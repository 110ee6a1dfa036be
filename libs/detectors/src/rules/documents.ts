import { authFailures } from '../detectors/auth-failures/detector';
import { bandwidth } from '../detectors/bandwidth/detector';
import { dnsRate } from '../detectors/dns-rate/detector';
import { fanOut } from '../detectors/fan-out/detector';
import { nameSpike } from '../detectors/name-spike/detector';
import { rareTld } from '../detectors/rare-tld/detector';
import { SUSPICIOUS_TLDS } from '../records/suspicious-tlds';
import { region } from '../detectors/region/detector';
import { resetBruteForce } from '../detectors/reset-brute-force/detector';
import { synFlood } from '../detectors/syn-flood/detector';
import { threatMatch } from '../detectors/threat-match/detector';
import { trafficSpike } from '../detectors/traffic-spike/detector';
import { unauthorizedProtocol } from '../detectors/unauthorized-protocol/detector';
import { verticalScan } from '../detectors/vertical-scan/detector';
import { rule, type Rule } from './rule';

/**
 * The presets of the requirement documents R0 to R3, verbatim where they give numbers. Drafted, not published: their numbers fire on harmless
 * traffic (docs/detectors.md says on which).
 */
export const DOCUMENTS: readonly Rule[] = [
  rule({
    id: 'r1-port-scan',
    title: 'R1: 10 ports of one target in 60 s',
    detector: verticalScan,
    parameters: { ports: 10, windowS: 60, count: 'all', per: 'target', severity: 'high' },
  }),
  rule({
    id: 'r3-port-scan',
    title: 'R3: 8 ports from one source in a minute',
    detector: verticalScan,
    parameters: { ports: 8, windowS: 60, count: 'all', per: 'source', severity: 'medium' },
  }),
  rule({
    id: 'r1-brute-force',
    title: 'R1: 5 resets of one source on one target and port in 30 s',
    detector: resetBruteForce,
    parameters: { resets: 5, windowS: 30, severity: 'high' },
  }),
  rule({
    id: 'r3-brute-force',
    title: 'R3: 10 failed log-ins of one source in 2 minutes',
    detector: authFailures,
    parameters: { failures: 10, windowS: 120, per: 'source', severity: 'high' },
  }),
  rule({
    id: 'r1-syn-flood',
    title: 'R1: 100 SYNs without ACK of one source in 10 s',
    detector: synFlood,
    parameters: { syns: 100, sources: 1, windowS: 10, count: 'all', per: 'source', severity: 'critical' },
  }),
  rule({
    id: 'r2-ddos',
    title: 'R2: a service under SYNs from many (configurable: 1,000 in 10 s)',
    detector: synFlood,
    parameters: { syns: 1000, sources: 50, windowS: 10, count: 'all', per: 'service', severity: 'critical' },
  }),
  rule({
    id: 'r1-dns-tunnel',
    title: 'R1: a name over 50 characters, or 20 requests a second',
    detector: dnsRate,
    parameters: { longerThan: 50, requests: 20, windowS: 1, severity: 'medium', both: 'critical' },
  }),
  rule({
    id: 'r1-traffic-spike',
    title: 'R1: z of 3 over the mean of bytes a second',
    detector: trafficSpike,
    parameters: {
      ...{ method: 'plain', z: 3, bucketS: 1, baseline: 10, memory: 3600 },
      ...{ leastBytes: 0, times: 0, severity: 'medium' },
    },
  }),
  rule({
    id: 'r0-volume-spike',
    title: 'R0: requests for a domain over 5 times the baseline in 5 minutes',
    detector: nameSpike,
    parameters: { times: 5, leastRequests: 20, bucketS: 300, baseline: 3, memory: 288, severity: 'medium' },
  }),
  rule({
    id: 'r0-threat-match',
    title: 'R0: a domain on a threat list',
    detector: threatMatch,
    parameters: {
      ...{ of: 'threat', lists: [], look: ['dns', 'tls', 'http'], inbound: 'answered' },
      ...{ hits: 1, windowS: 3600, severity: 'high' },
    },
  }),
  rule({
    id: 'r0-rare-tld',
    title: 'R0: a rare or suspicious top-level domain',
    detector: rareTld,
    parameters: {
      ...{ judge: 'either', tlds: [...SUSPICIOUS_TLDS], share: 0.02, clients: 1, newDays: 7, settleHours: 0 },
      ...{ learnDays: 7, knownDays: 30, severity: 'medium' },
    },
  }),
  rule({
    id: 'r2-bandwidth',
    title: 'R2: bandwidth over a limit (configurable: 100 Mbit/s over 10 s)',
    detector: bandwidth,
    parameters: { mbitPerS: 100, bucketS: 10, severity: 'medium' },
  }),
  rule({
    id: 'r0-exfiltration',
    title: 'R0: many destinations with small payloads (100 in 10 minutes)',
    detector: fanOut,
    parameters: { destinations: 100, mostBytes: 1000, windowS: 600, severity: 'medium' },
  }),
  rule({
    id: 'r2-unauthorized-protocol',
    title: 'R2: a protocol that is not allowed (configurable: Telnet and FTP as examples)',
    detector: unauthorizedProtocol,
    parameters: {
      policy: ['deny telnet,ftp', 'deny tcp on 21,23'],
      ...{ connections: 1, windowS: 3600, severity: 'medium' },
    },
  }),
  rule({
    id: 'r2-region',
    title: 'R2: a connection with a chosen region (configurable: KP as an example)',
    detector: region,
    parameters: {
      ...{ countries: ['KP'], which: 'these', begun: 'either', inbound: 'answered' },
      ...{ connections: 1, windowS: 3600, severity: 'medium' },
    },
  }),
];
