import {
  change,
  formatBytes,
  formatCount,
  formatShare,
  formatShort,
  formatTick,
  formatTotal,
  quantity,
} from './numbers';

const nb = (text: string): string => text.replaceAll(' ', '\u00a0');

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [213, '213 B'],
    [999.6, '1.0 kB'],
    [1900, '1.9 kB'],
    [48_200_000, '48.2 MB'],
    [921e9, '921 GB'],
    [4.84e12, '4.8 TB'],
    [1e15, '1.0 PB'],
    [1e24, '1000000 EB'],
  ])('writes %p bytes as %p', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(nb(text));
  });

  it.each([
    [0, '0'],
    [1906, '1,906'],
    [9999, '9,999'],
    [12_700, '12.7 k'],
    [618_000, '618 k'],
    [2_600_000, '2.6 M'],
  ])('shortens %p to %p', (n, text) => {
    expect(formatShort(n)).toBe(nb(text));
  });

  it('gives three digits and a prefix', () => {
    expect(quantity(1.484e9, 'bit/s')).toEqual({ value: '1.48', unit: 'Gbit/s' });
    expect(quantity(214_300, '/s')).toEqual({ value: '214', unit: 'k/s' });
    expect(quantity(999_999, 'bit/s')).toEqual({ value: '1.00', unit: 'Mbit/s' });
    expect(quantity(0, 'bit/s')).toEqual({ value: '0', unit: 'bit/s' });
  });

  it('writes shares, ticks, counts and changes', () => {
    expect([0.49, 0.092, 0.0002, 0, 0.00001, 1].map(formatShare)).toEqual(
      ['49 %', '9.2 %', '0.02 %', '0 %', '<0.01 %', '100 %'].map(nb),
    );
    expect([1.5e9, -5e8, 0, 250].map(formatTick)).toEqual(['1.5 G', '500 M', '0', '250'].map(nb));
    expect(formatCount(7_421_934)).toBe('7,421,934');
    expect(change(106, 100)).toBeCloseTo(0.06);
    expect(change(5, 0)).toBeUndefined();
    expect(change(5, null)).toBeUndefined();
  });

  it('counts exactly, or says that it is about', () => {
    expect(formatTotal(9_999, true)).toBe('9,999');
    expect(formatTotal(12_345, true)).toBe('12,345');
    expect(formatTotal(184_312, false)).toBe('≈\u00a0180,000');
    expect(formatTotal(10_001, false)).toBe('≈\u00a010,000');
  });
});
