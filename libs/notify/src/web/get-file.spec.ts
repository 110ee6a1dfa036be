import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { getFile, type Got } from './get-file';
import { OutboundPolicy } from './outbound-policy';

let server: Server;
let answer: RequestListener;
let base: string;
const policy = new OutboundPolicy(['127.0.0.1/32'], [], async (host) => [
  { address: host === 'inside.example' ? '10.0.0.7' : '127.0.0.1', family: 4 },
]);
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://lists.example:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const wanted = { headers: { authorization: 'Bearer s' }, etag: null, lastModified: null };
const get = (more: object = {}, limits = { quietMs: 5000, wholeMs: 5000 }): Promise<Got> =>
  getFile(policy, { url: `${base}/a.txt`, ...wanted, ...more }, limits);
async function textOf(got: Got): Promise<string> {
  if (got.is !== 'file') throw new Error(JSON.stringify(got));
  const parts: Buffer[] = [];
  for await (const part of got.body) parts.push(part);
  return Buffer.concat(parts).toString();
}

it('fetches a file with its validators, sending the header along', async () => {
  let heard: unknown;
  answer = ({ headers, url }, response) => {
    heard = [url, headers.host?.split(':')[0], headers.authorization, headers['accept-encoding']];
    response.writeHead(200, { etag: '"v1"', 'last-modified': 'Sat, 28 Nov 2026 08:00:00 GMT' }).end('a.example\n');
  };
  const got = await get();
  expect(got).toMatchObject({ is: 'file', etag: '"v1"', lastModified: 'Sat, 28 Nov 2026 08:00:00 GMT' });
  expect(await textOf(got)).toBe('a.example\n');
  expect(heard).toEqual(['/a.txt', 'lists.example', 'Bearer s', 'identity']);
});

it('asks with what it has, and hears that nothing is new', async () => {
  answer = ({ headers }, response) => {
    const same = headers['if-none-match'] === '"v1"' && headers['if-modified-since'] === 'yesterday';
    response.writeHead(same ? 304 : 200).end();
  };
  expect(await get({ etag: '"v1"', lastModified: 'yesterday' })).toEqual({ is: 'notModified' });
});

it.each([
  [404, {}, false, null],
  [403, {}, false, null],
  [429, { 'retry-after': '120' }, true, 120],
  [429, { 'retry-after': 'tomorrow' }, true, null],
  [503, {}, true, null],
  [302, { location: 'http://127.0.0.1:1/' }, false, null],
  [301, { location: 'http://169.254.169.254/' }, false, null],
])('A-37 answer %s is a failure, followed nowhere', async (status, headers, passing, retryAfterS) => {
  let requests = 0;
  answer = (_request, response) => {
    requests++;
    response.writeHead(status, headers as Record<string, string>).end('x');
  };
  expect(await get()).toMatchObject({ is: 'failed', status, passing, retryAfterS });
  expect(requests).toBe(1);
});

it.each([
  'http://inside.example/a.txt',
  'http://10.0.0.1/a',
  'http://[::1]/a',
  'http://169.254.169.254/',
  'file:///etc/passwd',
  'http://user:pw@lists.example/',
  'http://2130706434/',
])('A-36 %s is not called', async (url) => {
  expect(await get({ url })).toMatchObject({ is: 'failed', status: null, passing: false });
});

it('A-38 a server that says nothing, stops in the middle, never ends or breaks off is left', async () => {
  answer = () => undefined;
  expect(await get({}, { quietMs: 60, wholeMs: 5000 })).toMatchObject({
    is: 'failed',
    passing: true,
    why: expect.stringMatching(/no answer/) as string,
  });
  answer = (_request, response) => void response.writeHead(200).write('a.example\n');
  await expect(get({}, { quietMs: 60, wholeMs: 5000 }).then(textOf)).rejects.toThrow(/nothing came for 0.06 s/);
  answer = (_request, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('a'), 10);
    response.on('close', () => clearInterval(more));
  };
  await expect(get({}, { quietMs: 5000, wholeMs: 120 }).then(textOf)).rejects.toThrow(/took longer/);
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('a.example\n', () => response.destroy());
  };
  await expect(get().then(textOf)).rejects.toThrow(/aborted/);
  answer = (request) => void request.socket.destroy();
  expect(await get()).toMatchObject({ is: 'failed', passing: true });
});

it('refuses what is packed without being asked for', async () => {
  answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
  expect(await get()).toMatchObject({ is: 'failed', passing: false, why: expect.stringMatching(/packed/) as string });
});
