export { DNS_RCODES, DNS_TYPES, dnsRcodeName, dnsTypeName } from './dns/dns-types';
export { TLS_VERSIONS, tlsVersionName } from './tls/tls-types';
