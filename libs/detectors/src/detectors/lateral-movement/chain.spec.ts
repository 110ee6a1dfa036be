import { chainIn, type Step } from './chain';

/** Host `src` reaches `count` others, numbered from `first`. */
const fan = (src: string, first: number, count: number, place: number): Step[] =>
  Array.from({ length: count }, (_, n) => ({ ...{ place: place + n, time: place + n }, src, dst: `h${first + n}` }));
const placesOf = (steps: readonly Step[], hosts: number) => [...(chainIn(steps, hosts) ?? [])];

it('names the steps of a chain, by place, and no others', () => {
  const steps = [...fan('h0', 1, 3, 0), ...fan('h9', 20, 2, 3), ...fan('h2', 10, 3, 5), ...fan('h1', 40, 2, 8)];
  expect(placesOf(steps, 3)).toEqual([0, 1, 2, 5, 6, 7]);
  expect(chainIn(steps, 4)).toBeNull();
  // Back to the first host, and what was done before one was reached, is no step further.
  expect(chainIn([...fan('h0', 1, 2, 0), ...fan('h1', 0, 1, 2), ...fan('h1', 7, 1, 3)], 2)).toBeNull();
  expect(chainIn([...fan('h1', 7, 2, 0), ...fan('h0', 1, 2, 2)], 2)).toBeNull();
});

it('takes a host that reached very many in one pass', () => {
  const many = fan('h0', 1, 100_000, 0);
  expect(chainIn(many, 5)).toBeNull();
  // Each of a thousand that were reached goes on: the first host's steps are counted once, not once for each.
  const onward = Array.from({ length: 1000 }, (_, n) => fan(`h${n + 1}`, 200_000, 5, 100_000 + n * 5)).flat();
  expect(placesOf([...many, ...onward], 5)).toHaveLength(105_000);
});
