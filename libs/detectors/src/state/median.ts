/** Value at share `q` (0 … 1) of sorted values, between two of them by line. NaN when there are none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** Median of values, which it moves about: only as much of them is put in order as it takes. NaN when there are none. */
export function medianOf(values: Float64Array): number {
  const middle = (values.length - 1) / 2;
  const below = select(values, Math.floor(middle));
  let above = below;
  if (middle % 1 !== 0) {
    above = Infinity;
    for (let i = Math.ceil(middle); i < values.length; i++) above = Math.min(above, values[i] as number);
  }
  return quantile([below, above], middle % 1);
}

/** The value that would stand at a place if all were sorted: smaller ones stand before it afterwards, greater ones behind (Hoare). */
function select(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left > right) break;
      const value = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = value;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place] ?? NaN;
}

/** Median and median absolute deviation. */
export function medianAndMad(values: readonly number[]): readonly [median: number, mad: number] {
  const sorted = sort(values);
  const median = quantile(sorted, 0.5);
  return [median, deviationOf(sorted, median)];
}

/** Median absolute deviation of sorted values from their median: taken from the middle outwards, the smaller one each time, nothing is sorted anew. */
export function deviationOf(sorted: ArrayLike<number>, median: number): number {
  const middle = (sorted.length - 1) / 2;
  let above = 0;
  while (above < sorted.length && (sorted[above] as number) < median) above++;
  let below = above - 1;
  const at = [NaN, NaN];
  for (let taken = 0; taken <= Math.ceil(middle); taken++) {
    const [under, over] = [sorted[below], sorted[above]];
    const isUnder = under !== undefined && (over === undefined || median - under <= over - median);
    const deviation = Math.abs(((isUnder ? under : over) ?? NaN) - median);
    if (isUnder) below--;
    else above++;
    if (taken === Math.floor(middle)) at[0] = deviation;
    at[1] = deviation;
  }
  return quantile(at, middle % 1);
}

export const sort = (values: ArrayLike<number>): Float64Array => new Float64Array(values).sort();
