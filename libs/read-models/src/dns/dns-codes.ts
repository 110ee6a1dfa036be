import { DNS_RCODES, DNS_TYPES, dnsRcodeName, dnsTypeName } from '@wireledger/decoders';

/** What an unanswered transaction is counted under. */
export const UNANSWERED = 'UNANSWERED';
export const NXDOMAIN = 3;

function number(names: Readonly<Record<number, string>>, prefix: string, text: string): number | null {
  const upper = text.toUpperCase();
  const named = Object.entries(names).find(([, name]) => name === upper);
  if (named) return Number(named[0]);
  const digits = new RegExp(`^(?:${prefix})?(\\d{1,5})$`).exec(upper);
  return digits && Number(digits[1]) <= 65_535 ? Number(digits[1]) : null;
}

export const typeName = dnsTypeName;
export const rcodeName = dnsRcodeName;
/** Number of a type given as name, `TYPE123` or `123`; null when it is none. */
export const typeNumber = (text: string): number | null => number(DNS_TYPES, 'TYPE', text);
/** Number of a response code given as name, `RCODE123` or `123`, -1 for `UNANSWERED`; null when it is none. */
export const rcodeNumber = (text: string): number | null =>
  text.toUpperCase() === UNANSWERED ? -1 : number(DNS_RCODES, 'RCODE', text);
