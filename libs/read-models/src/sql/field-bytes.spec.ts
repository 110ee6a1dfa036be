import { parseIp } from '@wireledger/kernel';

import { inetArray, int8Array, textArray } from './array-param';
import { CopyRows } from './copy-rows';
import { writeIpv4 } from './inet-bytes';

describe('writeIpv4', () => {
  const OCTETS = [
    '0',
    '1',
    '9',
    '10',
    '99',
    '100',
    '199',
    '255',
    '256',
    '999',
    '1000',
    '00',
    '01',
    '',
    'a',
    '-1',
    ' 1',
    '1e1',
  ];
  const texts = OCTETS.flatMap((one) => [
    `${one}.1.2.3`,
    `1.${one}.2.3`,
    `1.2.3.${one}`,
    one,
    `1.2.${one}`,
    `1.2.3.4.${one}`,
  ]);

  it.each([...texts, '1.2.3.4.', '.1.2.3.4', '::1', '::ffff:1.2.3.4', '١.1.1.1'])(
    'takes %j when parseIp does',
    (text) => {
      const into = Buffer.alloc(16, 0xee);
      const v4 = text.includes(':') ? null : parseIp(text);
      expect(writeIpv4(text, into, 2)).toBe(v4 !== null);
      if (v4) expect(into.toString('hex')).toBe(`eeee02200004${Buffer.from(v4).toString('hex')}${'ee'.repeat(6)}`);
    },
  );
});

describe('short texts', () => {
  it.each(['', 'plain', 'x'.repeat(64), 'x'.repeat(65), 'aä', 'ab\0c', 'a\ud800', '\x7f\x80'])(
    '%j are escaped and encoded',
    (text) => {
      const shown = text.replaceAll('\0', '\\u0000').replaceAll('\ud800', '\\ud800');
      const bytes = new CopyRows(1).row().text(text).finish().subarray(21, -2);
      expect(bytes.readInt32BE(0)).toBe(Buffer.byteLength(shown));
      expect(bytes.subarray(4).toString()).toBe(shown);
    },
  );
});

describe('array parameters', () => {
  const head = (oid: number, length: number) =>
    [1, 1, oid, length, 1].map((n) => n.toString(16).padStart(8, '0')).join('');

  it('are binary arrays of one dimension', () => {
    expect(int8Array([1, null]).toString('hex')).toBe(`${head(20, 2)}000000080000000000000001ffffffff`);
    expect(textArray(['ab']).toString('hex')).toBe(`${head(25, 1)}000000026162`);
    expect(inetArray([]).toString('hex')).toBe(head(869, 0));
  });
});
