import { bytes, count, percent, shortName, span } from './words';
import { isExternal, isInternal, isMany } from './records/addresses';
import { registeredDomain } from './records/registered-domain';

it.each([
  [count(999), '999'],
  [count(1_234_567), '1,234,567'],
  [count(10_000), '10,000 or more'],
  [bytes(999), '999 bytes'],
  [bytes(1_390_000), '1.39 MB'],
  [percent(0.07), '7 %'],
  [percent(0.125), '12.5 %'],
  [span(314_000), '0.3 s'],
  [span(61e6), '61 s'],
  [span(1122e6), '19 min'],
  [span(9e9), '2.5 h'],
  [shortName('a'.repeat(300)), `${'a'.repeat(77)}…`],
])('%s', (said, expected) => expect(said).toBe(expected));

it.each([
  ['10.0.0.1', true, false],
  ['172.15.0.1', false, false],
  ['172.31.0.1', true, false],
  ['192.168.1.1', true, false],
  ['169.254.0.1', true, false],
  ['224.0.0.251', false, true],
  ['255.255.255.255', false, true],
  ['0.0.0.0', false, true],
  ['fd00::1', true, false],
  ['fe80::1', true, false],
  ['::1', true, false],
  ['ff02::fb', false, true],
  ['::', false, true],
  ['2001:db8::1', false, false],
  ['8.8.8.8', false, false],
])('%s', (address, internal, many) => {
  expect([isInternal(address), isMany(address), isExternal(address)]).toEqual([internal, many, !internal && !many]);
});

it.each([
  ['www.example.co.uk', 'example.co.uk'],
  ['a.b.github.io', 'b.github.io'],
  ['localhost', ''],
  ['com', ''],
  ['z\\.z.pirate.sea', 'pirate.sea'],
  [`${'x\\007/@?#:'.repeat(25)}.t.pirate.sea`, 'pirate.sea'],
  [`${'a.'.repeat(120)}example.org`, 'example.org'],
  ['.', ''],
  ['', ''],
])('registered domain of %s', (name, domain) => expect(registeredDomain(name)).toBe(domain));
