import { CaptureParser, type CaptureEnd } from './capture-parser';

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, n) => bytes.writeUInt32LE(value >>> 0, n * 4));
  return bytes;
};
const SECTION = words(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28);
const INTERFACE = words(1, 20, 1, 0, 20);
const PACKET = words(6, 36, 0, 0x600000, 0, 4, 4, 0, 36);
/** Greatest block that is read, bytes. */
const MAX_BLOCK = 16 * 1024 * 1024;
/** Names in all name resolution blocks: a fiftieth of a million in each push. */
const NAMES = process.env['WIRELEDGER_FULL'] === '1' ? 1_000_000 : 20_000;

function read(capture: Buffer, chunk = capture.length): CaptureEnd & { readonly packets: number } {
  let packets = 0;
  const parser = new CaptureParser(() => packets++);
  for (let at = 0; at < capture.length; at += chunk) parser.feed(capture.subarray(at, at + chunk));
  return { ...parser.end(), packets };
}

/** An interface description whose options are `options`. */
function described(options: Buffer): Buffer {
  const length = 20 + options.length;
  return Buffer.concat([words(1, length, 1, 0), options, words(length)]);
}

describe('blocks made to hurt', () => {
  it.each([
    ['0', words(6, 0, 0, 0), 'damaged: block 4 has length 0; read up to there'],
    ['4', words(6, 4, 4, 4), 'damaged: block 4 has length 4; read up to there'],
    ['8', words(6, 8, 8, 8), 'damaged: block 4 has length 8; read up to there'],
    ['that is odd', words(6, 37, 0, 0, 0, 4, 4, 0, 37), 'damaged: block 4 has length 37; read up to there'],
    ['that the end does not repeat', words(6, 36, 0, 0, 0, 4, 4, 0, 40), 'damaged: block 4 has two different lengths; read up to there'],
    ['beyond the file', words(6, 4096, 0, 0, 0, 4, 4, 0, 4096), 'cut short: the last record is not whole; read up to there'],
    ['beyond what a block may have', words(6, MAX_BLOCK + 4, 0), 'damaged: block 4 has length 16777220; read up to there'],
  ])('A-21 with a length %s are refused, and what came before is read', (_what, block, warning) => {
    const capture = Buffer.concat([SECTION, INTERFACE, PACKET, block, PACKET]);
    for (const chunk of [capture.length, 1, 7, 64])
      expect(read(capture, chunk)).toEqual({ error: null, truncated: true, warnings: [warning], packets: 1 });
  }); // prettier-ignore

  it.each([
    ['of no length, one after the other to the end of the greatest block', Buffer.alloc(MAX_BLOCK - 20, words(9))],
    ['of an unknown kind and no length', Buffer.alloc(65_536, words(0x0000_7fff))],
    ['that claims more than there is', words(0xffff_0009)],
    ['that ends in the middle', words(0x0008_000e, 1)],
    ['that never ends', Buffer.concat([words(0x0001_0009, 6), Buffer.alloc(65_536, words(0x0004_0001, 0))])],
  ])('A-21 with an option %s come to an end', (_what, options) => {
    const capture = Buffer.concat([SECTION, described(options), PACKET]);
    expect(read(capture)).toEqual({ error: null, truncated: false, warnings: [], packets: 1 });
  });

  it(`A-26 with ${NAMES} names are passed over, whether in one block or in as many`, () => {
    const name = Buffer.concat([words(0x000a_0001), Buffer.from('0a000001', 'hex'), Buffer.from('a.test\0\0', 'latin1')]); // prettier-ignore
    const each = 12 + name.length;
    const one = Buffer.concat([words(4, each), name, words(each)]);
    const perBlock = Math.floor((MAX_BLOCK - 12) / name.length);
    const parts: Buffer[] = [SECTION, INTERFACE];
    for (let left = NAMES; left > 0; left -= perBlock) {
      const names = Math.min(left, perBlock);
      const length = 12 + names * name.length;
      parts.push(words(4, length), Buffer.alloc(names * name.length, name), words(length));
    }
    parts.push(Buffer.alloc(NAMES * one.length, one), PACKET);
    expect(read(Buffer.concat(parts), 65_536)).toEqual({ error: null, truncated: false, warnings: [], packets: 1 });
  });
});
