import { instantOf, readZone, wallClock, zoneOffset } from './zones';

const at = (text: string): number => Date.parse(text);

describe('zones', () => {
  it('reads names that exist', () => {
    expect(readZone('utc')).toBe('utc');
    expect(readZone('America/Argentina/Ushuaia')).toBe('America/Argentina/Ushuaia');
    expect(readZone('Nowhere/Land')).toBeUndefined();
    expect(readZone('<img src=x>')).toBeUndefined();
  });

  it('shows what a clock there shows, before and after its change', () => {
    expect(wallClock(at('2026-10-25T00:59:59.250Z'), 'Europe/Berlin')).toMatchObject({ day: 25, hour: 2, ms: 250 });
    expect(wallClock(at('2026-10-25T01:00:00Z'), 'Europe/Berlin')).toMatchObject({ day: 25, hour: 2, minute: 0 });
    expect(zoneOffset(at('2026-11-21T08:00:00Z'), 'Asia/Kathmandu')).toBe(345 * 60_000);
  });

  it('finds the instant of a clock time, also around a change', () => {
    expect(instantOf('Europe/Berlin', 2026, 10, 21, 9)).toBe(at('2026-11-21T08:00:00Z'));
    expect(instantOf('Europe/Berlin', 2026, 9, 25, 2, 30)).toBe(at('2026-10-25T00:30:00Z'));
    expect(instantOf('Europe/Berlin', 2026, 2, 29, 2, 30)).toBe(at('2026-03-29T01:30:00Z'));
    expect(instantOf('Europe/Berlin', 2026, 9, 26)).toBe(at('2026-10-25T23:00:00Z'));
    expect(instantOf('utc', 2026, 10, 31)).toBe(at('2026-12-01T00:00:00Z'));
  });
});
