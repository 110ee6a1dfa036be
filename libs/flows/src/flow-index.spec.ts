import { FlowIndex, flowAt, mayBe } from './flow-index';
import { FLOW_WORDS, HASH, ORDINAL } from './flow-layout';
import { FlowStore } from './flow-store';

const FLOWS = 50_000;

/** An index with its store, whose slots are those of flows with the hash of their number. */
class Flows {
  readonly store = new FlowStore(FLOWS);
  readonly index = new FlowIndex(this.store);

  constructor(private readonly hashOf: (flow: number) => number) {}

  /** @param flow 0, 1, 2 … */
  add(flow: number): void {
    const base = this.store.take();
    this.store.words[base + HASH] = this.hashOf(flow);
    this.store.words[base + ORDINAL] = flow + 1;
    this.index.insert(base);
  }

  remove(flow: number): void {
    this.index.remove(flow * FLOW_WORDS);
    this.store.words[flow * FLOW_WORDS + ORDINAL] = 0;
  }
}

/** Where a flow with this hash is, as the flow table looks for it. */
function has({ places, mask }: FlowIndex, hash: number, base: number): boolean {
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const place = places[at] as number;
    if (place === 0) return false;
    if (mayBe(place, hash) && flowAt(place) === base) return true;
  }
}

it.each([
  ['a few flows each', (flow: number) => Math.imul(flow >> 2, 0x9e3779b1)],
  // Further from home than a place can tell.
  ['a hundred flows each', (flow: number) => Math.imul((flow / 100) | 0, 0x9e3779b1)],
])('has what was put in and not taken out, while it grows, with hashes of %s', (_, hashOf) => {
  const flows = new Flows(hashOf);
  const { index } = flows;
  const start = index.mask;
  for (let flow = 0; flow < FLOWS; flow++) {
    flows.add(flow);
    if (flow % 3 === 0) flows.remove(flow / 3);
  }
  expect(index.mask).toBeGreaterThan(start);
  const wrong = Array.from({ length: FLOWS }, (_flow, flow) => flow).filter(
    (flow) => has(index, hashOf(flow), flow * FLOW_WORDS) !== flow >= 16_667,
  );
  expect(wrong).toEqual([]);
});

it('leaves the others where they are when a flow is taken out that is not in it', () => {
  const flows = new Flows((flow) => flow);
  for (const flow of [0, 1]) flows.add(flow);
  for (const _ of [0, 1]) flows.remove(0);
  expect(has(flows.index, 1, FLOW_WORDS)).toBe(true);
});

it('tells most other flows from one by their hash', () => {
  const hash = 0x9e3779b1 | 0;
  const flows = new Flows(() => hash);
  flows.add(0);
  const { places, mask } = flows.index;
  const place = places[hash & mask] as number;
  expect(mayBe(place, hash)).toBe(true);
  expect(mayBe(place, hash ^ (1 << 26))).toBe(false);
});
