import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { feedDecider, feedStream, listDecider, listStream } from '@wireledger/domain';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { handleCommand, InMemoryEventLog, loadStream } from '@wireledger/event-sourcing';
import { eventCatalogue, type ListFeed } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { NotifyKeys, OutboundPolicy } from '@wireledger/notify';
import { createLogger, loadConfig } from '@wireledger/platform';
import { FeedPartStore, ListContentStore, migrateReadModels, ReadModels } from '@wireledger/read-models';

import { Feeds } from './feeds';
import { TaxiiServer } from './testing/taxii-server';

const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const keys = new NotifyKeys('ab'.repeat(32));
const { signal } = new AbortController();

let postgres: TestPostgres;
let models: ReadModels;
let taxii: TaxiiServer;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const { host, port, user, password, database } = postgres.connection;
  const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  models = await ReadModels.open({
    connection,
    poolSize: 4,
    log: new InMemoryEventLog({ catalogue: eventCatalogue() }),
  });
}, 60_000);
afterAll(async () => {
  await models.close();
  await postgres.stop();
});

let log: InMemoryEventLog;
let feeds: Feeds;
let contents: ListContentStore;
let parts: FeedPartStore;
let now: number;
let orders = 0;
const act = () => ({ by: 'user:ada', at: now * 1000, command: uuidV5(LIST, String(orders++)) });
const context = () => ({ actor: 'user:ada', correlationId: 'c', causationId: 'k', at: now * 1000 });
const last = async () => (await loadStream(log, feedDecider, feedStream(LIST))).state?.last;
const list = async () => (await loadStream(log, listDecider, listStream(LIST))).state;
async function set(feed: Partial<ListFeed>): Promise<void> {
  const seen = (await loadStream(log, feedDecider, feedStream(LIST))).state?.revision ?? 0;
  const whole = { url: '', format: null, everyS: 3600, header: null, ...feed };
  const order = { type: 'set', list: LIST, feed: whole, seen, ...act() } as const;
  await handleCommand(log, feedDecider, feedStream(LIST), order, context());
}
/** A round an hour later; answers what became of it. */
async function round() {
  now += 3_600_000;
  await feeds.tick(signal);
  return last();
}
/** Entries in force, in order, with the words on them. */
async function inForce(): Promise<string[]> {
  const state = await list();
  const version = state?.versions[(state.inForce ?? 0) - 1];
  const found = version ? await contents.search(version.content.sha256, '', 1000) : [];
  return found.map(({ indicator, note }) => `${indicator} ${note}`.trim()).sort();
}

beforeEach(async () => {
  [log, now] = [new InMemoryEventLog({ catalogue: eventCatalogue() }), Date.parse('2026-11-29T08:00:00Z')];
  const { pool } = models;
  await pool.query('TRUNCATE rm.feed_part, rm.feed_cursor');
  [contents, parts] = [new ListContentStore(pool), new FeedPartStore(pool)];
  const definition = { name: 'Bad', kind: 'names', action: 'threat', source: '', licence: '' } as const;
  const order = { type: 'define', id: LIST, definition, seen: 0, ...act() } as const;
  await handleCommand(log, listDecider, listStream(LIST), order, context());
  feeds = new Feeds({
    ...{ log, contents, feedParts: parts, keys, logger, clock: () => now },
    ...{ limits: { quietMs: 5000, wholeMs: 5000 }, policy: new OutboundPolicy(['127.0.0.1/32'], []) },
  });
});

