import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { type RecordedEvent, EventCatalogue, prepareAppend, verifyChain } from '@wireledger/event-sourcing';
import { anAppend, appendOne, aStream, eventsOf, someEvents } from '@wireledger/event-sourcing/testing';
import { Client } from 'pg';

import { PostgresEventLog } from './postgres-event-log';

jest.setTimeout(180_000);

const WRITERS = 8;
const RUN_MS = process.env.WIRELEDGER_TORTURE === 'full' ? 30_000 : 4_000;

/** The same dice in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Calls the function as another program would: in a transaction of its own making, which may nap, roll back or lose its connection. */
async function appendRaw(client: Client, stream: string, expected: string, count: number): Promise<number> {
  const { events } = prepareAppend(anAppend(stream, 'any', someEvents(count)), EventCatalogue.raw);
  const { rows } = await client.query<{ status: number }>(
    'select status from el.append_many($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,false)',
    [
      ...[[stream], [0], [expected], [randomUUID()], [count]],
      ...[events.map(({ id }) => id), events.map(({ type }) => type), events.map(() => 0)],
      ...[events.map(({ data }) => data.length), events.map(({ meta }) => meta.length)],
      Buffer.concat(events.flatMap(({ content, data, meta }) => [content, data, meta])),
    ],
  );
  return rows[0]?.status ?? -1;
}

describe('PostgreSQL log under torture', () => {
  let postgres: TestPostgres;
  const logs: PostgresEventLog[] = [];
  const open = async (options: Parameters<typeof PostgresEventLog.open>[0]) => {
    const log = await PostgresEventLog.open(options);
    logs.push(log);
    return log;
  };
  afterEach(() => Promise.all(logs.splice(0).map((log) => log.close())));
  beforeAll(async () => {
    postgres = await startTestPostgres({ fsync: true });
  });
  afterAll(() => postgres?.stop());

  it(`loses, doubles and disorders nothing: ${WRITERS} writers, rollbacks, killed connections`, async () => {
    const log = await open({ connection: postgres.connection, poolSize: 6 });
    const streams = Array.from({ length: 12 }, () => aStream());
    const until = Date.now() + RUN_MS;
    const acknowledged = new Set<string>();
    const tally = { commits: 0, rollbacks: 0, killed: 0, refused: 0 };

    const connect = async (): Promise<Client> => {
      const client = new Client(postgres.connection);
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch {
        return connect(); // killed while it connected
      }
    };
    const rawWriter = async (seed: number) => {
      const roll = dice(seed);
      let client = await connect();
      while (Date.now() < until) {
        const stream = streams[Math.floor(roll() * streams.length)] as string;
        try {
          await client.query('begin');
          const status = await appendRaw(client, stream, roll() < 0.2 ? '3' : '-2', 1 + Math.floor(roll() * 40));
          if (status !== 0) tally.refused++;
          if (roll() < 0.3) await sleep(roll() * 8);
          const fate = roll();
          if (fate < 0.03) throw Object.assign(new Error('cut'), { cut: true });
          await client.query(fate < 0.35 ? 'rollback' : 'commit');
          tally[fate < 0.35 ? 'rollbacks' : 'commits']++;
        } catch {
          tally.killed++;
          (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
          client = await connect();
        }
      }
      await client.end().catch(() => undefined); // killed at last
    };
    const portWriter = async (seed: number) => {
      const roll = dice(seed);
      while (Date.now() < until) {
        const stream = streams[Math.floor(roll() * streams.length)] as string;
        const request = anAppend(stream, 'any', someEvents(1 + Math.floor(roll() * 10)));
        const { status } = await appendOne(log, request);
        if (status === 'ok') for (const { id } of request.events) acknowledged.add(id);
      }
    };
    const killer = async () => {
      const client = await connect();
      while (Date.now() < until) {
        await sleep(150);
        const { rowCount } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1`,
        );
        tally.killed += rowCount ?? 0;
      }
      await client.end();
    };
    let writing = true;
    const reader = async (types?: readonly string[]) => {
      const seen: RecordedEvent[] = [];
      let after = 'start' as Parameters<typeof log.readAll>[0]['after'];
      for (;;) {
        const last = !writing;
        const page = await log.readAll({ after, limit: 97, ...(types ? { filter: { types } } : {}) });
        seen.push(...page.events);
        after = page.next;
        if (last && page.end) return seen;
      }
    };

    const readers = [reader(), reader(['domain.']), reader(['domain.Nothing'])];
    const writers = Array.from({ length: WRITERS }, (_, i) => (i < 6 ? rawWriter(i + 1) : portWriter(i + 1)));
    await Promise.all([...writers, killer()]).finally(() => (writing = false));
    const [all = [], filtered = [], none = []] = await Promise.all(readers);

    const client = await connect();
    const stored = await client.query<{ id: string }>('select id from el.ev order by pos');
    await client.end();
    console.log(`torture: ${JSON.stringify({ ...tally, events: stored.rowCount })}`);
    expect(tally.commits).toBeGreaterThan(50);
    expect(tally.rollbacks).toBeGreaterThan(20);
    expect(tally.killed).toBeGreaterThan(5);
    expect(all.map(({ id }) => id)).toEqual(stored.rows.map(({ id }) => id));
    expect(filtered.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(none).toEqual([]);
    const ids = new Set(all.map(({ id }) => id));
    expect(ids.size).toBe(all.length);
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    for (const stream of streams) {
      const events = all.filter((event) => event.stream === stream);
      expect(verifyChain(events)).toBeNull();
      expect(events[0]?.revision ?? 0n).toBe(0n);
    }
  });

  it('keeps what it acknowledged through kill -9 of the server, and subscribers go on without loss', async () => {
    const connection = await postgres.createDatabase('killed');
    const log = await open({ connection, poolSize: 4, patienceMs: 30_000 });
    const streams = [aStream(), aStream('facts'), aStream()];
    const acknowledged: string[] = [];
    const stop = new AbortController();
    let appending = true;
    const writers = streams.map(async (stream) => {
      for (let i = 0; appending; i++) {
        const request = anAppend(stream, i === 0 ? 'none' : BigInt(i * 2 - 1), someEvents(2));
        expect((await appendOne(log, request)).status).toBe('ok');
        acknowledged.push(...request.events.map(({ id }) => id));
      }
    });
    const last = someEvents(1);
    const seen: string[] = [];
    const following = (async () => {
      for await (const message of log.subscribeAll({ after: 'start' }, stop.signal)) {
        seen.push(...eventsOf([message]).map(({ id }) => id));
        if (seen.at(-1) === last[0]?.id) stop.abort();
      }
    })();
    for (let round = 0; round < 2; round++) {
      const goal = acknowledged.length + 100;
      while (acknowledged.length < goal) await sleep(20);
      process.kill(postgres.server.pid ?? 0, 'SIGKILL');
      const goalAfter = acknowledged.length + 100;
      while (acknowledged.length < goalAfter) await sleep(20);
    }
    appending = false;
    await Promise.all(writers);
    await appendOne(log, anAppend(aStream(), 'none', last));
    await following;
    expect(new Set(seen).size).toBe(seen.length);
    expect(acknowledged.filter((id) => !seen.includes(id))).toEqual([]);
    for (const stream of streams) {
      const events: RecordedEvent[] = [];
      for (;;) {
        const page = await log.readStream({ stream, after: BigInt(events.length) - 1n, limit: 500 });
        events.push(...page.events);
        if (page.end) break;
      }
      expect(verifyChain(events)).toBeNull();
    }
  });
});
