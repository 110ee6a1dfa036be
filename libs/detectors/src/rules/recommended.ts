import { amplification } from '../detectors/amplification/detector';
import { arpSpoofing } from '../detectors/arp-spoofing/detector';
import { arpSweep } from '../detectors/arp-sweep/detector';
import { authFailures } from '../detectors/auth-failures/detector';
import { beacon } from '../detectors/beacon/detector';
import { c2Http } from '../detectors/c2-http/detector';
import { captureLoss } from '../detectors/capture-loss/detector';
import { clearTextCredentials } from '../detectors/clear-text-credentials/detector';
import { dhcpFlood } from '../detectors/dhcp-flood/detector';
import { dnsChannel } from '../detectors/dns-channel/detector';
import { dnsRebinding } from '../detectors/dns-rebinding/detector';
import { horizontalScan } from '../detectors/horizontal-scan/detector';
import { hostScore } from '../detectors/host-score/detector';
import { icmpSweep } from '../detectors/icmp-sweep/detector';
import { icmpTunnel } from '../detectors/icmp-tunnel/detector';
import { lateralMovement } from '../detectors/lateral-movement/detector';
import { longConnection } from '../detectors/long-connection/detector';
import { newDevice } from '../detectors/new-device/detector';
import { newService } from '../detectors/new-service/detector';
import { nxdomainDga } from '../detectors/nxdomain-dga/detector';
import { performance } from '../detectors/performance/detector';
import { rareTld } from '../detectors/rare-tld/detector';
import { rareTlsClient } from '../detectors/rare-tls-client/detector';
import { resolverBypass } from '../detectors/resolver-bypass/detector';
import { sessionBruteForce } from '../detectors/session-brute-force/detector';
import { SUSPICIOUS_TLDS } from '../records/suspicious-tlds';
import { slowScan } from '../detectors/slow-scan/detector';
import { synFlood } from '../detectors/syn-flood/detector';
import { threatMatch } from '../detectors/threat-match/detector';
import { traceroute } from '../detectors/traceroute/detector';
import { trafficSpike } from '../detectors/traffic-spike/detector';
import { unauthorizedProtocol } from '../detectors/unauthorized-protocol/detector';
import { upload } from '../detectors/upload/detector';
import { verticalScan } from '../detectors/vertical-scan/detector';
import { webAttack } from '../detectors/web-attack/detector';
import { rule, type Rule } from './rule';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Ports that worms spread by (Maltrail): Windows services, SQL Server, remote desktop, Redis. */
const WORM_PORTS = [135, 139, 445, 1433, 3389, 6379];
/** SSH, Telnet, SQL Server, MySQL, RDP, PostgreSQL, VNC, WinRM: log-ins whose outcome is encrypted or not decoded. */
const LOGIN_PORTS = [22, 23, 1433, 3306, 3389, 5432, 5900, 5985];
/** DNS, NTP, and the same over TLS: regular by design. */
const REGULAR_PORTS = [53, 123, 853];

/** HTTPS, and push services of Apple (5223) and Google (5228 to 5230); those of Windows, and the others behind a firewall, are on 443. */
const PUSH_PORTS = [443, 5223, 5228, 5229, 5230];

/** SSH, RPC, SMB, RDP, WinRM: ports that hosts are governed by. */
const GOVERNING_PORTS = [22, 135, 445, 3389, 5985];

