import { readRefresh, refreshEvery } from './refresh';

const HOUR = 3_600_000;

describe('refresh interval', () => {
  it('is the chosen one while a pixel stands for less', () => {
    expect(refreshEvery('5s', HOUR, 1000)).toBe(5_000);
    expect(refreshEvery('5m', HOUR, 1000)).toBe(300_000);
    expect(refreshEvery('off', HOUR, 1000)).toBeUndefined();
  });

  it('is never finer than a pixel', () => {
    expect(refreshEvery('5s', 24 * HOUR, 1000)).toBe(86_400);
    expect(refreshEvery('1m', 24 * HOUR, 1000)).toBe(86_400);
    expect(refreshEvery('15s', 24 * HOUR, 0)).toBe(24 * HOUR);
  });

  it('chooses by itself the shortest step that shows', () => {
    expect(refreshEvery('auto', HOUR, 1000)).toBe(5_000);
    expect(refreshEvery('auto', 6 * HOUR, 1000)).toBe(60_000);
    expect(refreshEvery('auto', 24 * HOUR, 1000)).toBe(300_000);
    expect(refreshEvery('auto', 30 * 24 * HOUR, 1000)).toBe(2_592_000);
  });

  it('reads only its own words', () => {
    expect(readRefresh('15s')).toBe('15s');
    expect(readRefresh('1ms')).toBeUndefined();
  });
});
