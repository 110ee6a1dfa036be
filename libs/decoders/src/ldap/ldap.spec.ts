import { looksLikeLdap, readLdap } from './ldap';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const read = (bytes: Buffer) => readLdap(bytes, 0, bytes.length);

/** Messages of OpenLDAP 2.5, but for the two binds made by hand: as Windows writes them, with lengths of four bytes, and by SASL PLAIN. */
const SAMPLES = {
  simple: hex('302e0201016029020103041b636e3d61646d696e2c64633d636f72702c64633d6578616d706c65800768756e74657232'),
  windows: hex('308400000012 020101 608400000009 020103 040161 800162'),
  sasl: hex('3019 020101 6014 020103 0400 a30d 0405504c41494e 040400610062'),
  anonymous: hex('300c020101600702010304008000'),
  accepted: hex('300c02010161070a010004000400'),
  refused: hex('300c02010161070a013104000400'),
  startTls: hex('301d02010177188016312e332e362e312e342e312e313436362e3230303337'),
  started: hex('300c02010178070a010004000400'),
  unbind: hex('30050201034200'),
};

describe('LDAP', () => {
  it.each<[keyof typeof SAMPLES, Record<string, unknown>]>([
    ['simple', { kind: 'bind', mechanism: 'simple', name: 'cn=admin,dc=corp,dc=example', hasPassword: true }],
    ['windows', { kind: 'bind', mechanism: 'simple', name: 'a', hasPassword: true }],
    ['sasl', { kind: 'bind', mechanism: 'plain', name: '', hasPassword: false, start: 23, end: 27 }],
    ['anonymous', { kind: 'bind', mechanism: 'simple', name: '', hasPassword: false }],
    ['accepted', { kind: 'bound', code: 0 }],
    ['refused', { kind: 'bound', code: 49 }],
    ['startTls', { kind: 'startTls' }],
    ['started', { kind: 'extended', code: 0 }],
    ['unbind', { kind: 'other' }],
  ])('reads %s', (name, expected) => {
    expect(read(SAMPLES[name])).toMatchObject(expected);
  });

  it('is known by what a client begins with', () => {
    const known = Object.entries(SAMPLES).filter(([, bytes]) => looksLikeLdap(bytes, 0, bytes.length));
    expect(known.map(([name]) => name)).toEqual(['simple', 'windows', 'sasl', 'anonymous', 'startTls']);
  });

  it('takes nothing that is cut short, or SNMP', () => {
    const snmp = hex('302602010104067075626c6963a019020101020100020100300e300c06082b060102010105000500');
    for (const bytes of [SAMPLES.simple.subarray(0, 30), snmp, Buffer.alloc(0)]) expect(read(bytes)).toBeNull();
  });
});
