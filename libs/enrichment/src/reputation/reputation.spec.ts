import { parseIp, parsePrefix } from '@wireledger/kernel';

import { type Opinion, rdapServer, readSubject, REPUTATION_SOURCES, type ReputationId, type Subject } from '.';

const ADDRESS: Subject = { kind: 'address', value: '8.8.8.8' };
const NAME: Subject = { kind: 'name', value: 'www.bad-site.net' };
const source = (id: ReputationId) =>
  REPUTATION_SOURCES.find((one) => one.id === id) as (typeof REPUTATION_SOURCES)[number];
const read = (id: ReputationId, answer: unknown, subject = ADDRESS): Opinion | null => source(id).read(answer, subject);

const ABUSE = (score: number, totalReports = 12) => ({
  data: {
    ipAddress: '8.8.8.8',
    abuseConfidenceScore: score,
    totalReports,
    usageType: 'Data Center',
    lastReportedAt: '2026-11-20T10:00:00+00:00',
  },
});
const VT = (malicious: number, suspicious = 0, harmless = 60) => ({
  data: {
    attributes: {
      last_analysis_stats: { malicious, suspicious, harmless, undetected: 10 },
      last_analysis_date: 1_763_712_000,
      as_owner: 'GOOGLE',
    },
  },
});
const OTX = (count: number) => ({ pulse_info: { count, pulses: [{ name: 'Botnet <b>x</b>' }] }, validation: [] });
const RDAP = {
  ...{ objectClassName: 'domain', ldhName: 'bad-site.net', status: ['active'] },
  events: [
    { eventAction: 'registration', eventDate: '2026-11-01T00:00:00Z' },
    { eventAction: 'expiration', eventDate: '2027-11-01T00:00:00Z' },
  ],
  entities: [
    {
      roles: ['registrar'],
      vcardArray: [
        'vcard',
        [
          ['version', {}, 'text', '4.0'],
          ['fn', {}, 'text', 'Names Inc.'],
        ],
      ],
      entities: [{ roles: ['abuse'], vcardArray: ['vcard', [['fn', {}, 'text', 'Abuse Desk']]] }],
    },
  ],
};

it.each<[ReputationId, unknown, string]>([
  ['abuseipdb', ABUSE(75), 'bad 75'],
  ['abuseipdb', ABUSE(74), 'suspicious 74'],
  ['abuseipdb', ABUSE(25), 'suspicious 25'],
  ['abuseipdb', ABUSE(24), 'clean 24'],
  ['abuseipdb', ABUSE(0, 0), 'unknown 0'],
  ['virustotal', VT(3), 'bad 4'],
  ['virustotal', VT(2), 'suspicious 3'],
  ['virustotal', VT(0, 1), 'suspicious 0'],
  ['virustotal', VT(0), 'clean 0'],
  ['otx', OTX(2), 'suspicious null'],
  ['otx', OTX(0), 'unknown null'],
  ['otx', { ...OTX(9), validation: [{ source: 'whitelist' }] }, 'clean null'],
])('%s judges %j', (id, answer, said) => {
  const opinion = read(id, answer);
  expect(`${opinion?.verdict} ${opinion?.score}`).toBe(said);
});

it('tells who has a name and since when, and judges nothing by it', () => {
  const opinion = read('rdap', RDAP, NAME);
  expect([opinion?.verdict, Object.fromEntries((opinion?.facts ?? []).map(({ name, text }) => [name, text]))]).toEqual([
    'unknown',
    {
      ...{ name: 'bad-site.net', registrar: 'Names Inc.', 'abuse contact': 'Abuse Desk', registered: '2026-11-01' },
      ...{ expires: '2027-11-01', status: 'active' },
    },
  ]);
});

it.each([
  ['www.bad-site.net', 'https://rdap.example/v1/domain/bad-site.net'],
  ['bad-site.net', 'https://rdap.example/v1/domain/bad-site.net'],
  ['a.b.site.co.uk', 'https://rdap.example/v1/domain/site.co.uk'],
  ['_dmarc.site.net', 'https://rdap.example/v1/domain/site.net'],
  // Registries know nothing of the customers of those who give names away.
  ['customer.github.io', 'https://rdap.example/v1/domain/github.io'],
  ['co.uk', undefined],
])('registration of %s is asked for by the domain that is registered', (value, url) =>
  expect(source('rdap').request({ kind: 'name', value }, '', 'https://rdap.example/v1/')?.url).toBe(url),
);

