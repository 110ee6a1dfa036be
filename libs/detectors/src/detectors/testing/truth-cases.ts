import type { AnyDetector } from '../../detector';
import { RULE_SETS } from '../../rules';
import type { Rule } from '../../rules/rule';
import type { AnyCases } from '../../testing/cases';
import { cases as amplification } from '../amplification/testing/cases';
import { cases as arpSpoofing } from '../arp-spoofing/testing/cases';
import { cases as arpSweep } from '../arp-sweep/testing/cases';
import { cases as authFailures } from '../auth-failures/testing/cases';
import { cases as c2Http } from '../c2-http/testing/cases';
import { cases as clearTextCredentials } from '../clear-text-credentials/testing/cases';
import { cases as dhcpFlood } from '../dhcp-flood/testing/cases';
import { cases as dnsChannel } from '../dns-channel/testing/cases';
import { cases as dnsRate } from '../dns-rate/testing/cases';
import { cases as dnsRebinding, RULES as DNS_REBINDING } from '../dns-rebinding/testing/cases';
import { cases as fanOut } from '../fan-out/testing/cases';
import { cases as generic, RULES as GENERIC } from '../generic/testing/cases';
import { cases as horizontalScan } from '../horizontal-scan/testing/cases';
import { cases as icmpSweep } from '../icmp-sweep/testing/cases';
import { cases as icmpTunnel } from '../icmp-tunnel/testing/cases';
import { cases as lateralMovement } from '../lateral-movement/testing/cases';
import { cases as longConnection } from '../long-connection/testing/cases';
import { cases as nxdomainDga } from '../nxdomain-dga/testing/cases';
import { cases as region } from '../region/testing/cases';
import { cases as resetBruteForce } from '../reset-brute-force/testing/cases';
import { cases as resolverBypass, RULES as RESOLVER_BYPASS } from '../resolver-bypass/testing/cases';
import { cases as sessionBruteForce } from '../session-brute-force/testing/cases';
import { cases as slowScan } from '../slow-scan/testing/cases';
import { cases as synFlood } from '../syn-flood/testing/cases';
import { cases as threatMatch } from '../threat-match/testing/cases';
import { cases as traceroute } from '../traceroute/testing/cases';
import { cases as unauthorizedProtocol } from '../unauthorized-protocol/testing/cases';
import { cases as upload } from '../upload/testing/cases';
import { cases as verticalScan } from '../vertical-scan/testing/cases';
import { cases as webAttack } from '../web-attack/testing/cases';

/** Each detector's own part of the truth table. */
export const ALL: readonly AnyCases[] = [
  c2Http,
  resolverBypass,
  dnsRebinding,
  lateralMovement,
  longConnection,
  ...[authFailures, clearTextCredentials, webAttack],
  ...[
    amplification,
    arpSpoofing,
    arpSweep,
    dhcpFlood,
    dnsChannel,
    dnsRate,
    fanOut,
    horizontalScan,
    icmpSweep,
    icmpTunnel,
  ],
  generic,
  ...[
    nxdomainDga,
    region,
    resetBruteForce,
    sessionBruteForce,
    slowScan,
    synFlood,
    threatMatch,
    traceroute,
    unauthorizedProtocol,
    upload,
    verticalScan,
  ],
];
const rules = [...Object.values<readonly Rule[]>(RULE_SETS).flat(), ...GENERIC, ...DNS_REBINDING, ...RESOLVER_BYPASS];
const casesOf = (detector: AnyDetector) => ALL.find((cases) => cases.detector === detector);
/** Rules of detectors that count up to a threshold within a window, each with its cases. */
export const TRUTH_TABLE = rules.flatMap((rule) => {
  const cases = casesOf(rule.detector);
  return cases ? [[rule.id, rule, cases] as const] : [];
});
