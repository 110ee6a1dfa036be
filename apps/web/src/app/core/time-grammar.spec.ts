import { parseTime, resolveRange, shiftRange, zoomOut } from './time-grammar';

const NOW = Date.UTC(2026, 10, 18, 14, 32, 8);
const from = (text: string): number | undefined => parseTime(text, NOW, 'utc', 'from');
const to = (text: string): number | undefined => parseTime(text, NOW, 'utc', 'to');

describe('time grammar', () => {
  it('reads relative times', () => {
    expect(from('now')).toBe(NOW);
    expect(from('now-24h')).toBe(NOW - 86_400_000);
    expect(from('now-90s')).toBe(NOW - 90_000);
    expect(to('now+1w')).toBe(NOW + 7 * 86_400_000);
  });

  it('rounds to the start, and for the end of a range to the next start', () => {
    expect(from('now/d')).toBe(Date.UTC(2026, 10, 18));
    expect(to('now/d')).toBe(Date.UTC(2026, 10, 19));
    expect(from('now/w')).toBe(Date.UTC(2026, 10, 16));
    expect(from('now-1d/d')).toBe(Date.UTC(2026, 10, 17));
    expect(to('now-0d/d')).toBe(Date.UTC(2026, 10, 18));
    expect(from('now/h')).toBe(Date.UTC(2026, 10, 18, 14));
  });

  it('reads absolute times', () => {
    expect(from('2026-11-12T06:00:00Z')).toBe(Date.UTC(2026, 10, 12, 6));
    expect(from('2026-11-12T06:00:00+02:00')).toBe(Date.UTC(2026, 10, 12, 4));
    expect(from('2026-11-12 06:00')).toBe(Date.UTC(2026, 10, 12, 6));
    expect(from('2026-11-12T06:00:00.250Z')).toBe(Date.UTC(2026, 10, 12, 6) + 250);
    expect(from('12 Nov 06:00')).toBe(Date.UTC(2026, 10, 12, 6));
    expect(from('12 November 2025')).toBe(Date.UTC(2025, 10, 12));
    expect(to('17 Nov 24:00')).toBe(Date.UTC(2026, 10, 18));
    expect(from('06:30')).toBe(Date.UTC(2026, 10, 18, 6, 30));
    expect(from('1763471528000')).toBe(1763471528000);
  });

  it.each(['', 'tomorrow', 'now-', 'now-5x', '31 Feb 06:00', '12 Nom', '25:61', '2026-13-01', 'now-1h; drop'])(
    'refuses %p',
    (text) => {
      expect(from(text)).toBeUndefined();
    },
  );

  it('refuses a range that ends before it begins', () => {
    expect(resolveRange({ from: 'now', to: 'now-1h' }, NOW, 'utc')).toBeUndefined();
    expect(resolveRange({ from: 'now-1h', to: 'now' }, NOW, 'utc')).toEqual({ from: NOW - 3_600_000, to: NOW });
  });

  it('shifts by its own width', () => {
    const at = { from: Date.UTC(2026, 10, 18, 12), to: Date.UTC(2026, 10, 18, 14) };
    expect(shiftRange(at, -1)).toEqual({ from: '2026-11-18T10:00:00.000Z', to: '2026-11-18T12:00:00.000Z' });
  });

  it('doubles around the middle, and keeps now as the end', () => {
    const at = { from: NOW - 3_600_000, to: NOW };
    expect(zoomOut({ from: 'now-1h', to: 'now' }, at, NOW)).toEqual({ from: 'now-7200s', to: 'now' });
    const past = { from: Date.UTC(2026, 10, 10, 10), to: Date.UTC(2026, 10, 10, 12) };
    expect(zoomOut({ from: 'a', to: 'b' }, past, NOW)).toEqual({
      from: '2026-11-10T09:00:00.000Z',
      to: '2026-11-10T13:00:00.000Z',
    });
  });
});
