import { z } from 'zod';

import type { Decider } from './decider';
import { defineEvent, type EventOf } from './define-event';
import type { AppendReq, EventLog } from './event-log';
import { CommandConflict, handleCommand, loadStream } from './handle-command';
import { InMemoryEventLog } from './in-memory-event-log';
import { anAppend, anEvent, appended, aStream, specFor } from './testing';

const Added = defineEvent({ type: 'domain.AmountAdded', version: 1, schema: z.object({ amount: z.number() }) });

/** A sum that may not pass 10. */
const sum: Decider<number, number, EventOf<typeof Added>> = {
  initial: 0,
  decide: (total, amount) => {
    if (total + amount > 10) throw new Error('too much');
    return amount === 0 ? [] : [Added.create({ amount })];
  },
  evolve: (total, event) => total + event.data.amount,
};
const context = { actor: 'user:1', correlationId: 'r-1', causationId: 'r-1', at: 1_700_000_000_000_000 };
const add = (amount: number) => [{ ...anEvent({ amount }, 'domain.AmountAdded') }];

/** Lets somebody else write just before each of the first `times` appends. */
function beaten(log: EventLog, times: number, amount: number): EventLog {
  let left = times;
  return Object.assign(Object.create(log) as EventLog, {
    append: async (requests: readonly AppendReq[]) => {
      if (left-- > 0) await log.append([anAppend(requests[0]?.stream ?? '', 'any', add(amount))]);
      return log.append(requests);
    },
  });
}

describe('handleCommand', () => {
  it('appends what was decided and answers folded state, revision and position', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    const first = await handleCommand(log, sum, stream, 4, context);
    expect(first).toMatchObject({ state: 4, revision: 0n, appended: 1 });
    const second = await handleCommand(log, sum, stream, 3, context);
    expect(second).toMatchObject({ state: 7, revision: 1n, position: await log.head() });
    const [event] = (await log.readStream({ stream, limit: 1 })).events;
    expect(event).toMatchObject({
      type: 'domain.AmountAdded',
      data: { amount: 4 },
      meta: { actor: 'user:1', $correlationId: 'r-1', $causationId: 'r-1', sv: 1, occ: [context.at, context.at] },
    });
  });

  it('answers without writing when it is so already, also for an absent stream', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    expect(await handleCommand(log, sum, stream, 0, context)).toEqual({
      state: 0,
      revision: -1n,
      position: 'start',
      appended: 0,
    });
    const { position } = await appended(log, stream, 'none', add(2));
    expect(await handleCommand(log, sum, stream, 0, context)).toEqual({
      state: 2,
      revision: 0n,
      position,
      appended: 0,
    });
  });

  it('decides again on the new state when somebody was faster', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    expect(await handleCommand(beaten(log, 2, 1), sum, stream, 5, context)).toMatchObject({ state: 7, revision: 2n });
  });

  it('refuses on the new state when the command does not fit it any more', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    await expect(handleCommand(beaten(log, 1, 8), sum, stream, 5, context)).rejects.toThrow('too much');
    expect((await loadStream(log, sum, stream)).state).toBe(8);
  });

  it('gives up after three tries and has written nothing of its own', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    await expect(handleCommand(beaten(log, 3, 1), sum, stream, 5, context)).rejects.toThrow(CommandConflict);
    expect((await loadStream(log, sum, stream)).state).toBe(3);
  });

  it('folds a stream of many pages', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    await appended(log, stream, 'none', Array.from({ length: 1200 }, () => add(0.001)).flat());
    expect(await loadStream(log, sum, stream)).toMatchObject({ revision: 1199n });
  });

  it('does not read what is likely new, and is right also when it is not', async () => {
    const log = new InMemoryEventLog();
    const stream = aStream();
    let reads = 0;
    const counted = Object.assign(Object.create(log) as EventLog, {
      readStream: (query: Parameters<EventLog['readStream']>[0]) => {
        reads++;
        return log.readStream(query);
      },
    });
    const likelyNew = { ...context, likelyNew: true, idOf: () => '6ba7b810-9dad-51d1-80b4-00c04fd430c8' };
    expect(await handleCommand(counted, sum, stream, 4, likelyNew)).toMatchObject({ state: 4, revision: 0n });
    expect(reads).toBe(0);
    await handleCommand(counted, sum, stream, 4, likelyNew);
    expect((await loadStream(log, sum, stream)).revision).toBe(0n);
    // The same id with other content, and another id: both look and decide on what is there.
    const other = { ...likelyNew, idOf: () => '6ba7b810-9dad-51d1-80b4-00c04fd430c9' };
    expect(await handleCommand(counted, sum, stream, 3, other)).toMatchObject({ state: 7, revision: 1n });
    await expect(handleCommand(counted, sum, stream, 5, likelyNew)).rejects.toThrow('too much');
    expect(await handleCommand(counted, sum, stream, 0, likelyNew)).toMatchObject({ state: 7, appended: 0 });
  });

  it('is specified by given, when, then', () => {
    expect(
      specFor(sum)
        .given(Added.create({ amount: 4 }))
        .when(6),
    ).toEqual([Added.create({ amount: 6 })]);
    expect(() =>
      specFor(sum)
        .given(Added.create({ amount: 5 }))
        .when(6),
    ).toThrow('too much');
  });
});
