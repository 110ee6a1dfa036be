/** A public resolver that answers over TLS, HTTPS or QUIC, as its operator documents it. */
interface Resolver {
  readonly provider: string;
  /** Names of its servers; names below them are its customers’. */
  readonly names: readonly string[];
  /** Addresses in canonical form that it answers at. */
  readonly addresses: readonly string[];
}

/** Operators’ own documentation, November 2026. */
const RESOLVERS: readonly Resolver[] = [
  {
    provider: 'Cloudflare',
    names: ['cloudflare-dns.com', 'one.one.one.one', 'cloudflare-gateway.com'],
    addresses: [
      ...['1.1.1.1', '1.0.0.1', '1.1.1.2', '1.0.0.2', '1.1.1.3', '1.0.0.3', '104.16.248.249', '104.16.249.249'],
      ...['2606:4700:4700::1111', '2606:4700:4700::1001', '2606:4700:4700::1112', '2606:4700:4700::1002'],
      ...['2606:4700:4700::1113', '2606:4700:4700::1003'],
    ],
  },
  {
    provider: 'Google',
    names: ['dns.google', 'dns.google.com'],
    addresses: ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844', '2001:4860:4860::64'],
  },
  {
    provider: 'Quad9',
    names: ['dns.quad9.net', 'dns9.quad9.net', 'dns10.quad9.net', 'dns11.quad9.net', 'dns12.quad9.net'],
    addresses: [
      ...['9.9.9.9', '149.112.112.112', '9.9.9.10', '149.112.112.10', '9.9.9.11', '149.112.112.11'],
      ...['2620:fe::fe', '2620:fe::9', '2620:fe::10', '2620:fe::11'],
    ],
  },
  {
    provider: 'OpenDNS',
    names: ['doh.opendns.com', 'dns.opendns.com', 'doh.familyshield.opendns.com', 'doh.umbrella.com'],
    addresses: ['208.67.222.222', '208.67.220.220', '208.67.222.123', '208.67.220.123', '146.112.41.2'],
  },
  {
    provider: 'AdGuard',
    names: ['dns.adguard.com', 'dns.adguard-dns.com', 'unfiltered.adguard-dns.com', 'family.adguard-dns.com'],
    addresses: ['94.140.14.14', '94.140.15.15', '94.140.14.140', '94.140.14.141', '2a10:50c0::ad1:ff'],
  },
  { provider: 'NextDNS', names: ['dns.nextdns.io', 'doh.nextdns.io', 'anycast.dns.nextdns.io'], addresses: [] },
  {
    provider: 'CleanBrowsing',
    names: ['doh.cleanbrowsing.org', 'security-filter-dns.cleanbrowsing.org', 'family-filter-dns.cleanbrowsing.org'],
    addresses: ['185.228.168.9', '185.228.169.9', '185.228.168.168', '185.228.168.10'],
  },
  {
    provider: 'Control D',
    names: ['dns.controld.com', 'freedns.controld.com'],
    addresses: ['76.76.2.0', '76.76.10.0'],
  },
  { provider: 'Mullvad', names: ['dns.mullvad.net'], addresses: ['194.242.2.2', '194.242.2.3', '194.242.2.4'] },
  { provider: 'DNS.SB', names: ['doh.dns.sb', 'dot.sb', 'doh.sb'], addresses: ['185.222.222.222', '45.11.45.11'] },
  { provider: 'AliDNS', names: ['dns.alidns.com'], addresses: ['223.5.5.5', '223.6.6.6', '2400:3200::1'] },
  { provider: 'DNSPod', names: ['doh.pub', 'dot.pub'], addresses: ['1.12.12.12', '120.53.53.53'] },
  { provider: 'Yandex', names: ['dot.dns.yandex.net', 'doh.dns.yandex.net'], addresses: ['77.88.8.8', '77.88.8.1'] },
  { provider: 'Wikimedia', names: ['wikimedia-dns.org'], addresses: ['185.71.138.138', '2001:67c:930::1'] },
  { provider: 'SWITCH', names: ['dns.switch.ch'], addresses: ['130.59.31.248', '130.59.31.251'] },
  { provider: 'Apple', names: ['doh.dns.apple.com'], addresses: [] },
  { provider: 'Comcast', names: ['doh.xfinity.com'], addresses: [] },
  { provider: 'LibreDNS', names: ['doh.libredns.gr', 'dot.libredns.gr'], addresses: [] },
  { provider: 'dns0.eu', names: ['dns0.eu'], addresses: ['193.110.81.0', '185.253.5.0'] },
];

const byName = new Map(RESOLVERS.flatMap(({ provider, names }) => names.map((name) => [name, provider] as const)));
const byAddress = new Map(
  RESOLVERS.flatMap(({ provider, addresses }) => addresses.map((address) => [address, provider] as const)),
);

/** Who answers at this name or one above it; null when it is no known resolver. */
export function providerOfName(name: string): string | null {
  for (let from = 0; ;) {
    const provider = byName.get(name.slice(from));
    if (provider !== undefined) return provider;
    const dot = name.indexOf('.', from);
    if (dot < 0) return null;
    from = dot + 1;
  }
}

export const providerOfAddress = (address: string): string | null => byAddress.get(address) ?? null;
