import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { EventCatalogue, prepareAppend, verifyChain } from '@wireledger/event-sourcing';
import {
  anAppend,
  anEvent,
  appended,
  appendOne,
  aStream,
  eventsOf,
  followUntil,
  readToHead,
  someEvents,
} from '@wireledger/event-sourcing/testing';
import { Client } from 'pg';

import { appendMany } from './append-statement';
import { migrate } from './migrations';
import { type AppendObservation, PostgresEventLog } from './postgres-event-log';

jest.setTimeout(120_000);

describe('PostgreSQL log', () => {
  let postgres: TestPostgres;
  let log: PostgresEventLog;
  let sql: Client;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ connection: postgres.connection });
    sql = new Client(postgres.connection);
    sql.on('error', () => undefined);
    await sql.connect();
  });
  afterAll(async () => {
    await sql?.end();
    await log?.close();
    await postgres?.stop();
  });

  it('migrates once, also when several processes start at the same time', async () => {
    const connection = await postgres.createDatabase('fresh');
    const logs = await Promise.all([1, 2, 3].map(() => PostgresEventLog.open({ connection })));
    const client = new Client(connection);
    await client.connect();
    expect(await migrate(client)).toBe(0);
    await client.query('insert into el.migration(version) values (99)');
    await expect(migrate(client)).rejects.toThrow('newer release');
    await client.end();
    await Promise.all(logs.map((one) => one.close()));
  });

  it('A-77 is append-only, for its owner too', async () => {
    await appended(log, aStream(), 'none', someEvents(1));
    await expect(sql.query('update el.ev set rev = 7')).rejects.toThrow('append-only');
    await expect(sql.query('delete from el.ev')).rejects.toThrow('append-only');
    await expect(sql.query('truncate el.ev')).rejects.toThrow('append-only');
  });

  it('shows by the chain when a stored byte was changed behind its back', async () => {
    const stream = aStream();
    await appended(log, stream, 'none', someEvents(3));
    const read = async () => (await log.readStream({ stream, limit: 5 })).events;
    expect(verifyChain(await read())).toBeNull();
    await sql.query('set session_replication_role = replica');
    await sql.query(
      `update el.ev e set data = convert_to('{"n":7}', 'UTF8') from el.stream s where s.no = e.stream_no and s.name = $1 and e.rev = 1`,
      [stream],
    );
    await sql.query('reset session_replication_role');
    expect(verifyChain(await read())).toEqual({ revision: 1n, reason: 'hash' });
  });

  it('wakes listeners by the commit of an append itself, or right behind it, and tells whether it is facts alone', async () => {
    const client = new Client(postgres.connection);
    await client.connect();
    try {
      await client.query('listen wireledger_log');
      const told = () => new Promise((resolve) => client.once('notification', ({ payload }) => resolve(payload)));
      for (const [category, hint] of [
        ['facts', 'facts'],
        ['facts', 'facts'],
        [undefined, 'any'],
        ['rollup', 'any'],
        ['sandbox', 'facts'],
      ] as const) {
        const next = told();
        await appended(log, aStream(category), 'none', someEvents(1));
        expect(await next).toBe(hint);
      }
      const heard: unknown[] = [];
      client.on('notification', ({ payload }) => heard.push(payload));
      const tell = async (...categories: (string | undefined)[]) => {
        await sleep(200);
        heard.length = 0;
        for (const category of categories) await appended(log, aStream(category), 'none', someEvents(1));
      };
      // The first facts tell by their own commit, those behind them together.
      await tell('facts', 'facts', 'facts');
      while (heard.length < 2) await sleep(1);
      expect(heard).toEqual(['facts', 'facts']);
      // What is more waits for no facts, and for no other for a few times.
      await tell('facts', 'facts', undefined, undefined, undefined);
      await sleep(100);
      expect(heard.filter((hint) => hint === 'any')).toHaveLength(3);
      // Of many, those for which it is too early tell together.
      await tell(...Array.from({ length: 30 }, () => undefined));
      await sleep(200);
      expect(heard.length).toBeGreaterThan(5);
      expect(heard.length).toBeLessThan(30);
    } finally {
      await client.end();
    }
  });

  it('facts alone may wait for a subscriber, until others come', async () => {
    const other = await PostgresEventLog.open({ connection: postgres.connection, migrate: false });
    const stop = new AbortController();
    try {
      const heard: { readonly type: string; readonly at: number }[] = [];
      const isThere = async (count: number) => {
        while (heard.length < count) await sleep(1);
        return heard.slice(count - 1).map(({ at }) => at)[0] as number;
      };
      const query = { after: await log.head(), factsMayWaitMs: 400 };
      const following = (async () => {
        for await (const message of log.subscribeAll(query, stop.signal))
          if (message.kind === 'event') heard.push({ type: message.event.type, at: performance.now() });
      })();
      await sleep(100);
      const say = (category?: string) => appended(other, aStream(category), 'none', someEvents(1));
      await say('facts');
      const facts = performance.now();
      expect((await isThere(1)) - facts).toBeGreaterThan(300);
      await sleep(50);
      await say('facts');
      await sleep(50);
      const others = performance.now();
      await say();
      expect((await isThere(3)) - others).toBeLessThan(300);
      stop.abort();
      await following;
    } finally {
      stop.abort();
      await other.close();
    }
  });

  it('keeps domain events as JSON that SQL can read, and compresses telemetry', async () => {
    const [domain, facts] = [aStream(), aStream('facts')];
    const text = 'abc'.repeat(20_000);
    await appended(log, domain, 'none', [anEvent({ text })]);
    await appended(log, facts, 'none', [anEvent({ text })]);
    const stored = async (stream: string) =>
      (
        await sql.query<{ codec: number; bytes: number; data: Buffer }>(
          'select codec, octet_length(data) as bytes, data from el.ev join el.stream s on s.no = stream_no where s.name = $1',
          [stream],
        )
      ).rows[0];
    expect(await stored(domain)).toMatchObject({ codec: 0, bytes: 60_011 });
    expect(JSON.parse((await stored(domain))?.data.toString() ?? '')).toEqual({ text });
    expect((await stored(facts))?.codec).toBe(1);
    expect((await stored(facts))?.bytes).toBeLessThan(200);
  });

  it('A-77 grants a writer appending and its tail, a reader reading, nothing else', async () => {
    const stream = aStream();
    const as = async (role: string, work: () => Promise<unknown>) => {
      await sql.query(`set role ${role}`);
      try {
        await work();
      } finally {
        await sql.query('reset role');
      }
    };
    const append = () =>
      appendMany(sql as never, [prepareAppend(anAppend(stream, 'any', someEvents(1)), EventCatalogue.raw)], {
        again: false,
        notify: null,
      });
    const denied = 'permission denied';
    await as('log_writer', async () => {
      expect((await append()).results[0]?.status).toBe('ok');
      expect((await sql.query('select * from el.tail($1)', [stream])).rowCount).toBe(1);
      await expect(sql.query('select * from el.ev')).rejects.toThrow(denied);
      await expect(sql.query(`select setval('el.pos_seq', 1)`)).rejects.toThrow(denied);
      await expect(sql.query('insert into el.etype(name) values (1)')).rejects.toThrow(denied);
      await expect(sql.query(`select el.add_segment(0::smallint, 1, 2)`)).rejects.toThrow(denied);
    });
    await as('log_reader', async () => {
      expect((await sql.query('select * from el.ev where class = 0')).rowCount).toBeGreaterThan(0);
      await expect(append()).rejects.toThrow(denied);
    });
  });

  it('holds telemetry transactions short, and lets a sign-in pass them', async () => {
    const seen: AppendObservation[] = [];
    const observed = await PostgresEventLog.open({ connection: postgres.connection, observe: (one) => seen.push(one) });
    // Connections are there before it counts: making one is as slow as the machine is.
    await Promise.all([
      appended(observed, aStream('facts'), 'none', [anEvent({}, 'telemetry.ThingsRecorded')]),
      appended(observed, aStream('access'), 'none', someEvents(1)),
    ]);
    const order: string[] = [];
    const telemetry = Array.from({ length: 200 }, async (_, i) => {
      const event = anEvent({ text: randomBytes(60_000).toString('base64') }, 'telemetry.ThingsRecorded');
      await appended(
        observed,
        aStream('facts'),
        'none',
        i % 2 ? [event] : [event, anEvent({}, 'telemetry.ThingsRecorded')],
      );
      order.push('telemetry');
    });
    const signIn = appended(observed, aStream('access'), 'none', someEvents(1)).then(() => order.push('signIn'));
    await Promise.all([...telemetry, signIn]);
    // In the order of asking it would be the last.
    expect(order.indexOf('signIn')).toBeLessThan(150);
    for (const { events, bytes } of seen.filter(({ queue }) => queue === 'telemetry')) {
      expect(events).toBeLessThanOrEqual(8);
      expect(bytes).toBeLessThanOrEqual(512 * 1024);
    }
    await observed.close();
  });

  it('commits many small appends in few transactions', async () => {
    const seen: AppendObservation[] = [];
    const observed = await PostgresEventLog.open({ connection: postgres.connection, observe: (one) => seen.push(one) });
    await Promise.all(Array.from({ length: 200 }, () => appended(observed, aStream(), 'none', someEvents(1))));
    expect(seen.reduce((sum, { requests }) => sum + requests, 0)).toBe(200);
    expect(seen.length).toBeLessThan(20);
    await observed.close();
  });

  it('ends a page early rather than load too many bytes at once', async () => {
    const after = await log.head();
    const stream = aStream('facts');
    for (let i = 0; i < 20; i++)
      await appended(log, stream, i === 0 ? 'none' : BigInt(i * 3 - 1), [
        ...[1, 2, 3].map(() => anEvent({ text: randomBytes(150_000).toString('base64') }, 'telemetry.ThingsRecorded')),
      ]);
    const page = await log.readAll({ after, limit: 1000 });
    expect(page.events.length).toBeLessThan(40);
    expect(page.end).toBe(false);
    expect(await readToHead(log, after, { limit: 1000 })).toHaveLength(60);
  });

  it('goes on over the border of a segment in the middle of an append, and makes one that is missing', async () => {
    const connection = await postgres.createDatabase('segments');
    const own = await PostgresEventLog.open({ connection });
    const client = new Client(connection);
    client.on('error', () => undefined);
    await client.connect();
    const stream = aStream();
    let revision = -1n;
    for (const top of [2_999_995, 3_999_995]) {
      await client.query(`select setval('el.pos_seq', $1)`, [top]);
      ({ revision } = await appended(own, stream, revision < 0n ? 'none' : revision, someEvents(12)));
    }
    expect(await readToHead(own, 'start', { limit: 5 })).toHaveLength(24);
    expect(await readToHead(own, 'start', { types: ['domain.'] })).toHaveLength(24);
    expect(verifyChain((await own.readStream({ stream, limit: 50 })).events)).toBeNull();
    // The first try found no third segment and used up the last positions of the second.
    const { rows } = await client.query<{ rel: string }>(
      'select tableoid::regclass::text as rel, count(*)::int as events from el.ev group by 1 order by 1',
    );
    expect(rows).toEqual([
      { rel: 'el.ev_0_000000003000000', events: 16 },
      { rel: 'el.ev_0_000000004000000', events: 8 },
    ]);
    await client.end();
    await own.close();
  });

  it('survives the loss of all its connections, subscribers included', async () => {
    const after = await log.head();
    const stream = aStream();
    let killed = false;
    const messages = await followUntil(log, { after }, (seen) => {
      if (!killed && seen.at(-1)?.kind === 'caughtUp') {
        killed = true;
        void sql
          .query(
            `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`,
          )
          .then(() => appended(log, stream, 'none', someEvents(2)))
          .then(() => appended(log, stream, 1n, someEvents(1)));
      }
      return eventsOf(seen).length === 3;
    });
    expect(eventsOf(messages).map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
  });

  it.each(['none', 'any'] as const)(
    'appends once under %s when the answer is lost after the commit',
    async (expected) => {
      const proxy = await proxyOf(postgres.connection.host);
      const through = await PostgresEventLog.open({ connection: { ...postgres.connection, host: proxy.folder } });
      const stream = aStream();
      await appended(through, stream, 'none', someEvents(1));
      proxy.loseNextAnswer();
      const request = anAppend(stream, expected === 'none' ? 0n : 'any', someEvents(3));
      expect(await appendOne(through, request)).toMatchObject({ status: 'ok', revision: 3n });
      expect(proxy.lost()).toBe(1);
      expect((await log.readStream({ stream, limit: 10 })).events).toHaveLength(4);
      await through.close();
      await proxy.close();
    },
  );

  it('gives up an append after its patience, and closes in time, when the server is unreachable', async () => {
    const proxy = await proxyOf(postgres.connection.host);
    const through = await PostgresEventLog.open({
      connection: { ...postgres.connection, host: proxy.folder },
      patienceMs: 300,
    });
    await proxy.close();
    await expect(appendOne(through, anAppend(aStream(), 'none', someEvents(1)))).rejects.toThrow();
    const waiting = appendOne(through, anAppend(aStream(), 'none', someEvents(1))).catch(
      (error: Error) => error.message,
    );
    const started = Date.now();
    await through.close();
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(await waiting).toBeTruthy();
  });
});

/** A socket in front of the server's that can swallow an answer and cut the connection. */
async function proxyOf(host: string) {
  const folder = mkdtempSync(join(tmpdir(), 'wl-proxy-'));
  const sockets = new Set<Socket>();
  let lose = false;
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(join(host, '.s.PGSQL.5432'));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      if (lose && data.includes('SELECT ')) {
        lose = false;
        lost++;
        client.destroy();
      } else client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve));
  return {
    folder,
    loseNextAnswer: () => (lose = true),
    lost: () => lost,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
