import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zstdDecompressSync } from 'node:zlib';
import { hostileArchives } from '@wireledger/capture/testing';
import { Indicators, feedDecider, feedStream, listDecider, listStream, readContent } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog, loadStream } from '@wireledger/event-sourcing';
import { eventCatalogue, type ListFeed } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { NotifyKeys, OutboundPolicy } from '@wireledger/notify';
import { createLogger, loadConfig } from '@wireledger/platform';

import { Feeds } from './feeds';

const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const keys = new NotifyKeys('ab'.repeat(32));
const { signal } = new AbortController();

class Contents {
  private readonly kept = new Map<string, string>();
  save = ({ sha256 }: { readonly sha256: string }, pieces: readonly Buffer[]) => {
    this.kept.set(sha256, pieces.map((piece) => zstdDecompressSync(piece).toString()).join(''));
    return Promise.resolve();
  };
  load = (sha256: string, kind: 'addresses' | 'names' | 'fingerprints', seed = 0) => {
    const found = new Indicators(kind, seed);
    readContent(
      this.kept.get(sha256) ?? '',
      ({ indicator, line }) => void found.add({ text: indicator, prefix: null }, line),
    );
    return Promise.resolve(found);
  };
}

let server: Server;
let answer: RequestListener;
let requests: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

let log: InMemoryEventLog;
let feeds: Feeds;
let now: number;
let orders = 0;
const act = () => ({ by: 'user:ada', at: now * 1000, command: uuidV5(LIST, String(orders++)) });
const context = () => ({ actor: 'user:ada', correlationId: 'c', causationId: 'k', at: now * 1000 });
const feedState = async () => (await loadStream(log, feedDecider, feedStream(LIST))).state;
const listState = async () => (await loadStream(log, listDecider, listStream(LIST))).state;
const make = (allow: readonly string[]) =>
  new Feeds({
    // Files alone are fetched here.
    feedParts: { keepOnly: () => Promise.resolve() } as never,
    ...{ log, contents: new Contents(), keys, logger, clock: () => now, limits: { quietMs: 5000, wholeMs: 5000 } },
    policy: new OutboundPolicy(allow, []),
  });
