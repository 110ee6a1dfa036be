import { readAsOf, formatPosition } from './past';
import { frozenLink, relativeLink } from './share-link';

const HERE = 'http://localhost/flows?from=now-1h&to=now&live=0&refresh=5s&ip=10.0.0.1&sel=abc';
const AT = { from: Date.UTC(2026, 10, 21, 8), to: Date.UTC(2026, 10, 21, 9) };
const POSITION = '0000000000000182440';

describe('links', () => {
  it('that are relative stay relative', () => {
    expect(Object.fromEntries(new URL(relativeLink(`${HERE}&asof=@${POSITION}`)).searchParams)).toEqual({
      v: '1',
      from: 'now-1h',
      to: 'now',
      live: '0',
      refresh: '5s',
      ip: '10.0.0.1',
      sel: 'abc',
    });
  });

  it('that are frozen name times and a position, and keep filter and selection', () => {
    expect(Object.fromEntries(new URL(frozenLink(HERE, AT, POSITION)).searchParams)).toEqual({
      v: '1',
      from: '2026-11-21T08:00:00.000Z',
      to: '2026-11-21T09:00:00.000Z',
      asof: `@${POSITION}`,
      ip: '10.0.0.1',
      sel: 'abc',
    });
  });
});

describe('asof', () => {
  it('is a position or a time', () => {
    expect(readAsOf(`@${POSITION}`)).toEqual({ position: POSITION });
    expect(readAsOf('2026-11-12T14:03:11Z')).toEqual({ at: '2026-11-12T14:03:11.000Z' });
    for (const text of ['', '@', '@x', 'yesterday', '<b>']) expect(readAsOf(text)).toBeUndefined();
  });

  it('is shown as a number', () => {
    expect(formatPosition(POSITION)).toBe('182,440');
    expect(formatPosition('00000000000000012345:00000000000000012345')).toBe('12,345');
  });
});
