import { seconds, zeekFoot, zeekHead, zeekText } from './zeek-log';

describe('Zeek’s ASCII form', () => {
  it.each([
    [null, '-'],
    ['', '(empty)'],
    [[], '(empty)'],
    ['-', '\\x2d'],
    ['(empty)', '\\x28empty)'],
    [true, 'T'],
    [0, '0'],
    ['a\\009b', 'a\\x09b'],
    ['a\\092b', 'a\\\\b'],
    ['a\\.b.example', 'a.b.example'],
    ['caf\\195\\169', 'caf\\xc3\\xa9'],
    [['a,b', 'c'], 'a\\x2cb,c'],
    ['a,b', 'a,b'],
  ])('writes %j as %s', (value, text) => expect(zeekText(value)).toBe(text));

  it('writes times in seconds with six decimals', () => {
    expect([seconds(1_780_000_000_000_001), seconds(250), seconds(0)]).toEqual([
      '1780000000.000001',
      '0.000250',
      '0.000000',
    ]);
  });

  it('opens and closes a log at packet time', () => {
    expect(
      zeekHead('x', [['ts', 'time']], 1_780_000_000_000_000)
        .split('\n')
        .slice(5),
    ).toEqual(['#open\t2026-05-28-20-26-40', '#fields\tts', '#types\ttime', '']);
    expect(zeekFoot(1_780_000_000_000_000)).toBe('#close\t2026-05-28-20-26-40\n');
  });
});
