import { Indicators } from '@wireledger/domain';
import type { ObservedKind } from '@wireledger/events';

import { seeded } from '../testing/little-world';
import { keyRange, observedKey, observedValue } from './observed-key';

/** As the index finds it: by comparing bytes alone. */
const holds = (kind: ObservedKind, entry: string, value: string): boolean => {
  const [range, key] = [keyRange(kind, entry), observedKey(kind, value)];
  return range !== null && key !== null && Buffer.compare(range.from, key) <= 0 && Buffer.compare(key, range.to) < 0;
};

it.each<[ObservedKind, string, string, boolean]>([
  ['names', 'bad.example', 'bad.example', true],
  ['names', 'bad.example', 'a.b.bad.example', true],
  ['names', 'bad.example', 'notbad.example', false],
  ['names', 'bad.example', 'bad.example.org', false],
  ['names', 'bad.example', 'x-bad.example', false],
  ['names', 'bad.example', 'example', false],
  ['addresses', '198.51.100.7', '198.51.100.7', true],
  ['addresses', '198.51.100.7', '198.51.100.70', false],
  ['addresses', '198.51.100.7', '::ffff:198.51.100.7', true],
  ['addresses', '198.51.100.0/25', '198.51.100.127', true],
  ['addresses', '198.51.100.0/25', '198.51.100.128', false],
  ['addresses', '10.0.0.0/8', '10.255.255.255', true],
  ['addresses', '255.255.255.0/24', '255.255.255.255', true],
  ['addresses', '2001:db8::/32', '2001:db8:ffff::1', true],
  ['addresses', '2001:db8::/32', '2001:db9::', false],
  ['addresses', '::ffff:198.51.100.0/120', '198.51.100.9', true],
  ['addresses', '4.0.0.0/8', '2001:db8::1', false],
  ['addresses', 'no.address', '198.51.100.7', false],
  ['fingerprints', 'ab', 'ab', true],
  ['fingerprints', 'ab', 'abc', false],
])('of %s, %s holds %s: %s', (kind, entry, value, held) => expect(holds(kind, entry, value)).toBe(held));

it.each<[ObservedKind, string, string]>([
  ['addresses', '198.51.100.7', '198.51.100.7'],
  ['addresses', '::ffff:198.51.100.7', '198.51.100.7'],
  ['addresses', '::FFFF:C633:6407', '198.51.100.7'],
  ['addresses', '2001:DB8:0:0::1', '2001:db8::1'],
  ['addresses', 'no.address', ''],
  ['names', 'Bad.Example.', 'bad.example'],
  ['names', '.', ''],
  ['fingerprints', 'AB', 'AB'],
])('of %s, %s is %s', (kind, text, value) => expect(observedValue(kind, text)).toBe(value));

it('holds what detectors find by the same entry', () => {
  const random = seeded(7);
  const below = (n: number) => Math.floor(random() * n);
  const label = () => ['a', 'b', 'a-b', 'xa'][below(4)] as string;
  const name = () => Array.from({ length: 1 + below(4) }, label).join('.');
  const address = () => `${10 + below(2)}.0.${below(2)}.${below(256)}`;
  let found = 0;
  for (let i = 0; i < 3000; i++) {
    const kind = i % 2 === 0 ? 'names' : 'addresses';
    const entry = kind === 'names' ? name() : `${10 + below(2)}.0.${below(2)}.0/${8 + below(18)}`;
    const value = kind === 'names' ? name() : address();
    const list = new Indicators(kind);
    list.add({ text: masked(kind, entry), prefix: null }, 1);
    const held = list.find(value) !== null;
    expect([entry, value, holds(kind, masked(kind, entry), value)]).toEqual([entry, value, held]);
    if (held) found++;
  }
  expect(found).toBeGreaterThan(100);
});

/** The prefix as lists keep it: bits behind its length clear. */
function masked(kind: string, entry: string): string {
  if (kind === 'names') return entry;
  const [address = '', length = ''] = entry.split('/');
  const bytes = address.split('.').map((byte, i) => {
    const keep = Math.min(8, Math.max(0, Number(length) - i * 8));
    return Number(byte) & ((0xff << (8 - keep)) & 0xff);
  });
  return `${bytes.join('.')}/${length}`;
}
