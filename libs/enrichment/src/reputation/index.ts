import { abuseIpdb } from './abuse-ipdb';
import { otx } from './otx';
import { rdap } from './rdap';
import type { ReputationSource } from './source';
import { virusTotal } from './virus-total';
import { whois } from './whois';

export * from './source';
export { type NotAsked, readSubject } from './subject';
export { whoisReferral, whoisRefuses } from './whois';
export { RDAP_FILES, rdapFile, rdapServer } from './rdap';

/** Every service that can be asked, in the order in which it is shown. */
export const REPUTATION_SOURCES: readonly ReputationSource[] = [rdap, whois, abuseIpdb, virusTotal, otx];