it('never throws, and knows what is not in a service’s format', () => {
  const odd: unknown[] = [
    null,
    1,
    'x',
    [],
    {},
    { data: [] },
    { data: { abuseConfidenceScore: -1 } },
    { pulse_info: 'x' },
    { services: 3 },
  ];
  for (const { id, read: reads } of REPUTATION_SOURCES)
    for (const answer of odd) expect([id, reads(answer, ADDRESS)]).toEqual([id, null]);
  const mutate = (value: unknown, at: number): unknown => {
    let n = 0;
    return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
      ++n === at ? [{ a: [null] }, 1e300, '\u0000', null][at % 4] : inner,
    );
  };
  for (const [id, answer] of [
    ['abuseipdb', ABUSE(10)],
    ['virustotal', VT(1)],
    ['otx', OTX(1)],
    ['rdap', RDAP],
  ] as const)
    for (let at = 1; at < 60; at++) expect(() => read(id, mutate(answer, at), NAME)).not.toThrow();
});

it('texts are short and inert', () => {
  const hostile = `\u001b[31m\u202e<img src=x onerror=alert(1)>\n${'x'.repeat(5000)}`;
  const opinion = read('abuseipdb', {
    data: { abuseConfidenceScore: 1, totalReports: 1, isp: hostile, domain: { toString: 'x' } },
  });
  const isp = opinion?.facts.find(({ name }) => name === 'provider')?.text ?? '';
  expect(isp.length).toBeLessThanOrEqual(200);
  expect(isp).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(opinion?.facts.some(({ name }) => name === 'domain')).toBe(false);
});

it.each([
  ['8.8.8.8', 'address 8.8.8.8'],
  ['2001:4860:4860:0::8888', 'address 2001:4860:4860::8888'],
  ['WWW.Bad-Site.net.', 'name www.bad-site.net'],
  ...[
    '10.1.2.3',
    '192.168.0.1',
    '127.0.0.1',
    '169.254.1.1',
    'fe80::1',
    'fd00::1',
    '224.0.0.1',
    '::ffff:10.0.0.1',
    '100.64.0.1',
  ].map((one) => [one, 'private']),
  ...['printer', 'nas.local', 'db.corp', 'x.home.arpa', '1.0.0.10.in-addr.arpa', 'localhost', 'a.test'].map((one) => [
    one,
    'private',
  ]),
  ...['', 'a b.com', 'http://x.com', '8.8.8.8/24', '../x.com', 'x.com/..', '-.com', 'a'.repeat(300)].map((one) => [
    one,
    'nothing',
  ]),
])('%s is asked for as %s', (given, as) => {
  const subject = readSubject(given);
  expect(typeof subject === 'string' ? subject : `${subject.kind} ${subject.value}`).toBe(as);
});

it('finds the server that is responsible by the longest entry, https first', () => {
  const held = (prefix: string, address: string) => {
    const [parsed, bytes] = [parsePrefix(prefix), parseIp(address)];
    if (!parsed || !bytes || parsed.bytes.length !== bytes.length) return null;
    const bits = (of: Uint8Array) =>
      [...of]
        .map((byte) => byte.toString(2).padStart(8, '0'))
        .join('')
        .slice(0, parsed.length);
    return bits(parsed.bytes) === bits(bytes) ? parsed.length : null;
  };
  const file = {
    services: [
      [['8.0.0.0/8'], ['http://a.example/', 'https://b.example/']],
      [['8.8.0.0/16'], ['https://c.example/rdap']],
      'x',
      [1, 2],
    ],
  };
  expect(rdapServer(file, ADDRESS, held)).toBe('https://c.example/rdap');
  expect(rdapServer(file, { kind: 'address', value: '8.1.1.1' }, held)).toBe('https://b.example/');
  expect(rdapServer(file, { kind: 'address', value: '9.1.1.1' }, held)).toBeNull();
  const names = {
    services: [
      [['net', 'com'], ['https://net.example/']],
      [['co.uk'], ['https://uk.example/']],
    ],
  };
  expect(rdapServer(names, NAME, held)).toBe('https://net.example/');
  expect(rdapServer(names, { kind: 'name', value: 'x.internet' }, held)).toBeNull();
  expect(rdapServer(null, NAME, held)).toBeNull();
});
