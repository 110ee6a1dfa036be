import { isStun } from './index';

/** Sample request and response of RFC 5769 §2.1 and §2.2, in part: header, then as many bytes as it says. */
const message = (hex: string, body: number) => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(body)]);

describe('STUN', () => {
  it.each([
    ['a request', message('000100582112a442b7e7a701bc34d686fa87dfae', 0x58), true],
    ['a response', message('0101003c2112a442b7e7a701bc34d686fa87dfae', 0x3c), true],
    ['more than it says', message('0101003c2112a442b7e7a701bc34d686fa87dfae', 0x3d), false],
    ['another cookie', message('0101003c2112a443b7e7a701bc34d686fa87dfae', 0x3c), false],
    ['DTLS', message('16fefd00000000000000002112a442aaaaaaaaaa', 0x3c), false],
    ['a piece', message('000100582112a442b7e7a701bc34d6', 0), false],
    ['nothing', Buffer.alloc(0), false],
  ])('%s', (_what, bytes, expected) => {
    expect(isStun(bytes, 0, bytes.length)).toBe(expected);
  });
});
