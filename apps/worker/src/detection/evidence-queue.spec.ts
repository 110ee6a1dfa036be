import { InMemoryEventLog } from '@wireledger/event-sourcing';

import type { Evidence } from './batch-index';
import { type Awaited, EvidenceQueue } from './evidence-queue';

const awaited = (n: number): Awaited => ({
  ...{ alert: `alert-${n}`, refs: [`batch-${n}#0`], at: 1, correlationId: 'c', causationId: 'k' },
  after: 'start',
});
const NOTHING: Evidence = { records: [], left: 1 };

/** A queue whose copies end when they are let. */
function slow() {
  const asked: string[] = [];
  const ends: (() => void)[] = [];
  const copy = ([ref = '']: readonly string[]) => {
    asked.push(ref);
    return new Promise<Evidence>((resolve) => ends.push(() => resolve(NOTHING)));
  };
  return { queue: new EvidenceQueue(new InMemoryEventLog(), { copy }), asked, end: () => ends.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('whoever brings more than may wait waits until there is room', async () => {
  const { queue, asked, end } = slow();
  for (let n = 0; n < 256; n++) await queue.add(awaited(n));
  let taken = false;
  const more = queue.add(awaited(256)).then(() => (taken = true));
  await turn();
  expect([taken, asked]).toEqual([false, ['batch-0#0']]);
  end();
  await more;
  expect(queue.save()).toHaveLength(256);
  expect(asked).toEqual(['batch-0#0', 'batch-1#0']);
});

it('tells what kept a copy from being written; it and those behind it still wait', async () => {
  let failing = true;
  const copies: string[] = [];
  const copy = ([ref = '']: readonly string[]) => {
    if (failing) return Promise.reject(new Error('the log is away'));
    copies.push(ref);
    return Promise.resolve(NOTHING);
  };
  const queue = new EvidenceQueue(new InMemoryEventLog(), { copy });
  await Promise.all([queue.add(awaited(1)), queue.add(awaited(2))]);
  await expect(queue.settled()).rejects.toThrow('the log is away');
  expect(() => queue.assertWell()).toThrow('the log is away');
  await expect(queue.add(awaited(3))).rejects.toThrow('the log is away');
  failing = false;
  const heir = new EvidenceQueue(new InMemoryEventLog(), { copy });
  heir.load(JSON.parse(JSON.stringify(queue.save())));
  expect(heir.unwrittenAfter).toBe('start');
  await heir.settled();
  expect([copies, heir.unwrittenAfter]).toEqual([['batch-1#0', 'batch-2#0'], null]);
});

it('begins nothing after it was stopped', async () => {
  const { queue, asked, end } = slow();
  await queue.add(awaited(1));
  await queue.add(awaited(2));
  queue.stop();
  end();
  await queue.settled();
  await queue.add(awaited(3));
  await turn();
  expect(asked).toEqual(['batch-1#0']);
});

it('goes on from a memory in which nothing waited', async () => {
  const { queue, asked, end } = slow();
  queue.load([]);
  await queue.settled();
  await queue.add(awaited(1));
  end();
  await queue.settled();
  expect([asked, queue.unwrittenAfter]).toEqual([['batch-1#0'], null]);
});
