import { formatIp, parseIp, parsePrefix } from '@wireledger/kernel';

import { ipv4Bytes, ipv6Prefix, readAddress, toWords } from './address-words';

const words = (text: string) => {
  const out = new Uint32Array(4);
  return [readAddress(text, out), ...out];
};

it('agrees with the parser of addresses on 5,000 of them', () => {
  let seed = 99;
  const next = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) >>> 8;
  for (let i = 0; i < 5000; i++) {
    const bytes = Uint8Array.from({ length: i % 2 ? 16 : 4 }, () => (next() % 3 === 0 ? next() & 255 : 0));
    const expected = new Uint32Array(4);
    const bits = toWords(bytes, expected);
    if (String(words(formatIp(bytes))) !== String([bits, ...expected])) throw new Error(formatIp(bytes));
  }
});

it.each([
  ...(['2001:DB8::1', '1:2:3:4:5:6:7:8', '::', '::1', '1::', '1:2:3:4:5:6:7::', '64:ff9b::192.0.2.1'] as const),
  ...(['::ffff:192.0.2.1', '::ffff:c000:201', 'fe80::1:2', '0:0:1::'] as const),
])('reads %s', (text) => {
  const expected = new Uint32Array(4);
  expect(words(text)).toEqual([toWords(parseIp(text) as Uint8Array, expected), ...expected]);
});

it.each([
  ...(['', ':', ':::', '1:', ':1', '1:2', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8:9'] as const),
  ...([
    'g::',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1..2.3',
    '1.2.3.4 ',
    'fe80::1%eth0',
    ':1:2:3:4:5:6:7:8',
  ] as const),
])('%j is no address', (text) => {
  expect([words(text)[0], parseIp(text)]).toEqual([0, null]);
});

it('gives the bytes of dotted addresses', () => {
  expect([ipv4Bytes('198.51.100.255'), ipv4Bytes('198.51.100')]).toEqual([Uint8Array.of(198, 51, 100, 255), null]);
});

it.each([
  ...([
    '2001:db8::1',
    '2001:DB8:ffff::/33',
    '2a00::/16',
    'fe80::1/64',
    '1:2:3:4:5:6:7:8/127',
    '2001:db8::/128',
  ] as const),
  ...([
    '2001:db8::/0',
    '2001:db8::/129',
    '2001:db8::/',
    '2001:db8::/1x',
    '2001:db8::/0001',
    '2001:db8::/64/64',
  ] as const),
  ...(['2001:db8:::/64', 'x::/64', '/64', '1.2.3.4/8', '2001:db8::/-1'] as const),
])('reads the prefix %s as the parser does', (text) => {
  expect(ipv6Prefix(text)).toEqual(text.includes('.') ? null : parsePrefix(text));
});

it('leaves mapped addresses and those with dots to the slower way', () => {
  expect([ipv6Prefix('::ffff:1.2.3.4'), ipv6Prefix('::ffff:102:304/120'), ipv6Prefix('::1')]).toEqual([
    null,
    null,
    null,
  ]);
});