describe('a TAXII 2.1 collection', () => {
  const indicator = (n: number, name: string, more: object = {}) => ({
    ...{ type: 'indicator', spec_version: '2.1', id: `indicator--${n}`, created: '2026-11-01T00:00:00.000Z' },
    ...{ modified: `2026-11-01T00:00:0${n}.000Z`, pattern_type: 'stix', pattern: `[domain-name:value = '${name}']` },
    ...{ name: 'C2', valid_from: '2026-11-01T00:00:00Z', ...more },
  });
  const add = (minute: number, object: object) =>
    taxii.objects.push({ at: `2026-11-28T08:${String(minute).padStart(2, '0')}:00.000000Z`, object });
  const header = () => ({
    name: 'Authorization',
    sealed: keys.seal(feedStream(LIST), `Basic ${Buffer.from('reader:s3cret').toString('base64')}`),
  });
  const collection = () => `${taxii.url}/root/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/`;

  beforeEach(async () => {
    taxii = await TaxiiServer.start();
    for (const n of [1, 2, 3, 4, 5]) add(n, indicator(n, `n${n}.example`));
    add(6, { type: 'malware', spec_version: '2.1', id: 'malware--1', name: 'x' });
  });
  afterEach(() => taxii.stop());

  it('is read page by page, then asked for what was added since, and changes and revocations count', async () => {
    await set({ url: collection(), format: 'taxii', header: header() });
    expect(await round()).toMatchObject({ state: 'imported', status: 200, why: null });
    expect(await inForce()).toEqual([1, 2, 3, 4, 5].map((n) => `n${n}.example C2`));
    expect(taxii.asked.map((query) => [query.get('next'), query.get('added_after'), query.get('match[type]')])).toEqual(
      [
        [null, null, 'indicator'],
        ['2', null, 'indicator'],
        ['4', null, 'indicator'],
      ],
    );
    expect((await list())?.versions[0]?.origin).toMatchObject({ format: 'stix', added: 5 });

    taxii.asked.length = 0;
    expect(await round()).toMatchObject({ state: 'notModified' });
    expect(taxii.asked.map((query) => query.get('added_after'))).toEqual(['2026-11-28T08:05:00.000000Z']);

    add(10, indicator(6, 'n6.example', { modified: '2026-11-20T00:00:00.000Z' }));
    add(11, indicator(2, 'n2.example', { modified: '2026-11-20T00:00:00.000Z', revoked: true }));
    add(12, indicator(3, 'moved.example', { modified: '2026-11-20T00:00:00.000Z' }));
    // An older version that comes later says nothing new.
    add(13, indicator(3, 'old.example', { modified: '2026-10-01T00:00:00.000Z' }));
    expect(await round()).toMatchObject({ state: 'imported' });
    expect(await inForce()).toEqual([
      'moved.example C2',
      'n1.example C2',
      'n4.example C2',
      'n5.example C2',
      'n6.example C2',
    ]);
  });

  it('leaves out what has ended, also when nothing new comes', async () => {
    add(7, indicator(7, 'short.example', { valid_until: '2026-11-29T10:30:00Z' }));
    await set({ url: collection(), format: 'taxii', header: header() });
    await round();
    expect(await inForce()).toContain('short.example C2');
    expect((await round())?.state).toBe('notModified');
    expect((await round())?.state).toBe('imported');
    expect(await inForce()).not.toContain('short.example C2');
    expect((await round())?.state).toBe('notModified');
  });

  it('leaves out what ended while the list was made', async () => {
    add(7, indicator(7, 'short.example', { valid_until: '2026-11-29T09:00:30Z' }));
    await set({ url: collection(), format: 'taxii', header: header() });
    const save = contents.save.bind(contents);
    const slow = jest.spyOn(contents, 'save').mockImplementation(async (...given) => {
      const saved = await save(...given);
      now += 60_000;
      return saved;
    });
    expect((await round())?.state).toBe('imported');
    slow.mockRestore();
    expect(await inForce()).toContain('short.example C2');
    expect((await round())?.state).toBe('imported');
    expect(await inForce()).not.toContain('short.example C2');
    expect((await round())?.state).toBe('notModified');
  });

  it('is found from the server that has it, and told where there are several', async () => {
    await set({ url: `${taxii.url}/taxii2/`, format: 'taxii', header: header() });
    expect((await round())?.state).toBe('imported');
    await set({ url: `${taxii.url}/root/`, format: 'taxii', header: header() });
    expect((await round())?.state).toBe('unchanged');
    taxii.collections = [...taxii.collections, { id: 'b', title: 'Others', can_read: true }];
    expect(await round()).toMatchObject({
      state: 'failed',
      why: expect.stringMatching(
        /2 collections: Indicators \(91a7b528.*\), Others \(b\).*root\/collections\/<id>\//,
      ) as string,
    });
  });

  it('goes on by time where the server gives no `next`, and ends where it gives the same page again', async () => {
    taxii.withoutNext = true;
    await set({ url: collection(), format: 'taxii', header: header() });
    expect((await round())?.state).toBe('imported');
    expect(taxii.asked.map((query) => query.get('added_after')?.slice(14, 16) ?? null)).toEqual([null, '02', '04']);
    taxii.stuck = true;
    expect(await round()).toMatchObject({ state: 'failed', why: expect.stringMatching(/same page again/) as string });
    expect(await inForce()).toHaveLength(5);
  });

  it('A-38 a round that breaks off changes nothing, and the next one has everything', async () => {
    taxii.breaksAt = 2;
    await set({ url: collection(), format: 'taxii', header: header() });
    expect(await round()).toMatchObject({ state: 'failed', failures: 1 });
    expect((await list())?.versions).toEqual([]);
    taxii.breaksAt = 0;
    expect((await round())?.state).toBe('imported');
    expect(await inForce()).toHaveLength(5);
  });

  it('takes names that are one once they can be stored', async () => {
    taxii.pageSize = 10;
    add(7, indicator(7, 'older.example', { id: 'x\0' }));
    add(8, indicator(8, 'newer.example', { id: 'x\\u0000' }));
    await set({ url: collection(), format: 'taxii', header: header() });
    expect(await round()).toMatchObject({ state: 'imported', why: null });
    expect(await inForce()).toContain('newer.example C2');
    expect(await inForce()).toHaveLength(6);
  });

  it('one feed that cannot be kept fails, and the one behind it has its turn', async () => {
    const OTHER = uuidV5(LIST, 'other');
    const definition = { name: 'Other', kind: 'names', action: 'threat', source: '', licence: '' } as const;
    await handleCommand(
      ...([log, listDecider, listStream(OTHER)] as const),
      { type: 'define', id: OTHER, definition, seen: 0, ...act() },
      context(),
    );
    await set({ url: collection(), format: 'taxii', header: header() });
    const feed = {
      ...({ url: collection(), format: 'taxii', everyS: 3600 } as const),
      header: { name: 'Authorization', sealed: keys.seal(feedStream(OTHER), `Basic ${btoa('reader:s3cret')}`) },
    };
    await handleCommand(
      ...([log, feedDecider, feedStream(OTHER)] as const),
      { type: 'set', list: OTHER, feed, seen: 0, ...act() },
      context(),
    );
    const put = parts.put.bind(parts);
    jest
      .spyOn(parts, 'put')
      .mockImplementation((id, ...rest) =>
        id === LIST ? Promise.reject(new RangeError('too long')) : put(id, ...rest),
      );
    expect(await round()).toMatchObject({ state: 'failed', why: 'too long', failures: 1 });
    expect((await loadStream(log, feedDecider, feedStream(OTHER))).state?.last?.state).toBe('imported');
  });

  it('what was kept by a process that ended before the list was made of it is taken by the next', async () => {
    await set({ url: collection(), format: 'taxii', header: header() });
    expect((await round())?.state).toBe('imported');
    add(10, indicator(6, 'n6.example'));
    // The round keeps what came, and ends before anything of it is on the log.
    const ending = jest.spyOn(log, 'append').mockRejectedValue(new Error('ended'));
    await expect(round()).rejects.toThrow('ended');
    ending.mockRestore();
    expect((await round())?.state).toBe('imported');
    expect(await inForce()).toContain('n6.example C2');
    expect((await round())?.state).toBe('notModified');
  });

  it.each<[string, ListFeed | null]>([
    ['is taken away', null],
    ['becomes a file', { url: 'http://127.0.0.1:9/list.txt', format: 'plain', everyS: 3600, header: null }],
  ])('forgets what it kept of a feed that %s', async (_what, feed) => {
    await set({ url: collection(), format: 'taxii', header: header() });
    await round();
    const other = uuidV5(LIST, 'other');
    await parts.begin(other, 'of nobody');
    await parts.put(other, [{ key: 'k', stamp: '', entries: [], untilUs: null }], null, false);
    expect((await round())?.state).toBe('notModified');
    expect([await parts.size(LIST), await parts.size(other)]).toMatchObject([{ parts: 5 }, { parts: 0 }]);
    const seen = (await loadStream(log, feedDecider, feedStream(LIST))).state?.revision ?? 0;
    await handleCommand(
      log,
      feedDecider,
      feedStream(LIST),
      { type: 'set', list: LIST, feed, seen, ...act() },
      context(),
    );
    await round();
    expect((await parts.size(LIST)).parts).toBe(0);
    expect(await inForce()).toHaveLength(5);
    await set({ url: collection(), format: 'taxii', header: header() });
    expect((await round())?.state).toBe('unchanged');
  });

  it('another collection begins anew', async () => {
    await set({ url: collection(), format: 'taxii', header: header() });
    await round();
    await set({ url: `${collection()}objects/`, format: 'taxii', header: header() });
    taxii.objects.splice(0, 4);
    expect((await round())?.state).toBe('imported');
    expect(await inForce()).toEqual(['n5.example C2']);
  });

  it.each<[string, () => Partial<ListFeed>, RegExp]>([
    ['a wrong password', () => ({ url: collection() }), /it answers 401/],
    ['a collection that there is not', () => ({ url: `${taxii.url}/root/collections/none/`, header: header() }), /404/],
  ])('says what is wrong: %s', async (_what, feed, why) => {
    await set({ format: 'taxii', ...feed() });
    expect(await round()).toMatchObject({ state: 'failed', why: expect.stringMatching(why) as string });
  });
});

