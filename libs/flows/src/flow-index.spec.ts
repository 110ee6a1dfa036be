import { FlowIndex } from './flow-index';

/** Where a flow with this hash is, as the flow table looks for it. */
function has({ pairs, mask }: FlowIndex, hash: number, base: number): boolean {
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const value = pairs[at * 2 + 1];
    if (value === 0) return false;
    if (pairs[at * 2] === hash && value === base + 1) return true;
  }
}

it('has what was put in and not taken out, while it grows and with hashes that share a place', () => {
  const index = new FlowIndex();
  const hashOf = (flow: number) => Math.imul(flow >> 2, 0x9e3779b1);
  const start = index.mask;
  for (let flow = 0; flow < 50_000; flow++) {
    index.insert(hashOf(flow), flow * 40);
    if (flow % 3 === 0) index.remove(hashOf(flow / 3), (flow / 3) * 40);
  }
  expect(index.mask).toBeGreaterThan(start);
  const wrong = Array.from({ length: 50_000 }, (_, flow) => flow).filter(
    (flow) => has(index, hashOf(flow), flow * 40) !== flow >= 16_667,
  );
  expect(wrong).toEqual([]);
});
