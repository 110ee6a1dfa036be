import { isInside } from './inside';

describe('isInside', () => {
  it.each([
    '10.20.1.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.1.1',
    '127.0.0.1',
    '224.0.0.251',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '::1',
  ])('%s is', (address) => expect(isInside(address)).toBe(true));
  it.each(['192.0.2.1', '172.32.0.1', '255.255.255.255', '0.0.0.0', '2001:db8:20:1::b', '::2', 'fec0::1'])(
    '%s is not',
    (address) => expect(isInside(address)).toBe(false),
  );
});
