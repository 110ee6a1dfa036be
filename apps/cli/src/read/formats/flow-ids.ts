import { flowId, sha256 } from '@wireledger/kernel/hashing';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UID_DIGITS = 17;

/** 32 hex digits that name a flow of a source; of what no flow carried, its own words. */
const nameOf = (source: string, flow: number, words: string): string =>
  flow > 0 ? flowId(source, flow) : sha256(`${source} ${words}`).slice(0, 32);

/** Zeek's `uid` of a flow: C and 17 digits to base 62, the same in every run. */
export function zeekUid(source: string, flow: number, words: string): string {
  let rest = BigInt(`0x${nameOf(source, flow, words)}`);
  let uid = '';
  while (uid.length < UID_DIGITS) {
    uid += DIGITS[Number(rest % 62n)] as string;
    rest /= 62n;
  }
  return `C${uid}`;
}

/** Suricata's `flow_id` of a flow: a whole number below 2⁵³, the same in every run. */
export const eveFlowId = (source: string, flow: number, words: string): number =>
  Number(BigInt(`0x${nameOf(source, flow, words)}`) & 0x1f_ffff_ffff_ffffn);
