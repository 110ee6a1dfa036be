import { formatTime, parseTime } from './time';

describe('a time as text', () => {
  it('has six digits, whichever seconds were asked for before', () => {
    // More seconds than are remembered, those with one place in turn, and the first ones again.
    for (const second of [0, 64, 1_780_000_000, 128, 1_780_000_064, 0, 64, 1_780_000_000])
      for (const micros of [0, 7, 999_999]) {
        const text = formatTime(second * 1_000_000 + micros);
        expect(text).toBe(`${new Date(second * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`);
        expect(parseTime(text)).toBe(second * 1_000_000 + micros);
      }
  });

  it('is of a day that there is', () => {
    const times = ['2026-02-29', '2024-02-29', '2026-04-31', '2026-12-31', '2026-01-00', '2100-02-29', '2000-02-29'];
    expect(times.filter((day) => parseTime(`${day}T23:59:59Z`) !== null)).toEqual([
      ...['2024-02-29', '2026-12-31', '2000-02-29'],
    ]);
    expect(parseTime('2026-12-31T24:00:00Z')).toBeNull();
    expect(parseTime('2026-02-28T23:30:00-01:00')).toBe(Date.UTC(2026, 2, 1, 0, 30) * 1000);
  });

  it('goes from before 1970 to the greatest of a packet', () => {
    expect([formatTime(-1), formatTime(Number.MAX_SAFE_INTEGER)]).toEqual([
      '1969-12-31T23:59:59.999999Z',
      '2255-06-05T23:47:34.740991Z',
    ]);
    expect(formatTime(-63 * 1_000_000)).toBe('1969-12-31T23:58:57.000000Z');
    expect(formatTime(63 * 1_000_000)).toBe('1970-01-01T00:01:03.000000Z');
  });
});