/** What is published at the first start: few, true, explained alerts. */
export const RECOMMENDED: readonly Rule[] = [
  rule({
    id: 'vertical-scan',
    title: 'Port scan of one host',
    detector: verticalScan,
    parameters: { ports: 10, windowS: MINUTE, count: 'failed', per: 'target', severity: 'high' },
  }),
  rule({
    id: 'horizontal-scan',
    title: 'One port, many hosts',
    detector: horizontalScan,
    parameters: { hosts: 25, windowS: 5 * MINUTE, everyAttemptOn: WORM_PORTS, severity: 'high' },
  }),
  rule({
    id: 'slow-scan',
    title: 'Port scan with long pauses',
    detector: slowScan,
    parameters: {
      ...{ pairs: 25, outward: 250, windowS: 15 * MINUTE, fastest: { port: 5, target: 10 } },
      ...{ severity: 'medium' },
    },
  }),
  rule({
    id: 'icmp-sweep',
    title: 'Host sweep by ping',
    detector: icmpSweep,
    parameters: { hosts: 25, silentShare: 0.5, windowS: 5 * MINUTE, severity: 'medium' },
  }),
  rule({
    id: 'arp-sweep',
    title: 'Host sweep by ARP',
    detector: arpSweep,
    parameters: { hosts: 50, windowS: MINUTE, severity: 'medium' },
  }),
  rule({
    id: 'auth-failures',
    title: 'Failed log-ins on one service',
    detector: authFailures,
    parameters: { failures: 20, windowS: 5 * MINUTE, per: 'service', severity: 'high' },
  }),
  rule({
    id: 'session-brute-force',
    title: 'Password guessing by short similar sessions',
    detector: sessionBruteForce,
    parameters: {
      ...{ sessions: 9, windowS: 5 * MINUTE, longestS: MINUTE, ports: LOGIN_PORTS },
      ...{ spread: 0.25, share: 0.8, severity: 'high' },
    },
  }),
  rule({
    id: 'syn-flood-source',
    title: 'SYN flood from one source on one service',
    detector: synFlood,
    parameters: {
      syns: 100,
      sources: 1,
      windowS: 10,
      count: 'half-open',
      per: 'source and service',
      severity: 'critical',
    },
  }),
  rule({
    id: 'syn-flood-victim',
    title: 'SYN flood from many sources on one service',
    detector: synFlood,
    parameters: { syns: 200, sources: 50, windowS: 10, count: 'half-open', per: 'service', severity: 'critical' },
  }),
  rule({
    id: 'amplification',
    title: 'UDP amplification',
    detector: amplification,
    parameters: { sources: 50, windowS: 10, severity: 'high' },
  }),
  rule({
    id: 'dhcp-flood',
    title: 'DHCP flood',
    detector: dhcpFlood,
    parameters: { messages: 100, windowS: 10, severity: 'high' },
  }),
  rule({
    id: 'traffic-spike',
    title: 'Far more traffic than usual',
    detector: trafficSpike,
    parameters: {
      ...{ method: 'robust', z: 3.5, bucketS: MINUTE, baseline: 30, memory: 1440 },
      ...{ leastBytes: 50_000_000, times: 5, severity: 'medium' },
    },
  }),
  rule({
    id: 'dns-channel',
    title: 'DNS tunnel',
    detector: dnsChannel,
    parameters: { names: 100, meanLength: 24, channelShare: 0.5, texts: 30, windowS: 10 * MINUTE, severity: 'high' },
  }),
  rule({
    id: 'nxdomain-dga',
    title: 'Generated domains',
    detector: nxdomainDga,
    parameters: { domains: 20, share: 0.3, windowS: 10 * MINUTE, severity: 'high' },
  }),
  rule({
    id: 'icmp-tunnel',
    title: 'ICMP tunnel',
    detector: icmpTunnel,
    parameters: { packets: 100, bytes: 10_000, windowS: 10 * MINUTE, severity: 'high' },
  }),
  rule({
    id: 'arp-spoofing',
    title: 'Two addresses, one of them somebody else’s',
    detector: arpSpoofing,
    parameters: { addresses: 2, windowS: 10 * MINUTE, severity: 'high', gateway: 'critical' },
  }),
  rule({
    id: 'web-attack',
    title: 'SQL injection attempts on a web server',
    detector: webAttack,
    parameters: { requests: 5, windowS: 5 * MINUTE, severity: 'high' },
  }),
  rule({
    id: 'clear-text-credentials',
    title: 'A password that everybody on the way could read',
    detector: clearTextCredentials,
    parameters: { attempts: 1, windowS: HOUR, severity: 'low' },
    cooldownS: DAY,
  }),
  rule({
    id: 'threat-list',
    title: 'Something that a threat list knows',
    detector: threatMatch,
    parameters: { of: 'threat', lists: [], look: [], inbound: 'answered', hits: 1, windowS: HOUR, severity: 'high' },
    cooldownS: DAY,
  }),
  rule({
    id: 'watch-list',
    title: 'Something that a list to watch knows',
    detector: threatMatch,
    parameters: { of: 'watch', lists: [], look: [], inbound: 'all', hits: 1, windowS: HOUR, severity: 'low' },
    cooldownS: DAY,
  }),
  rule({
    id: 'beacon',
    title: 'Regular calls to one address outside',
    detector: beacon,
    parameters: {
      ...{ connections: 13, score: 0.7, steady: 0.6, covered: 0.2, leastGapS: 1, leastSpanS: 60, notOn: REGULAR_PORTS },
      early: { connections: 20, score: 0.8, leastSpanS: 30 },
      ...{ windowS: DAY, severity: 'medium', certain: 'high' },
    },
  }),
  rule({
    id: 'lopsided-upload',
    title: 'Upload to a destination that hardly anybody uses',
    detector: upload,
    parameters: { bytes: 1_000_000, ratio: 20, hostsAtMost: 2, windowS: HOUR, severity: 'medium' },
  }),
  rule({
    id: 'large-upload',
    title: 'Large upload to one address outside',
    detector: upload,
    parameters: { bytes: 100_000_000, ratio: 3, hostsAtMost: 1_000_000, windowS: HOUR, severity: 'high' },
  }),
  rule({
    id: 'long-connection',
    title: 'Connected to one service outside for hours',
    detector: longConnection,
    parameters: {
      ...{ hours: 4, medium: 8, high: 12, leastS: MINUTE, notOn: REGULAR_PORTS, connections: 1000 },
      ...{ push: PUSH_PORTS, quietKb: 100 },
      ...{ windowS: DAY, severity: 'low' },
    },
  }),
  rule({
    id: 'lateral-movement',
    title: 'Hosts inside that take over one another',
    detector: lateralMovement,
    parameters: { hosts: 5, ports: GOVERNING_PORTS, knownDays: 30, pairs: 20_000, windowS: HOUR, severity: 'high' },
  }),
  rule({
    id: 'dns-rebinding',
    title: 'A name outside that suddenly leads inside',
    detector: dnsRebinding,
    parameters: { judge: 'flip', ttl: 60, own: [], windowS: HOUR, severity: 'medium' },
  }),
  rule({
    id: 'resolver-bypass',
    title: 'Names resolved elsewhere, unseen (DNS over HTTPS or TLS)',
    detector: resolverBypass,
    parameters: { connections: 1, quietS: 0, plain: false, own: [], windowS: HOUR, severity: 'low' },
    cooldownS: DAY,
  }),
  rule({
    id: 'new-device',
    title: 'A device that was never seen before, where none is expected',
    detector: newDevice,
    parameters: { networks: [], madeUp: true, learnDays: 7, knownDays: 30, severity: 'low' },
  }),
  rule({
    id: 'new-service',
    title: 'A port that never answered before, where services are known',
    detector: newService,
    parameters: { networks: [], portsUpTo: 32_767, learnDays: 7, knownDays: 30, severity: 'low' },
  }),
  rule({
    id: 'rare-tld',
    title: 'A suspicious top-level domain that hardly anybody here uses',
    detector: rareTld,
    parameters: {
      ...{ judge: 'both', tlds: [...SUSPICIOUS_TLDS], share: 0.02, clients: 10, newDays: 7, settleHours: 0 },
      ...{ learnDays: 7, knownDays: 30, severity: 'low' },
    },
  }),
  rule({
    id: 'rare-tls-client',
    title: 'Software that speaks TLS as hardly any other here',
    detector: rareTlsClient,
    parameters: {
      ...{ of: 'ja4', share: 0.02, clients: 10, newDays: 7, settleHours: 24 },
      ...{ learnDays: 7, knownDays: 30, severity: 'low' },
    },
  }),
  rule({
    id: 'c2-http',
    title: 'A program that reports to its server as implants do',
    detector: c2Http,
    parameters: { signs: 3, oddHost: true, windowS: 10 * MINUTE, severity: 'medium' },
  }),
  rule({
    id: 'odd-port',
    title: 'A protocol on the port of another',
    detector: unauthorizedProtocol,
    parameters: {
      policy: [
        ...['deny tcp not tls,http on 443', 'deny tcp not http,tls on 80', 'deny tcp not tls on 853'],
        ...['deny telnet on 0-22,24-65535', 'deny to external ssh on 0-21,23-1023'],
      ],
      ...{ connections: 1, windowS: HOUR, severity: 'low' },
    },
    cooldownS: DAY,
  }),
  rule({
    id: 'slow-server',
    title: 'A server answers far more slowly than usual',
    detector: performance,
    parameters: {
      ...{ what: 'latency', per: 'server', z: 5, times: 3, atLeast: 50, among: 10 },
      ...{ bucketS: 5 * MINUTE, baseline: 12, memory: 288, severity: 'low' },
    },
  }),
  rule({
    id: 'retransmissions',
    title: 'Far more is sent twice than usual',
    detector: performance,
    parameters: {
      ...{ what: 'retransmission', per: 'server', z: 5, times: 3, atLeast: 5, among: 500 },
      ...{ bucketS: 5 * MINUTE, baseline: 12, memory: 288, severity: 'low' },
    },
  }),
  rule({
    id: 'link-saturation',
    title: 'A link carries far more than usual, for minutes',
    detector: performance,
    parameters: {
      ...{ what: 'saturation', per: 'link', z: 5, times: 5, atLeast: 50, among: 1 },
      ...{ bucketS: 5 * MINUTE, baseline: 12, memory: 288, severity: 'low' },
    },
  }),
  rule({
    id: 'traceroute',
    title: 'A host that traces the way to another',
    detector: traceroute,
    parameters: { routers: 3, windowS: 3 * MINUTE, severity: 'low' },
  }),
  rule({
    id: 'capture-loss',
    title: 'The capture loses frames',
    detector: captureLoss,
    parameters: { of: 'frames', percent: 10, among: 10_000, bucketS: 15 * MINUTE, severity: 'low' },
  }),
  rule({
    id: 'capture-holes',
    title: 'Connections lack bytes that the capture did not have',
    detector: captureLoss,
    parameters: { of: 'connections', percent: 10, among: 100, bucketS: 15 * MINUTE, severity: 'low' },
  }),
  rule({
    id: 'host-score',
    title: 'Much said about one host',
    detector: hostScore,
    parameters: { score: 1.5, rules: 2, halfLifeS: 6 * HOUR, windowS: DAY, severity: 'high' },
  }),
];
