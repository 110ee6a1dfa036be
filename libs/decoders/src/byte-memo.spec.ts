import { ByteMemo } from './byte-memo';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const whole = (text: string) => [bytesOf(text), 0, text.length] as const;

describe('a byte memo', () => {
  it('gives what was kept for the same bytes, wherever they lie', () => {
    const memo = new ByteMemo<string>(4, 16);
    memo.keep(...whole('one'), '1');
    expect(memo.find(bytesOf('..one..'), 2, 5)).toBe('1');
    expect(memo.find(...whole('on'))).toBeUndefined();
    expect(memo.find(...whole('ond'))).toBeUndefined();
  });

  it('holds its keys though the bytes are written over', () => {
    const memo = new ByteMemo<string>(4, 16);
    const bytes = bytesOf('one');
    memo.keep(bytes, 0, 3, '1');
    bytes.fill(0);
    expect(memo.find(...whole('one'))).toBe('1');
    expect(memo.find(bytes, 0, 3)).toBeUndefined();
  });

  it('gives nothing false where all keys share one place, and keeps the latest', () => {
    const memo = new ByteMemo<number>(0, 16);
    for (let i = 0; i < 50; i++) {
      memo.keep(...whole(`key ${i}`), i);
      expect(memo.find(...whole(`key ${i}`))).toBe(i);
      expect(memo.find(...whole(`key ${i - 1}`))).toBeUndefined();
    }
  });

  it('keeps no long keys', () => {
    const memo = new ByteMemo<number>(4, 4);
    memo.keep(...whole('12345'), 5);
    expect(memo.find(...whole('12345'))).toBeUndefined();
  });
});
