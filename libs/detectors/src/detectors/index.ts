import type { AnyDetector } from '../detector';
import { amplification } from './amplification/detector';
import { arpSpoofing } from './arp-spoofing/detector';
import { arpSweep } from './arp-sweep/detector';
import { authFailures } from './auth-failures/detector';
import { bandwidth } from './bandwidth/detector';
import { beacon } from './beacon/detector';
import { c2Http } from './c2-http/detector';
import { captureLoss } from './capture-loss/detector';
import { clearTextCredentials } from './clear-text-credentials/detector';
import { dhcpFlood } from './dhcp-flood/detector';
import { dnsChannel } from './dns-channel/detector';
import { dnsRate } from './dns-rate/detector';
import { dnsRebinding } from './dns-rebinding/detector';
import { fanOut } from './fan-out/detector';
import { generic } from './generic/detector';
import { horizontalScan } from './horizontal-scan/detector';
import { hostScore } from './host-score/detector';
import { icmpSweep } from './icmp-sweep/detector';
import { icmpTunnel } from './icmp-tunnel/detector';
import { lateralMovement } from './lateral-movement/detector';
import { longConnection } from './long-connection/detector';
import { nameSpike } from './name-spike/detector';
import { newDevice } from './new-device/detector';
import { newService } from './new-service/detector';
import { nxdomainDga } from './nxdomain-dga/detector';
import { performance } from './performance/detector';
import { rareTld } from './rare-tld/detector';
import { rareTlsClient } from './rare-tls-client/detector';
import { region } from './region/detector';
import { resetBruteForce } from './reset-brute-force/detector';
import { resolverBypass } from './resolver-bypass/detector';
import { sessionBruteForce } from './session-brute-force/detector';
import { slowScan } from './slow-scan/detector';
import { synFlood } from './syn-flood/detector';
import { threatMatch } from './threat-match/detector';
import { traceroute } from './traceroute/detector';
import { trafficSpike } from './traffic-spike/detector';
import { unauthorizedProtocol } from './unauthorized-protocol/detector';
import { upload } from './upload/detector';
import { verticalScan } from './vertical-scan/detector';
import { webAttack } from './web-attack/detector';

/** Every detector there is, one a folder, in the order of the documentation. */
export const DETECTORS: readonly AnyDetector[] = [
  ...[verticalScan, horizontalScan, slowScan, icmpSweep, arpSweep, authFailures, resetBruteForce, sessionBruteForce],
  ...[synFlood, amplification, dhcpFlood, trafficSpike, nameSpike, bandwidth],
  ...[
    dnsRate,
    dnsChannel,
    nxdomainDga,
    icmpTunnel,
    arpSpoofing,
    beacon,
    upload,
    fanOut,
    webAttack,
    clearTextCredentials,
    threatMatch,
    region,
    unauthorizedProtocol,
    performance,
    longConnection,
    lateralMovement,
    dnsRebinding,
    resolverBypass,
    newDevice,
    newService,
    rareTld,
    rareTlsClient,
    c2Http,
    traceroute,
    captureLoss,
    hostScore,
    generic,
  ],
];
