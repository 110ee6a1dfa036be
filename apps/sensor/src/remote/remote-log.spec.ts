import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidAppend } from '@wireledger/event-sourcing';
import {
  isSigned,
  makeKeyPair,
  readAppend,
  readHead,
  readPublicKey,
  type SensorIdentity,
  unpack,
} from '@wireledger/ingest';

import { ControlError } from '../control/control-server';
import { asOwn } from './own-name';
import { RemoteLog } from './remote-log';

const EVENT = {
  ...{ id: '5d1ae1a4-9a0d-5bb1-8f0c-6a7c9d0e4b12', type: 'telemetry.FlowsRecorded', data: { n: 1 } },
  meta: { $correlationId: 'c', $causationId: 'c', actor: 'sensor:edge-1', sv: 1, occ: [1, 2] as const },
};
const REQUEST = {
  ...{
    stream: 'facts-edge-1.20261129',
    expected: 4n,
    appendId: '5d1ae1a4-9a0d-5bb1-8f0c-6a7c9d0e4b11',
    events: [EVENT],
  },
};
const TAKEN = { status: 'ok', revision: '5', position: '0007', hash: 'ab', now: 1_000_500 };

interface Heard {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

describe('the log of a system elsewhere', () => {
  const heard: Heard[] = [];
  let answers: ((response: ServerResponse) => void)[] = [];
  let server: Server;
  let identity: SensorIdentity;
  let pair = makeKeyPair();
  let now = 1_000_000;
  let log: RemoteLog;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
        (answers.shift() ?? ((r) => r.writeHead(500).end()))(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    heard.length = 0;
    answers = [];
    now = 1_000_000;
    pair = makeKeyPair();
    const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    identity = { v: 1, sensor: 'edge-1', key: pair.id, privateKey: pair.privateKey, to, ca: '' };
    log = new RemoteLog({ identity: () => identity, now: () => now });
  });
  afterEach(() => log.close());

  const says = (status: number, json: object, headers: Record<string, string> = {}) =>
    answers.push((response) => void response.writeHead(status, headers).end(JSON.stringify(json)));
  const append = () => log.append([REQUEST]).then(([result]) => result);

  it('signs what it sends: the packed body, its number, its name', async () => {
    says(202, TAKEN);
    expect(await append()).toEqual({ status: 'ok', revision: 5n, position: '0007', hash: 'ab' });
    const [sent] = heard as [Heard];
    expect(sent.url).toBe('/api/ingest');
    const claimed = readHead('append', sent.headers);
    const key = readPublicKey(pair.publicKey);
    expect(claimed && key && isSigned(claimed, key)).toBe(true);
    expect(claimed?.head).toMatchObject({ sensor: 'edge-1', sequence: 6, sentAt: now, encoding: 'zstd' });
    const plain = await unpack(sent.body, 'zstd', 10_000);
    expect(readAppend(JSON.parse(String(plain)))).toEqual(REQUEST);
  });

  it('asks how far its stream is, and knows the clock of the system then', async () => {
    says(200, { tail: { revision: '41', lastAppendId: 'x' }, now: 5_000_000 });
    expect(await log.tail('facts-edge-1.20261129')).toEqual({ revision: 41n, lastAppendId: 'x' });
    expect(log.clock).toBe(5_000_000);
    says(200, { tail: null, now: 5_000_000 });
    expect(await log.tail('facts-edge-1.20261130')).toBe('absent');
  });

  it('asks for the clock once', async () => {
    says(200, { tail: null, now: 7_000_000 });
    await log.clockKnown();
    await log.clockKnown();
    expect([heard.length, log.clock]).toEqual([1, 7_000_000]);
  });

  it.each<[number, object, unknown]>([
    [202, { ...TAKEN, status: 'duplicate' }, { status: 'duplicate', revision: 5n, position: '0007', hash: 'ab' }],
    [409, { code: 'INGEST_SEQUENCE', message: '', actual: '2' }, { status: 'wrongRevision', actual: 2n }],
    [409, { code: 'INGEST_SEQUENCE', message: '', actual: '-1' }, { status: 'wrongRevision', actual: 'absent' }],
    [409, { code: 'INGEST_CONTENT', message: '', actual: '3' }, { status: 'contentMismatch', revision: 3n }],
    [410, { code: 'INGEST_GONE', message: '' }, { status: 'tombstoned' }],
  ])('tells %i %j as the log itself would', async (status, json, result) => {
    says(status, json);
    expect(await append()).toEqual(result);
  });

  it('gives up what will never be taken, and nothing else', async () => {
    says(422, { code: 'INGEST_REFUSED', message: 'not yours' });
    await expect(append()).rejects.toThrow(InvalidAppend);
    for (const [status, json] of [
      [500, {}],
      [502, { code: 'X', message: 'a proxy' }],
      [404, {}],
      [202, { hello: 1 }],
      [409, { code: 'INGEST_NEWER', message: 'wait' }],
      [409, { code: 'INGEST_SEQUENCE', message: 'no number' }],
      [413, {}],
    ] as const) {
      says(status, json);
      const error: unknown = await append().catch((thrown: unknown) => thrown);
      expect([status, error instanceof Error, error instanceof InvalidAppend]).toEqual([status, true, false]);
    }
    answers.push((response) => void response.destroy());
    await expect(append()).rejects.toThrow(/does not answer/);
  });

  it('sends nothing before it may again', async () => {
    says(429, { code: 'INGEST_BUDGET', message: 'too much' }, { 'retry-after': '1' });
    await expect(append()).rejects.toThrow('too much');
    const waiting = append();
    let over = false;
    void waiting.finally(() => (over = true)).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([heard.length, over]).toEqual([1, false]);
    await log.close();
    await expect(waiting).rejects.toThrow('closed');
    expect(heard).toHaveLength(1);
  });

  it('takes another key up when its own is refused, of the same sensor alone', async () => {
    const unsigned = { code: 'INGEST_UNSIGNED', message: 'who?' };
    const [first, second] = [pair, makeKeyPair()];
    identity = { ...identity, sensor: 'edge-2', key: second.id, privateKey: second.privateKey };
    says(401, unsigned);
    await expect(append()).rejects.toThrow('who?');
    identity = { ...identity, sensor: 'edge-1' };
    says(401, unsigned);
    await expect(append()).rejects.toThrow('who?');
    says(202, TAKEN);
    await append();
    expect(heard.map(({ headers }) => headers['wireledger-key'])).toEqual([first.id, first.id, second.id]);
  });

  it('sends nothing in clear text over a network', () => {
    identity = { ...identity, to: 'http://192.0.2.1:3000' };
    expect(() => new RemoteLog({ identity: () => identity, now: () => now })).toThrow(/clear text/);
  });
});

describe('the name of a remote sensor', () => {
  it('is the only one it writes under', () => {
    expect(asOwn({ file: 'x' }, 'edge-1')).toEqual({ file: 'x', sensor: 'edge-1' });
    expect(asOwn({ sensor: 'replay' }, 'edge-1')).toEqual({ sensor: 'edge-1' });
    expect(asOwn({ sensor: 'edge-1' }, 'edge-1')).toEqual({ sensor: 'edge-1' });
    expect(() => asOwn({ sensor: 'edge-2' }, 'edge-1')).toThrow(ControlError);
  });
});
