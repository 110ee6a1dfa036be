import { type Position } from '@wireledger/event-sourcing';

import { AlertWrites, earliest } from './alert-writes';

const at = (n: number) => String(n).padStart(4, '0') as Position;

/** Writes that end when they are told to. */
function gated() {
  const writes = new AlertWrites();
  const begun: string[] = [];
  const ends = new Map<string, { readonly done: () => void; readonly fail: (error: Error) => void }>();
  const add = (name: string, alert: string, after: Position | 'start' = 'start') =>
    writes.add({
      ...{ alert, after },
      write: () =>
        new Promise((done, fail) => {
          begun.push(name);
          ends.set(name, { done, fail });
        }),
    });
  const end = async (name: string, error?: Error) => {
    if (error) ends.get(name)?.fail(error);
    else ends.get(name)?.done();
    await breath();
  };
  return { writes, begun, add, end };
}

const breath = () => new Promise((resolve) => setImmediate(resolve));

it('writes of one alert come one after the other, those of others beside', async () => {
  const { writes, begun, add, end } = gated();
  expect(writes.unwrittenAfter).toBeNull();
  await add('a1', 'a', at(3));
  await add('b1', 'b', at(5));
  await add('a2', 'a', at(7));
  await breath();
  expect(begun).toEqual(['a1', 'b1']);
  expect(writes.unwrittenAfter).toBe(at(3));
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'a2']);
  expect(writes.unwrittenAfter).toBe(at(5));
  const settled = writes.settled();
  await end('b1');
  expect(writes.unwrittenAfter).toBe(at(7));
  await end('a2');
  await settled;
  expect(writes.unwrittenAfter).toBeNull();
});

it('what cannot be written is told, nothing is written behind it, and its place stays unwritten', async () => {
  const { writes, begun, add, end } = gated();
  await add('a1', 'a', at(3));
  await add('a2', 'a', at(4));
  await add('b1', 'b', at(5));
  await breath();
  await end('a1', new Error('the log is away'));
  expect(begun).toEqual(['a1', 'b1']);
  expect(() => writes.assertWell()).toThrow('the log is away');
  await expect(add('c1', 'c')).rejects.toThrow('the log is away');
  await end('b1');
  expect(writes.unwrittenAfter).toBe(at(3));
  await expect(writes.settled()).rejects.toThrow('the log is away');
});

it('takes no more than a few at once', async () => {
  const { begun, add, end } = gated();
  for (let n = 0; n < 32; n++) await add(`${n}`, `${n}`);
  let isIn = false;
  const one = add('more', 'more').then(() => (isIn = true));
  await breath();
  expect([begun.length, isIn]).toEqual([32, false]);
  await end('7');
  await one;
  expect(begun.at(-1)).toBe('more');
});

it('knows the earliest of some places', () => {
  expect([earliest([]), earliest([null]), earliest([at(2), null, at(1)]), earliest([at(2), 'start'])]).toEqual([
    ...[null, null, at(1), 'start'],
  ]);
});
