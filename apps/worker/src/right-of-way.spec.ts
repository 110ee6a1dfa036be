import type { Step } from '@wireledger/read-models';

import { givingWay, goingFirst, RightOfWay } from './right-of-way';

/** So long that no test sees the end of it. */
const FOREVER_MS = 3_600_000;
const over = new AbortController();
afterAll(() => over.abort());

/** What has happened once everything that could happen at once has. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lets others go on when nobody goes first, and when he is done', async () => {
  const way = new RightOfWay(over.signal, FOREVER_MS);
  await way.given();
  way.take();
  let went = false;
  const waiting = way.given().then(() => (went = true));
  await settled();
  expect(went).toBe(false);
  way.leave();
  await waiting;
  await way.given();
});

it('lets them go on after a while, though he is not done', async () => {
  const way = new RightOfWay(over.signal, 1);
  way.take();
  await way.given();
});

it('a follower goes first as long as it moves, and not after it failed', async () => {
  const way = new RightOfWay(over.signal, FOREVER_MS);
  const steps: (Step | Error)[] = ['moved', 'idle', 'moved', new Error('the log is away')];
  const step = (): Promise<Step> => {
    const next = steps.shift() as Step | Error;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const first = goingFirst({ step }, way);
  const took: string[] = [];
  const other = givingWay({ step: () => Promise.resolve<Step>(took.push('page') > 9 ? 'idle' : 'moved') }, way);
  await first.step();
  const second = other.step();
  await settled();
  expect(took).toEqual([]);
  await first.step();
  await second;
  await first.step();
  const third = other.step();
  await expect(first.step()).rejects.toThrow('the log is away');
  await third;
  expect(took).toEqual(['page', 'page']);
});
