import { deviationOf, medianAndMad, medianOf, quantile, sort } from './median';

const byHand = (values: readonly number[]): readonly [number, number] => {
  const ordered = (all: readonly number[]) => [...all].sort((a, b) => a - b);
  const median = quantile(ordered(values), 0.5);
  return [median, quantile(ordered(values.map((value) => Math.abs(value - median))), 0.5)];
};

it('is what sorting the deviations gives, to the last bit', () => {
  let x = 7;
  const next = () => (x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
  for (let round = 0; round < 500; round++) {
    const values = Array.from({ length: 1 + (round % 40) }, () => (round % 3 === 0 ? Math.floor(next() * 5) : next()));
    expect(medianAndMad(values)).toEqual(byHand(values));
    expect(medianOf(new Float64Array(values))).toBe(byHand(values)[0]);
  }
});

it('is no number for no values, and none from one', () => {
  expect(medianAndMad([])).toEqual([NaN, NaN]);
  expect(medianOf(new Float64Array(0))).toBeNaN();
  expect(medianAndMad([3])).toEqual([3, 0]);
  expect(deviationOf(sort([9, 1, 1]), 1)).toBe(0);
});
