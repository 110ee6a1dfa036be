import { formatIpv6, parseIp } from './addresses';
import { isOnInternet } from './special-addresses';

it('writes 20,000 IPv6 addresses as the URL standard does (RFC 5952)', () => {
  let seed = 7;
  const next = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) >>> 8;
  for (let n = 0; n < 20_000; n++) {
    const bytes = new Uint8Array(17);
    for (let i = 1; i < 17; i += 2) {
      // Many groups are nothing, some small.
      const group = next() % 3 === 0 ? 0 : next() % 2 === 0 ? next() & 0xff : next() & 0xffff;
      [bytes[i], bytes[i + 1]] = [group >> 8, group & 255];
    }
    const text = formatIpv6(bytes, 1);
    if (/^::ffff:\d+\.\d+\.\d+\.\d+$/.test(text)) continue;
    const { hostname } = new URL(`http://[${text}]/`);
    if (hostname !== `[${text}]` || String(parseIp(text)) !== String(bytes.slice(1))) throw new Error(text);
  }
});

it.each([
  ['0 '.repeat(16), '::'],
  [`${'0 '.repeat(15)}1`, '::1'],
  [`${'0 '.repeat(10)}255 255 192 0 2 1`, '::ffff:192.0.2.1'],
  [`${'0 '.repeat(10)}255 255 0 0 0 0`, '::ffff:0.0.0.0'],
  ['32 1 13 184 0 0 0 1 0 0 0 0 0 0 0 1', '2001:db8:0:1::1'],
  ['32 1 13 184 0 0 0 1 0 1 0 1 0 1 0 1', '2001:db8:0:1:1:1:1:1'],
  ['0 1 0 0 0 0 0 1 0 0 0 0 0 1 0 0', '1::1:0:0:1:0'],
])('writes %s', (bytes, text) => {
  expect(formatIpv6(Uint8Array.from(bytes.trim().split(' ').map(Number)))).toBe(text);
});

it.each([
  ...([
    ['8.8.8.8', true],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['224.0.0.1', false],
    ['203.0.113.1', false],
  ] as const),
  ...([
    ['2a00::1', true],
    ['::ffff:8.8.8.8', true],
    ['::ffff:10.0.0.1', false],
    ['fd00::1', false],
    ['::1', false],
  ] as const),
  ...([
    ['2001:db8::1', false],
    ['2002:808:808::', false],
    ['172.32.0.1', true],
    ['172.31.0.1', false],
  ] as const),
])('%s on the Internet: %s', (address, expected) => {
  expect(isOnInternet(parseIp(address) as Uint8Array)).toBe(expected);
});
