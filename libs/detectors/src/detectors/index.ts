import type { AnyDetector } from '../detector';
import { amplification } from './amplification/detector';
import { arpSpoofing } from './arp-spoofing/detector';
import { arpSweep } from './arp-sweep/detector';
import { authFailures } from './auth-failures/detector';
import { bandwidth } from './bandwidth/detector';
import { beacon } from './beacon/detector';
import { clearTextCredentials } from './clear-text-credentials/detector';
import { dhcpFlood } from './dhcp-flood/detector';
import { dnsChannel } from './dns-channel/detector';
import { dnsRate } from './dns-rate/detector';
import { fanOut } from './fan-out/detector';
import { generic } from './generic/detector';
import { horizontalScan } from './horizontal-scan/detector';
import { hostScore } from './host-score/detector';
import { icmpSweep } from './icmp-sweep/detector';
import { icmpTunnel } from './icmp-tunnel/detector';
import { nameSpike } from './name-spike/detector';
import { nxdomainDga } from './nxdomain-dga/detector';
import { performance } from './performance/detector';
import { region } from './region/detector';
import { resetBruteForce } from './reset-brute-force/detector';
import { sessionBruteForce } from './session-brute-force/detector';
import { synFlood } from './syn-flood/detector';
import { threatMatch } from './threat-match/detector';
import { trafficSpike } from './traffic-spike/detector';
import { unauthorizedProtocol } from './unauthorized-protocol/detector';
import { upload } from './upload/detector';
import { verticalScan } from './vertical-scan/detector';
import { webAttack } from './web-attack/detector';

/** Every detector there is, one a folder, in the order of the documentation. */
export const DETECTORS: readonly AnyDetector[] = [
  ...[verticalScan, horizontalScan, icmpSweep, arpSweep, authFailures, resetBruteForce, sessionBruteForce],
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
    hostScore,
    generic,
  ],
];
