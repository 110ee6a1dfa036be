import { createHash } from 'node:crypto';

import { Sha1Block, SHA1_BLOCK_MAX } from './sha1-block';

describe('Sha1Block', () => {
  const block = new Sha1Block();
  const sha1 = (message: Buffer) => createHash('sha1').update(message).digest('hex');

  it('is SHA-1 for every length that fits, whatever was hashed before', () => {
    for (let length = SHA1_BLOCK_MAX; length >= 0; length--)
      for (let seed = 1; seed < 20; seed++) {
        const message = Buffer.from(Array.from({ length }, (_, i) => (i * 31 + seed * 67 + length * seed) & 0xff));
        message.copy(block.message);
        expect(block.digest(length).toString('hex')).toBe(sha1(message));
        expect(block.message.subarray(0, length)).toEqual(message);
      }
  });

  it('gives each hash memory of its own', () => {
    block.message.write('a');
    const first = block.digest(1);
    block.message.write('b');
    block.digest(1);
    expect(first.toString('hex')).toBe(sha1(Buffer.from('a')));
  });

  it('refuses more than one block', () => {
    expect(() => block.digest(SHA1_BLOCK_MAX + 1)).toThrow(RangeError);
  });
});
