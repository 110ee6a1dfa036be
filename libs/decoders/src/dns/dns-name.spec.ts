import { DnsName } from './dns-name';

/** Wire form of a name. */
const wire = (...labels: readonly string[]): Buffer =>
  Buffer.concat([
    ...labels.map((label) => Buffer.from(String.fromCharCode(label.length) + label, 'latin1')),
    Buffer.of(0),
  ]);

/** The name alone in a buffer that ends with it. */
function read(bytes: Uint8Array, at = 0): DnsName {
  const name = new DnsName();
  expect(name.read(bytes, 0, bytes.length, at)).toBe(true);
  return name;
}
const hashOf = ({ hashHigh, hashLow }: DnsName): string => `${hashHigh}/${hashLow}`;

describe('a name', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 63])('of a label of %i letters has the hash of no other', (length) => {
    const plain = wire('x'.repeat(length), 'example');
    const others = Array.from({ length: plain.length - 1 }, (_, at) => {
      const other = Buffer.from(plain);
      if (at > 0 && at !== length + 1) other[at] = (other[at] as number) ^ 0x80;
      return other;
    });
    const hashes = others.map((bytes) => hashOf(read(bytes)));
    // Length bytes were left as they are: two of them are the plain name.
    expect(new Set(hashes).size).toBe(plain.length - 2);
  });

  it('is the same in whatever case, and says when it was not lower', () => {
    const plain = read(wire('www', 'example', 'org'));
    expect(plain.lost).toBe(false);
    for (const [label, at] of [
      ['www', 1],
      ['example', 5],
      ['org', 13],
    ] as const)
      for (let i = 0; i < label.length; i++) {
        const bytes = wire('www', 'example', 'org');
        bytes[at + i] = (bytes[at + i] as number) - 32;
        const name = read(bytes);
        expect([name.lost, hashOf(name), name.text()]).toEqual([true, hashOf(plain), 'www.example.org']);
      }
  });

  it('takes nothing but letters for letters', () => {
    const around = wire('@[`{\xc1\xda\xdb');
    const name = read(around);
    expect([name.lost, name.text()]).toEqual([false, '@[`{\\193\\218\\219']);
  });

  it('is the same with pointers and without', () => {
    const message = Buffer.concat([wire('EXAMPLE', 'org'), wire('www').subarray(0, 4), Buffer.of(0xc0, 0)]);
    const name = read(message, 13);
    const whole = read(wire('www', 'example', 'org'));
    expect([name.text(), name.length, hashOf(name), name.lost, name.next]).toEqual([
      'www.example.org',
      whole.length,
      hashOf(whole),
      true,
      message.length,
    ]);
  });

  it('has 255 bytes at most', () => {
    const labels = [...Array<string>(3).fill('x'.repeat(63)), 'y'.repeat(61)];
    expect(read(wire(...labels)).length).toBe(255);
    const longer = wire(...labels.slice(0, 3), 'y'.repeat(62));
    expect(new DnsName().read(longer, 0, longer.length, 0)).toBe(false);
  });

  it('is none when it is cut anywhere', () => {
    const whole = wire('www', 'example');
    for (let end = 0; end < whole.length; end++) expect(new DnsName().read(whole, 0, end, 0)).toBe(false);
  });
});
