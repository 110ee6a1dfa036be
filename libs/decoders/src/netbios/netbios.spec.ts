import { readNetbiosName } from './netbios';

/** A message with this name of 16 bytes, in two letters each. */
function message(name: string, flags: string): Buffer {
  const letters = Buffer.from(name, 'latin1').toString('hex').replaceAll(/./g, (digit) => String.fromCharCode(0x41 + parseInt(digit, 16))); // prettier-ignore
  return Buffer.concat([Buffer.from(`1234${flags}00010000000000002 0`.replaceAll(' ', ''), 'hex'), Buffer.from(`${letters}\0\0\x20\0\x01`, 'latin1')]); // prettier-ignore
}

const read = (bytes: Buffer) => readNetbiosName(bytes, 0, bytes.length);

describe('names of NetBIOS', () => {
  it.each([
    ['WORKGROUP      \x1d', '0110', { name: 'WORKGROUP<1d>', isResponse: false, operation: 0 }],
    ['PC             \x20', '2910', { name: 'PC<20>', isResponse: false, operation: 5 }],
    ['A B            \0', '8500', { name: 'A B<00>', isResponse: true, operation: 0 }],
    ['\x01\x02__MSBROWSE__\x02\x01', '0110', { name: '\\001\\002__MSBROWSE__\\002<01>', operation: 0 }],
  ])('%j is read', (name, flags, expected) => {
    expect(read(message(name, flags))).toMatchObject(expected);
  });

  it('are no names of other letters, of DNS, or cut short', () => {
    const whole = message('PC             \x20', '0110');
    const broken = Buffer.from(whole);
    broken[20] = 0x61;
    const dns = Buffer.from(whole);
    dns[12] = 3;
    for (const bytes of [broken, dns, whole.subarray(0, 45)]) expect(read(bytes)).toBeNull();
  });
});
