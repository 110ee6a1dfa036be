import { setTimeout as sleep } from 'node:timers/promises';

import { goFirst, turn } from './turns';

it('between two turns whatever came from outside is looked at', async () => {
  const seen: string[] = [];
  const outside = () => setTimeout(() => seen.push('outside'), 0);
  const fold = async (name: string) => {
    for (let n = 1; n <= 2; n++) {
      await turn();
      seen.push(`${name}${n}`);
      outside();
      // A piece that takes so long that something has come meanwhile.
      for (const until = performance.now() + 3; performance.now() < until;);
    }
  };
  await Promise.all([fold('a'), fold('b')]);
  expect(seen).toEqual(['a1', 'outside', 'b1', 'outside', 'a2', 'outside', 'b2']);
});

/** Keeps the thread busy for so long, ms. */
const busy = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until;);
};

it('whoever goes first finds the thread free for what he waits for', async () => {
  const seen: string[] = [];
  const fold = async () => {
    for (let n = 1; n <= 3; n++) {
      await turn();
      seen.push(`fold${n}`);
      busy(3);
    }
  };
  const judge = () =>
    goFirst(async () => {
      await sleep(5);
      seen.push('looked');
      busy(3);
      await sleep(5);
      seen.push('judged');
    });
  await Promise.all([fold(), judge()]);
  expect(seen).toEqual(['looked', 'judged', 'fold1', 'fold2', 'fold3']);
});

it('who goes first again and again does not keep others from their turn for ever', async () => {
  let isOver = false;
  const judge = async () => {
    while (!isOver) await goFirst(() => sleep(1));
  };
  const fold = async () => {
    const began = performance.now();
    for (let n = 1; n <= 3; n++) await turn();
    isOver = true;
    return performance.now() - began;
  };
  const [took] = await Promise.all([fold(), judge()]);
  expect(took).toBeGreaterThan(40);
  await turn();
});

it('what fails holds nobody any longer', async () => {
  const held = turn();
  await expect(goFirst(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await held;
  await turn();
});
