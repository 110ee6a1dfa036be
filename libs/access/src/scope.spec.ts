import { isNarrow, parseScope } from './scope';

describe('scope', () => {
  it('is read as a person writes it, in one form', () => {
    expect(
      parseScope({ ip: ['10.1.2.3/16', '2001:DB8::0001'], port: [443], proto: ['TCP', '17'], sensor: ['edge'] }),
    ).toEqual({
      ...{ ip: ['10.1.0.0/16', '2001:db8::1'], port: [443], proto: [6, 17], sensor: ['edge'] },
    });
  });

  it('without a condition is none', () => {
    for (const said of [null, undefined, {}, { ip: null }]) expect(parseScope(said)).toBeNull();
  });

  it.each([
    [{ ip: [] }, /ip/],
    [{ ip: ['10.0.0.0/33'] }, /10\.0\.0\.0\/33/],
    [{ ip: '10.0.0.0/8' }, /ip/],
    [{ port: [65_536] }, /port/],
    [{ proto: ['quic'] }, /proto/],
    [{ sensor: [''] }, /sensor/],
    [{ sensor: Array.from({ length: 51 }, (_, i) => `s${i}`) }, /sensor/],
    [{ user: ['x'] }, /user/],
    ['everything', /object/],
  ])('refuses %j and names it', (said, message) => {
    expect(() => parseScope(said)).toThrow(
      expect.objectContaining({ code: 'SCOPE_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('that looks into packets is narrow', () => {
    expect([null, { sensor: ['a'] }, { port: [1] }, { ip: ['::1'] }, { proto: [6] }].map(isNarrow)).toEqual([
      ...[false, false, true, true, true],
    ]);
  });
});
