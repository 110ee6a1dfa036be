import { berLength } from './ber-length';
import { derInteger, DerReader } from './der';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('lengths of BER', () => {
  it.each([
    ['3005', 7],
    ['308180', 131],
    ['30820100', 260],
    // Windows writes all lengths of LDAP so.
    ['308400000010', 22],
    ['3084ffffffff', 4_294_967_301],
    ['30', 0],
    ['3082', 0],
    ['308201', 0],
    ['3080', -1],
    ['30850000000001', -1],
  ])('%s makes %d bytes', (bytes, length) => {
    expect(berLength(hex(bytes), 0, bytes.length / 2)).toBe(length);
  });
});

describe('integers of BER', () => {
  it.each([
    ['020100', 0],
    ['0201ff', -1],
    ['020200ff', 255],
    ['02047fffffff', 2_147_483_647],
    ['0204ffffff00', -256],
    ['0206010000000000', 2 ** 40],
    ['0200', NaN],
    ['020701000000000000', NaN],
  ])('%s is %d', (bytes, value) => {
    const reader = new DerReader(hex(bytes), 0, bytes.length / 2);
    const integer = reader.next();
    expect(integer && derInteger(hex(bytes), integer)).toBe(value);
  });
});
