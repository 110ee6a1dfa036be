import { describeRange, describeSpan, formatAge, formatAgo, formatClock, formatDuration } from './times';

const NOW = Date.UTC(2026, 10, 18, 14, 32, 8, 250);
const nb = (text: string): string => text.replaceAll('_', '\u00a0');

describe('times', () => {
  it.each([
    [0, '0_s'],
    [0.0002, '200_µs'],
    [0.0078, '7.8_ms'],
    [0.038, '38_ms'],
    [4.2, '4.2_s'],
    [252, '4_min 12_s'],
    [3600, '1_h'],
    [86_400, '24_h'],
    [604_800, '7_d'],
  ])('says %p s as %p', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(nb(text));
  });

  it('writes clock, age and spans', () => {
    expect(formatClock(NOW, 'utc', true)).toBe('14:32:08.250');
    expect(formatAge(250_000)).toBe(nb('4_min'));
    expect(describeSpan({ from: NOW - 3_600_000, to: NOW }, 'utc', NOW)).toBe('13:32 – 14:32');
    expect(describeSpan({ from: Date.UTC(2017, 0, 13, 14, 50), to: Date.UTC(2017, 0, 13, 15, 50) }, 'utc', NOW)).toBe(
      nb('13_Jan_2017 14:50 – 15:50'),
    );
    expect(describeSpan({ from: NOW - 86_400_000, to: NOW }, 'utc', NOW)).toBe(nb('17_Nov 14:32 – 18_Nov 14:32'));
  });

  it('gives a date to what is long past', () => {
    expect(formatAgo(NOW - 250_000, NOW, 'utc')).toBe(nb('4_min ago'));
    expect(formatAgo(NOW - 20 * 86_400_000, NOW, 'utc')).toBe(nb('29_Oct'));
    expect(formatAgo(Date.UTC(2017, 0, 14), NOW, 'utc')).toBe(nb('14_Jan_2017'));
  });

  it('names presets and other ranges', () => {
    const at = { from: NOW - 7_200_000, to: NOW };
    expect(describeRange({ from: 'now-24h', to: 'now' }, at, 'utc', NOW)).toBe('Last 24 h');
    expect(describeRange({ from: 'now-2h', to: 'now' }, at, 'utc', NOW)).toBe(nb('Last 2_h'));
    expect(describeRange({ from: 'x', to: 'y' }, at, 'utc', NOW)).toBe('12:32 – 14:32');
  });
});
