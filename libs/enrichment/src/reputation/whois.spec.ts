import { whois, whoisReferral, whoisRefuses } from './whois';

/** As registries of names, and of addresses in Europe and America, lay their answers out. */
const NAME = `   Domain Name: SITE.NET
   Registrar: Names Inc.
   Registrar Abuse Contact Email: abuse@names.test
   Updated Date: 2026-10-02T09:00:00Z
   Creation Date: 2001-03-04T05:06:07Z
   Registry Expiry Date: 2027-03-04T05:06:07Z
   Domain Status: clientTransferProhibited https://icann.org/epp
   Domain Status: clientDeleteProhibited https://icann.org/epp
   Name Server: A.NS.SITE.NET
   Name Server: B.NS.SITE.NET
>>> Last update of whois database: 2026-11-29T00:00:00Z <<<`;
const EUROPE = `% Abuse contact for '192.0.2.0 - 192.0.2.255' is none
inetnum:        192.0.2.0 - 192.0.2.255
netname:        EXAMPLE-NET
country:        AT
org-name:       Example GmbH
created:        2010-01-02T03:04:05Z
last-modified:  2020-01-02T03:04:05Z`;
const AMERICA = `#
# comments: none
NetRange:       198.51.100.0 - 198.51.100.255
NetType:        Direct Allocation
OrgName:        Example, Inc.
RegDate:        2005-06-07
OrgAbuseEmail:  abuse@example.test
Country:        US
ReferralServer: rwhois://rwhois.example.test:4321`;

const facts = (text: string) =>
  Object.fromEntries((whois.read(text, { kind: 'name', value: 'site.net' })?.facts ?? []).map((f) => [f.name, f.text]));

it('reads who has a name or an address, and since when', () => {
  expect(facts(NAME)).toEqual({
    ...{ name: 'SITE.NET', registrar: 'Names Inc.', 'abuse contact': 'abuse@names.test' },
    ...{ registered: '2001-03-04', changed: '2026-10-02', expires: '2027-03-04' },
    ...{ status: 'clientTransferProhibited, clientDeleteProhibited', 'name servers': 'A.NS.SITE.NET, B.NS.SITE.NET' },
  });
  expect(facts(EUROPE)).toMatchObject({
    range: '192.0.2.0 - 192.0.2.255',
    organisation: 'Example GmbH',
    country: 'AT',
  });
  expect(facts(AMERICA)).toMatchObject({ range: '198.51.100.0 - 198.51.100.255', registered: '2005-06-07' });
});

it.each([
  ['refer:        whois.verisign-grs.com', 'whois.verisign-grs.com'],
  ['ReferralServer: whois://whois.RIPE.net', 'whois.ripe.net'],
  ['ReferralServer: whois://whois.ripe.net:43/', 'whois.ripe.net'],
  ['ReferralServer: rwhois://rwhois.example.test:4321', null],
  ['refer: http://169.254.169.254/', null],
  ['refer: localhost', null],
  ['refer: a.example b.example', null],
  ['% refer: whois.example.test', null],
  ['', null],
])('%j refers to %s', (answer, server) => expect(whoisReferral(answer)).toBe(server));

it('knows when it is asked too often, and when nothing is there', () => {
  expect(['% Query limit exceeded', 'Too many requests', NAME].map(whoisRefuses)).toEqual([true, true, false]);
  for (const none of ['No match for "X"', '%ERROR:101: no entries found', 'NOT FOUND', 'Domain not found.'])
    expect(whois.read(none, { kind: 'name', value: 'x.net' })).toMatchObject({ verdict: 'unknown', facts: [] });
  for (const other of ['', 'hello', '<html>', ':', 'a:b'.repeat(9000)])
    expect(whois.read(other, { kind: 'name', value: 'x.net' })).toBeNull();
});

it('reads hostile texts quickly', () => {
  for (const text of [
    `${'a '.repeat(100_000)}:`,
    `${'\n'.repeat(200_000)}`,
    'x'.repeat(250_000),
    `${'a: \t'.repeat(60_000)}`,
  ])
    expect(whois.read(text, { kind: 'name', value: 'x.net' })).toBeNull();
});
