import { sideBySide } from './side-by-side';

const keyOf = (thing: string) => thing.charAt(0);

it('begins one of each key at once, and the next of a key when the one before is over', async () => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const all = sideBySide(['a1', 'b1', 'a2', 'c1'], keyOf, (thing) => {
    begun.push(thing);
    return new Promise((resolve) => ends.set(thing, resolve));
  });
  expect(begun).toEqual(['a1', 'b1', 'c1']);
  for (const thing of ['b1', 'a1']) ends.get(thing)?.();
  await Promise.resolve();
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2']);
  for (const thing of ['c1', 'a2']) ends.get(thing)?.();
  await all;
});

it('tells of the first failure when all is over, and leaves out what comes behind it', async () => {
  const done: string[] = [];
  const all = sideBySide(['a1', 'a2', 'b1', 'b2'], keyOf, async (thing) => {
    await Promise.resolve();
    if (thing === 'a1') throw new Error('not this one');
    done.push(thing);
  });
  await expect(all).rejects.toThrow('not this one');
  expect(done).toEqual(['b1', 'b2']);
});
