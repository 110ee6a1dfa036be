import { frameBatch } from './frame-batch';

const APART_MS = 1000;
/** Longer than an animation frame. */
const SHOWN_MS = 20;

describe('frames that are handed on', () => {
  let handed: (readonly number[])[];
  let over: AbortController;
  beforeEach(() => {
    jest.useFakeTimers();
    handed = [];
    over = new AbortController();
  });
  afterEach(() => jest.useRealTimers());

  const batch = (apartMs?: number) => frameBatch<number>((frames) => handed.push(frames), over.signal, apartMs);

  it('come together with the next animation frame', () => {
    const take = batch();
    take(1);
    take(2);
    expect(handed).toEqual([]);
    jest.advanceTimersByTime(SHOWN_MS);
    take(3);
    jest.advanceTimersByTime(SHOWN_MS);
    expect(handed).toEqual([[1, 2], [3]]);
  });

  it('come at once after a quiet time, and then no sooner than asked', () => {
    const take = batch(APART_MS);
    take(1);
    jest.advanceTimersByTime(SHOWN_MS);
    take(2);
    jest.advanceTimersByTime(APART_MS / 2);
    take(3);
    expect(handed).toEqual([[1]]);
    jest.advanceTimersByTime(APART_MS / 2 + SHOWN_MS);
    expect(handed).toEqual([[1], [2, 3]]);
    jest.advanceTimersByTime(APART_MS);
    take(4);
    jest.advanceTimersByTime(SHOWN_MS);
    expect(handed).toEqual([[1], [2, 3], [4]]);
  });

  it('are dropped when nobody listens any more', () => {
    const take = batch();
    take(1);
    over.abort();
    jest.advanceTimersByTime(SHOWN_MS);
    expect(handed).toEqual([]);
  });
});
