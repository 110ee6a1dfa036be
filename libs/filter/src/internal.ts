/** Ranges of own networks: RFC 1918, RFC 4193, link-local, loopback, multicast. What `is:internal` asks both ends for. */
export const INTERNAL_PREFIXES = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '224.0.0.0/4',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
  'ff00::/8',
] as const;
