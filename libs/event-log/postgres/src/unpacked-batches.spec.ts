import { UnpackedBatches } from './unpacked-batches';

const TEXT = JSON.stringify({ n: 1, cols: { at: [1, 2, 3] } });
const of = (text = TEXT) => jest.fn(() => text);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('unpacks a batch once for all who read it', () => {
  const batches = new UnpackedBatches(1_000_000);
  const text = of();
  const first = batches.at('1', text);
  expect(first).toEqual(JSON.parse(TEXT));
  expect(batches.at('1', text)).toBe(first);
  expect(text).toHaveBeenCalledTimes(1);
  expect(batches.at('2', text)).not.toBe(first);
  expect([batches.hits, batches.misses]).toEqual([1, 2]);
});

it('holds no more than it may, and lets go first of what was asked for longest ago', () => {
  const batches = new UnpackedBatches(TEXT.length * 3 * 2);
  for (const position of ['1', '2', '1', '3']) batches.at(position, of());
  expect(batches.bytes).toBe(TEXT.length * 3 * 2);
  const again = of();
  batches.at('1', again);
  expect(again).not.toHaveBeenCalled();
  batches.at('2', again);
  expect(again).toHaveBeenCalledTimes(1);
});

it('does not hold a batch that is greater than all it may hold', () => {
  const batches = new UnpackedBatches(10);
  expect(batches.at('1', of())).toEqual(JSON.parse(TEXT));
  expect(batches.bytes).toBe(0);
});

it('forgets all when nobody reads for a while, and goes on afterwards', () => {
  const batches = new UnpackedBatches(1_000_000);
  batches.at('1', of());
  jest.advanceTimersByTime(2000);
  batches.at('2', of());
  jest.advanceTimersByTime(2000);
  expect(batches.bytes).toBe(TEXT.length * 6);
  jest.advanceTimersByTime(1000);
  expect(batches.bytes).toBe(0);
  const again = of();
  batches.at('1', again);
  expect(again).toHaveBeenCalledTimes(1);
});

it('keeps nothing of what cannot be unpacked, and nothing at all when it may hold nothing', () => {
  const batches = new UnpackedBatches(1_000_000);
  expect(() => batches.at('1', of('{'))).toThrow(SyntaxError);
  expect(batches.at('1', of())).toEqual(JSON.parse(TEXT));
  const none = new UnpackedBatches(0);
  const text = of();
  none.at('1', text);
  none.at('1', text);
  expect(text).toHaveBeenCalledTimes(2);
});
