import { LogClosed } from '@wireledger/event-sourcing';

import { EventStoreUnavailable, StoreConnection, type StoreTimes } from './store-connection';
import { type StoreDriver, StoreFailure } from './store-driver';

const TIMES: StoreTimes = { answerMs: 100, giveUpMs: 200, pauseMs: [1, 4] };
/** Where a busy machine must not make the work give up. */
const PATIENT: StoreTimes = { ...TIMES, giveUpMs: 60_000 };
const unavailable = () => new StoreFailure('unavailable', 'away');

/** A connection over drivers that do nothing but count. */
function connected(dispose: () => Promise<void> = async () => undefined, times = TIMES) {
  const made: StoreDriver[] = [];
  const disposed: StoreDriver[] = [];
  const troubles: StoreFailure[] = [];
  const connection = new StoreConnection(
    () => {
      const driver = {
        dispose: () => {
          disposed.push(driver);
          return dispose();
        },
      } as unknown as StoreDriver;
      made.push(driver);
      return driver;
    },
    times,
    (failure) => troubles.push(failure),
  );
  return { connection, made, disposed, troubles };
}

describe('connection to the event store', () => {
  it('replaces a client that failed, and tries the same work with the new one', async () => {
    const { connection, made, disposed, troubles } = connected(undefined, PATIENT);
    const used: StoreDriver[] = [];
    const answer = await connection.run(async (driver, attempt) => {
      used.push(driver);
      if (attempt < 3) throw unavailable();
      return attempt;
    });
    expect(answer).toBe(3);
    expect(used).toEqual(made);
    expect(new Set(made).size).toBe(3);
    expect(disposed).toEqual(made.slice(0, 2));
    expect(troubles).toHaveLength(2);
  });

  it('leaves a failed client to those who still use it, and disposes of it after the last', async () => {
    const { connection, made, disposed } = connected();
    const [one, two] = [connection.lease(), connection.lease()];
    expect(one.driver).toBe(two.driver);
    one.release(unavailable());
    one.release(unavailable());
    expect(disposed).toEqual([]);
    const three = connection.lease();
    expect(three.driver).not.toBe(two.driver);
    two.release();
    expect(disposed).toEqual([made[0]]);
    three.release();
    expect(connection.lease().driver).toBe(three.driver);
  });

  it('keeps a client that was told who leads', async () => {
    const { connection, made } = connected(undefined, PATIENT);
    await connection.run(async (_driver, attempt) => {
      if (attempt < 3) throw new StoreFailure('notLeader', 'there');
    });
    expect(made).toHaveLength(1);
  });

  it('gives up in time with the cause, and at once on what another try cannot change', async () => {
    const { connection } = connected();
    const began = Date.now();
    const failing = connection.run(async () => {
      throw unavailable();
    });
    await expect(failing).rejects.toThrow(EventStoreUnavailable);
    expect(Date.now() - began).toBeGreaterThanOrEqual(TIMES.giveUpMs);
    let attempts = 0;
    const refused = connection.run(async () => {
      attempts++;
      throw new StoreFailure('refused', 'no');
    });
    await expect(refused).rejects.toMatchObject({ kind: 'refused' });
    const broken = connection.run(async () => {
      attempts++;
      throw new TypeError('a fault of ours');
    });
    await expect(broken).rejects.toThrow(TypeError);
    expect(attempts).toBe(2);
  });

  it('closes although a client never ends, and fails what waits', async () => {
    const { connection } = connected(() => new Promise(() => undefined));
    const waiting = connection.run(() => new Promise(() => undefined)).catch((error: unknown) => error);
    const began = Date.now();
    await connection.close();
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await waiting).toBeInstanceOf(LogClosed);
    await expect(connection.run(async () => 1)).rejects.toThrow(LogClosed);
    expect(() => connection.lease()).toThrow(LogClosed);
  });
});
