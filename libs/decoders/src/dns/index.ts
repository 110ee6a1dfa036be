export { DnsName, nameText } from './dns-name';
export { DnsReader, type DnsAnswers } from './dns-reader';
export { DNS_RCODES, DNS_TYPES, dnsRcodeName, dnsTypeName } from './dns-types';
export { MAX_DATA_TEXT } from './record-data';
