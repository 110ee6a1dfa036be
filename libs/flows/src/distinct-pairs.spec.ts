import { FlowStore } from './flow-store';

/** One kind of pairs of a core. */
class DistinctPairs {
  private readonly core = new FlowStore(1).core;

  constructor(limit: number, least = 1_048_576) {
    this.core.openPairs(limit, least);
  }

  add(high: number, low: number): void {
    this.core.notePair(1, high, low);
  }

  get count(): number {
    return this.core.distinctPairs(1);
  }
}

/** Deterministic 32-bit numbers. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) | 0);
}

it.each([0, 1, 100, 10_000, 300_000])('counts what a set counts among %d with doubles', (adds) => {
  const next = numbers(adds);
  const log = new DistinctPairs(8_000_000, 1000);
  const set = new Set<number>();
  for (let i = 0; i < adds; i++) {
    // A third comes again; halves of few bits, so that equal halves of different hashes are many.
    const which = i % 3 === 2 ? next() >>> 14 : i;
    log.add(which & 0x3ff, (which >>> 10) + 1);
    set.add(which);
    if (i % 30_011 === 77) expect(log.count).toBe(set.size);
  }
  expect(log.count).toBe(set.size);
  expect(log.count).toBe(set.size);
});

it('counts 0, 0 as one', () => {
  const log = new DistinctPairs(10);
  for (let i = 0; i < 3; i++) log.add(0, 0);
  expect(log.count).toBe(1);
});

it('goes on where it was when it was asked', () => {
  const log = new DistinctPairs(1000);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 100; i++) log.add(7, i);
    expect(log.count).toBe(100);
  }
  log.add(8, 1);
  expect(log.count).toBe(101);
});

it('beyond the limit each one counts, and nothing more is kept', () => {
  const log = new DistinctPairs(50);
  for (let i = 0; i < 60; i++) log.add(1, i + 1);
  expect(log.count).toBe(60);
  for (let i = 0; i < 5; i++) log.add(1, 1);
  expect(log.count).toBe(65);
});