describe('a MISP feed', () => {
  let server: Server;
  let files: Record<string, unknown>;
  let asked: string[];
  let other: RequestListener | null;
  /** A file that the server fails over. */
  let broken: string | null;
  const uuid = (n: number) => `${String(n).repeat(8)}-0000-4000-8000-000000000000`;
  const event = (n: number, ...attributes: object[]) => ({
    Event: { uuid: uuid(n), info: `Case ${n}`, Attribute: attributes },
  });
  const domain = (value: string, to_ids = true) => ({ type: 'domain', value, to_ids, comment: '' });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed/`;

  beforeEach(async () => {
    [asked, other, broken] = [[], null, null];
    files = {
      'manifest.json': { [uuid(1)]: { info: 'a', timestamp: '100' }, [uuid(2)]: { info: 'b', timestamp: 200 } },
      [`${uuid(1)}.json`]: event(1, domain('one.example'), domain('quiet.example', false)),
      [`${uuid(2)}.json`]: event(2, domain('two.example')),
    };
    server = createServer((request, response) => {
      const name = (request.url ?? '').replace('/feed/', '');
      asked.push(name);
      if (other) return other(request, response);
      const file = files[name];
      response.writeHead(name === broken ? 500 : file === undefined ? 404 : 200, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify(file ?? {}));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('is read by its manifest: events that were changed, what is for detection, and without those that have gone', async () => {
    await set({ url: url(), format: 'misp-feed' });
    expect(await round()).toMatchObject({ state: 'imported', status: 200 });
    expect(await inForce()).toEqual(['one.example Case 1', 'two.example Case 2']);
    expect((await list())?.versions[0]?.origin.format).toBe('misp');
    asked.length = 0;
    expect((await round())?.state).toBe('notModified');
    expect(asked).toEqual(['manifest.json']);

    files['manifest.json'] = { [uuid(2)]: { timestamp: '150' }, [uuid(3)]: { timestamp: '300' } };
    files[`${uuid(2)}.json`] = event(2, domain('changed.example'));
    files[`${uuid(3)}.json`] = event(3, domain('three.example'));
    await set({ url: url(), format: 'misp-feed', everyS: 7200 });
    asked.length = 0;
    expect((await round())?.state).toBe('imported');
    expect(asked.sort()).toEqual([`${uuid(2)}.json`, `${uuid(3)}.json`, 'manifest.json']);
    expect(await inForce()).toEqual(['changed.example Case 2', 'three.example Case 3']);
  });

  it('keeps what was fetched of a round that breaks off, and asks for the rest', async () => {
    broken = `${uuid(2)}.json`;
    await set({ url: `${url()}manifest.json`, format: 'misp-feed' });
    expect(await round()).toMatchObject({
      state: 'failed',
      why: '1 of 2 events were fetched, then it answers 500',
      nextAt: (now + 60_000) * 1000,
    });
    broken = null;
    asked.length = 0;
    expect((await round())?.state).toBe('imported');
    expect(asked).toEqual(['manifest.json', `${uuid(2)}.json`]);
    expect(await inForce()).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    ['is not there', undefined, 'it answers 404'],
    ['is no event', { Note: {} }, 'it is no event of MISP'],
  ])('passes over what %s, and takes the events behind it', async (_what, file, why) => {
    files[`${uuid(1)}.json`] = file;
    await set({ url: url(), format: 'misp-feed' });
    const passed = `Events that were passed over: 1, the first ${uuid(1)}: ${why}.`;
    expect(await round()).toMatchObject({ state: 'imported', status: 200, why: passed });
    expect(await inForce()).toEqual(['two.example Case 2']);
    asked.length = 0;
    expect(await round()).toMatchObject({ state: 'notModified', why: passed });
    expect(asked).toEqual(['manifest.json', `${uuid(1)}.json`]);
    files[`${uuid(1)}.json`] = event(1, domain('one.example'));
    expect(await round()).toMatchObject({ state: 'imported', why: null });
    expect(await inForce()).toHaveLength(2);
    // Changed since, and gone: what it said before stays until its manifest names it no more.
    files['manifest.json'] = { [uuid(1)]: { timestamp: '101' }, [uuid(2)]: { timestamp: '200' } };
    files[`${uuid(1)}.json`] = file;
    expect(await round()).toMatchObject({ state: 'notModified', why: passed });
    expect(await inForce()).toHaveLength(2);
  });

  it('fails where not one of its events can be had', async () => {
    delete files[`${uuid(1)}.json`];
    delete files[`${uuid(2)}.json`];
    await set({ url: url(), format: 'misp-feed' });
    expect(await round()).toMatchObject({
      state: 'failed',
      why: `Events that were passed over: 2, the first ${uuid(1)}: it answers 404.`,
    });
    expect((await list())?.versions).toEqual([]);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['what is no JSON', (_request, response) => response.end('<html>'), /no JSON/],
    ['an empty manifest', (_request, response) => response.end('{}'), /names no event/],
    [
      'a way to elsewhere',
      (_request, response) => response.writeHead(302, { location: '/x' }).end(),
      /sends elsewhere/,
    ],
    ['names that are no ids', (_request, response) => response.end('{"../../etc/passwd": {}}'), /names no event/],
  ])('refuses %s', async (_what, listener, why) => {
    other = listener;
    await set({ url: url(), format: 'misp-feed' });
    expect(await round()).toMatchObject({ state: 'failed', why: expect.stringMatching(why) as string });
    expect((await list())?.versions).toEqual([]);
  });
});
