import { clockWords } from './clock-words';

describe('a clock in words', () => {
  it.each([
    [null, '–', false],
    [-400, 'right', false],
    [1500, '2 s ahead', false],
    [-59_000, '59 s behind', false],
    [60_000, '1 min ahead', true],
    [-86_400_000, '1 d behind', true],
    [7_200_000, '2 h ahead', true],
  ])('%p is %s', (skewMs, text, off) => expect(clockWords(skewMs)).toEqual({ text, off }));
});
