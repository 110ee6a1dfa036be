import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutboundPolicy } from '@wireledger/notify';

import { FeedSession } from './feed-session';

let server: Server;
let heard: IncomingHttpHeaders[];
const DOCUMENT = JSON.stringify({ a: 'x'.repeat(1000) });
const url = (path = '/') => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    heard.push(headers);
    response.end(DOCUMENT);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
beforeEach(() => (heard = []));

let now = 0;
const session = (bounds: Partial<ConstructorParameters<typeof FeedSession>[4]> = {}) =>
  new FeedSession(
    new OutboundPolicy(['127.0.0.1/32'], []),
    { url: url(), secret: { authorization: 'Bearer s3cret' } },
    { quietMs: 5000, wholeMs: 5000 },
    () => now,
    { requests: 10, bytes: 100_000, pageBytes: 10_000, ...bounds },
  );
const why = async (asked: ReturnType<FeedSession['get']>) => {
  const got = await asked;
  return got.is === 'failed' ? got.why : got.is;
};

it('sends the secret, says what it takes, and counts what came', async () => {
  const asking = session();
  expect(await asking.get(url('/a'), 'application/json')).toMatchObject({
    is: 'page',
    value: JSON.parse(DOCUMENT) as object,
  });
  expect(heard).toMatchObject([{ authorization: 'Bearer s3cret', accept: 'application/json' }]);
  expect(asking.bytes).toBe(DOCUMENT.length);
});

it('A-36 asks no other server, whatever a document says', async () => {
  expect(await why(session().get('http://127.0.0.2:1/', '*/*'))).toMatch(
    /leads to http:\/\/127\.0\.0\.2:1, another server/,
  );
  expect(heard).toEqual([]);
});

it('A-38 ends at its bounds of requests, size and time', async () => {
  const few = session({ requests: 1 });
  expect(await why(few.get(url(), '*/*'))).toBe('page');
  expect(await why(few.get(url(), '*/*'))).toMatch(/more than 1 requests/);
  expect(await why(session({ pageBytes: 500 }).get(url(), '*/*'))).toMatch(/a document of it has over/);
  const small = session({ bytes: 1500 });
  expect(await why(small.get(url(), '*/*'))).toBe('page');
  expect(await why(small.get(url(), '*/*'))).toMatch(/in one round/);
  const slow = session();
  now += 5000;
  expect([slow.over, await why(slow.get(url(), '*/*'))]).toEqual([true, 'it took longer than 5 s']);
});
