import { expressions } from '@wireledger/filter/testing';
import { piecesOf, placeIn, problemIn, readExpression } from './reading';

describe('expressions in the console', () => {
  it.each(expressions.valid)('reads $text', ({ text, formatted, explained }) =>
    expect(readExpression(text, 'flow')).toEqual({ is: 'understood', formatted, explained }),
  );

  it.each(expressions.invalid.filter(({ text }) => text.trim() !== ''))('refuses $text', ({ text, at, mended }) => {
    expect(readExpression(text, 'flow')).toMatchObject({ is: 'wrong', mended });
    expect(problemIn(text, 'flow')).toMatchObject({ start: at[0], end: at[1] });
  });

  it('leaves pseudonyms to the API, and a blank text alone', () => {
    const pseudonym = `addr-${'a2'.repeat(10)}`;
    expect(readExpression(`src.ip = ${pseudonym} and foo`, 'flow')).toEqual({ is: 'masked' });
    expect(readExpression(`tls.sni = name-${'a2'.repeat(10)}`, 'tls')).toEqual({ is: 'masked' });
    expect(readExpression('  ', 'flow')).toEqual({ is: 'blank' });
  });

  it('tells pieces of expressions in a message apart', () =>
    expect(piecesOf('Is `dst.port` meant?')).toEqual([
      { text: 'Is ', code: false },
      { text: 'dst.port', code: true },
      { text: ' meant?', code: false },
    ]));

  it('shows the place with what stands around it', () => {
    expect(placeIn('app = dns and srcip = 1', { start: 14, end: 19 })).toEqual({
      before: 'app = dns and ',
      wrong: 'srcip',
      after: ' = 1',
    });
    expect(placeIn('not', { start: 3, end: 3 })).toEqual({ before: 'not', wrong: ' ', after: '' });
    const long = placeIn('x'.repeat(500), { start: 200, end: 201 });
    expect([long.before.length, long.after.length]).toEqual([41, 41]);
    expect(long.before.startsWith('…') && long.after.endsWith('…')).toBe(true);
  });
});
