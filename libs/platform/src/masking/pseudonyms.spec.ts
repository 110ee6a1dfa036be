import { randomBytes } from 'node:crypto';

import { Pseudonyms } from './pseudonyms';

const pseudonyms = new Pseudonyms(Buffer.alloc(32, 7));

describe('pseudonyms', () => {
  it.each(['192.0.2.1', '255.255.255.255', '2001:db8::1', '::'])('of %s are stable and read back', (address) => {
    const one = pseudonyms.ofAddress(address);
    expect(one).toMatch(/^addr-[a-z2-7]{20,39}$/);
    expect([pseudonyms.ofAddress(address), pseudonyms.read('addr', one)]).toEqual([one, address]);
  });

  it.each(['example.org', 'a', 'x'.repeat(255), '\\000\u00fc'])('of the name %j read back', (name) => {
    expect(pseudonyms.read('name', pseudonyms.of('name', name))).toBe(name);
  });

  it('are of one kind and one key only', () => {
    const name = pseudonyms.of('name', 'abcd');
    for (const kind of ['addr', 'cur', 'comm'] as const) {
      expect(pseudonyms.read(kind, name)).toBeNull();
      expect(pseudonyms.read(kind, name.replace('name', kind))).toBeNull();
    }
    expect(new Pseudonyms(randomBytes(32)).read('name', name)).toBeNull();
    expect(new Pseudonyms(randomBytes(32)).of('name', 'abcd')).not.toBe(name);
  });

  it('nothing made up is one: no single changed character, no raw value', () => {
    const one = pseudonyms.ofAddress('192.0.2.1');
    for (let i = 5; i < one.length - 1; i++) {
      const other = one[i] === 'a' ? 'b' : 'a';
      expect(pseudonyms.read('addr', one.slice(0, i) + other + one.slice(i + 1))).toBeNull();
    }
    for (const text of ['192.0.2.1', '', 'addr-', 'addr-aaaa', `${one}!`, one.toUpperCase()])
      expect(pseudonyms.read('addr', text)).toBeNull();
  });
});