async function set(more: Partial<ListFeed> = {}): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lists/bad.txt?key=s3cret`;
  const feed = { url, format: null, everyS: 3600, header: null, ...more };
  const seen = (await feedState())?.revision ?? 0;
  await handleCommand(log, feedDecider, feedStream(LIST), { type: 'set', list: LIST, feed, seen, ...act() }, context());
}
const hours = (n: number) => (now += n * 3_600_000);
const names = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `n${from + i}.example\n`).join('');

beforeEach(async () => {
  [log, now, requests] = [new InMemoryEventLog({ catalogue: eventCatalogue() }), Date.parse('2026-11-29T08:00:00Z'), 0];
  const definition = { name: 'Bad', kind: 'names', action: 'threat', source: '', licence: '' } as const;
  await handleCommand(
    log,
    listDecider,
    listStream(LIST),
    { type: 'define', id: LIST, definition, seen: 0, ...act() },
    context(),
  );
  feeds = make(['127.0.0.1/32']);
});

it('fetches at once, then at its interval, and takes what is new into force', async () => {
  answer = (_request, response) => response.writeHead(200, { etag: '"1"' }).end('bad.example\n');
  await set();
  await feeds.tick(signal);
  expect(await listState()).toMatchObject({
    inForce: 1,
    versions: [{ content: { entries: 1 }, origin: { name: 'bad.txt' } }],
  });
  expect((await feedState())?.last).toMatchObject({
    state: 'imported',
    status: 200,
    etag: '"1"',
    bytes: 12,
    failures: 0,
  });
  await feeds.tick(signal);
  expect(requests).toBe(1);
  hours(1);
  answer = ({ headers }, response) => response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 500).end();
  await feeds.tick(signal);
  expect([requests, (await feedState())?.last?.state, (await feedState())?.last?.etag]).toEqual([
    2,
    'notModified',
    '"1"',
  ]);
  hours(1);
  answer = (_request, response) => response.writeHead(200, { etag: '"2"' }).end('bad.example\nworse.example\n');
  await feeds.tick(signal);
  expect(await listState()).toMatchObject({ inForce: 2, versions: [{}, { origin: { added: 1, removed: 0 } }] });
  const page = await log.readAll({ after: 'start', filter: { types: ['domain.FeedFetched'] }, limit: 9 });
  expect(page.events.map(({ data }) => data.state)).toEqual(['imported', 'notModified', 'imported']);
});

it('does not bring back what somebody took back, until something else comes', async () => {
  const fetchAgain = async (lines: string) => {
    hours(1);
    answer = (_request, response) => response.end(lines);
    await feeds.tick(signal);
    const [list, feed] = [await listState(), await feedState()];
    return [list?.inForce, list?.versions.length, feed?.last?.state];
  };
  await set();
  await fetchAgain('bad.example\n');
  expect(await fetchAgain('bad.example\nour-own.example\n')).toEqual([2, 2, 'imported']);
  const seen = (await listState())?.revision ?? 0;
  const order = { type: 'rollBack', number: 1, reason: 'accuses ourselves', seen, ...act() } as const;
  await handleCommand(log, listDecider, listStream(LIST), order, context());
  expect(await fetchAgain('bad.example\nour-own.example\n')).toEqual([1, 2, 'unchanged']);
  expect((await feedState())?.last?.why).toContain('version 2 holds, which was taken back');
  expect(await fetchAgain('bad.example\n')).toEqual([1, 2, 'unchanged']);
  expect(await fetchAgain('bad.example\nworse.example\n')).toEqual([3, 3, 'imported']);
  expect(await fetchAgain('bad.example\nour-own.example\n')).toEqual([4, 4, 'imported']);
});

it('asks when somebody wants it now, also in another process, with its secret header', async () => {
  let heard: unknown;
  answer = ({ headers }, response) => {
    heard = headers['x-key'];
    response.end('bad.example\n');
  };
  await set({ header: { name: 'X-Key', sealed: keys.seal(feedStream(LIST), 'open sesame') } });
  await feeds.tick(signal);
  expect(heard).toBe('open sesame');
  await handleCommand(log, feedDecider, feedStream(LIST), { type: 'ask', ...act() }, context());
  now += 1000;
  await make(['127.0.0.1/32']).tick(signal);
  expect([requests, (await feedState())?.last?.state]).toEqual([2, 'unchanged']);
  expect(
    JSON.stringify(await log.readAll({ after: 'start', limit: 99 }), (_, v: unknown) =>
      typeof v === 'bigint' ? String(v) : v,
    ),
  ).not.toContain('open sesame');
});

it('A-39 holds what changes far more than usual, refuses what is no list, and asks for it whole the next time', async () => {
  answer = (_request, response) => response.writeHead(200, { etag: '"1"' }).end(names(200));
  await set();
  await feeds.tick(signal);
  hours(1);
  answer = (_request, response) => response.writeHead(200, { etag: '"2"' }).end(names(200, 500));
  await feeds.tick(signal);
  expect((await feedState())?.last).toMatchObject({
    state: 'held',
    etag: null,
    why: expect.stringMatching(/200 of 200/) as string,
  });
  hours(1);
  answer = (_request, response) => response.end('<html>Sign in first</html>');
  await feeds.tick(signal);
  expect((await feedState())?.last).toMatchObject({ state: 'refused', etag: null });
  expect((await listState())?.inForce).toBe(1);
});

it.each(hostileArchives('bad.example\n'))('A-30 a %s is refused whole, and the list stays', async (_what, make) => {
  answer = (_request, response) => response.end('bad.example\n');
  await set();
  await feeds.tick(signal);
  hours(1);
  const archive = make();
  answer = (_request, response) => response.end(archive);
  await feeds.tick(signal);
  expect((await feedState())?.last).toMatchObject({
    etag: null,
    why: expect.stringMatching(/packed|no text/) as string,
  });
  expect(await listState()).toMatchObject({ inForce: 1, versions: [{ content: { entries: 1 } }] });
});

it('A-36 A-38 a failure changes nothing and is tried again with back-off; what is not on the Internet is not called', async () => {
  answer = (_request, response) => response.writeHead(503).end();
  await set();
  await feeds.tick(signal);
  expect((await feedState())?.last).toMatchObject({
    state: 'failed',
    status: 503,
    failures: 1,
    nextAt: now * 1000 + 60_000_000,
  });
  now += 60_000;
  answer = (_request, response) => response.writeHead(429, { 'retry-after': '600' }).end();
  await feeds.tick(signal);
  expect((await feedState())?.last).toMatchObject({ status: 429, failures: 2, nextAt: now * 1000 + 600_000_000 });
  hours(1);
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '999' });
    response.write('bad.example\n', () => response.destroy());
  };
  await feeds.tick(signal);
  expect((await feedState())?.last).toMatchObject({ state: 'failed', status: 200, failures: 3, bytes: 12 });
  expect((await listState())?.versions).toEqual([]);
  hours(9);
  await make([]).tick(signal);
  expect((await feedState())?.last).toMatchObject({
    state: 'failed',
    status: null,
    why: expect.stringMatching(/not on the Internet/) as string,
  });
  expect(requests).toBe(3);
});

it('does not fetch what was taken away', async () => {
  answer = (_request, response) => response.end('bad.example\n');
  await set();
  await handleCommand(
    log,
    feedDecider,
    feedStream(LIST),
    { type: 'set', list: LIST, feed: null, seen: 1, ...act() },
    context(),
  );
  await feeds.tick(signal);
  expect(requests).toBe(0);
});
