import { hexLines } from './hex-lines';

describe('lines of a hex view', () => {
  it('have sixteen bytes, the last one the rest; what cannot be printed is a dot', () => {
    const lines = hexLines('47455420'.repeat(4) + '00ff7f3c');
    expect(lines.map(({ offset, bytes }) => [offset, bytes.map(({ char }) => char).join('')])).toEqual([
      ['0000', 'GET GET GET GET '],
      ['0010', '...<'],
    ]);
    expect(lines[1]?.bytes.map(({ hex, at }) => [hex, at])).toEqual([
      ['00', 16],
      ['ff', 17],
      ['7f', 18],
      ['3c', 19],
    ]);
  });

  it('of nothing are none', () => expect(hexLines('')).toEqual([]));
});
