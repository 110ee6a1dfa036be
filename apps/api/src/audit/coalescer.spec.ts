import { Coalescer } from './coalescer';

const start = () => {
  const written: [string, number][] = [];
  const failures: unknown[] = [];
  const write = (last: string, count: number) => {
    if (last === 'poison') return Promise.reject(new Error('no'));
    written.push([last, count]);
    return Promise.resolve();
  };
  return { written, failures, coalescer: new Coalescer<string>(write, (error) => failures.push(error)) };
};

it('lets a budget pass, counts the rest, and writes each count once with the last of its kind', async () => {
  const { coalescer, written } = start();
  const passed = ['a', 'b', 'c', 'd'].map((item) => coalescer.spare({ key: 'k', budget: 2 }, item));
  expect(passed).toEqual([true, true, false, false]);
  expect(coalescer.spare({ key: 'other', budget: 1 }, 'x')).toBe(true);
  await coalescer.flush();
  await coalescer.flush();
  expect(written).toEqual([['d', 2]]);
  expect(coalescer.spare({ key: 'k', budget: 2 }, 'e')).toBe(true);
  await coalescer.flush();
  expect(written).toHaveLength(1);
});

it('has a bounded memory: what comes after 5,000 kinds shares one count', async () => {
  const { coalescer, written } = start();
  for (let i = 0; i < 5000; i++) coalescer.spare({ key: `k${i}`, budget: 1 }, 'seen');
  expect([1, 2, 3].map((i) => coalescer.spare({ key: `late${i}`, budget: 9 }, `late${i}`))).toEqual([
    false,
    false,
    false,
  ]);
  await coalescer.flush();
  expect(written).toEqual([['late3', 3]]);
});

it('a count that cannot be written is told, the others are written', async () => {
  const { coalescer, written, failures } = start();
  for (const item of ['poison', 'fine']) coalescer.spare({ key: item, budget: 0 }, item);
  await coalescer.flush();
  expect(failures).toHaveLength(1);
  expect(written).toEqual([['fine', 1]]);
});
