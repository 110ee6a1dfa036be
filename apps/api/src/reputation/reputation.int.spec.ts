import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as listen, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { OutboundPolicy } from '@wireledger/notify';
import { migrateReadModels, ReadModels, ReputationStore } from '@wireledger/read-models';

import type { Viewer } from '../access/viewer';
import { TestApi } from '../testing/test-api';
import { ReputationDesk } from './reputation-desk';
import type { ReputationKeys } from './reputation-keys';
import { ServicesOutside } from './services-outside';

const KEY = 'k3y-of-a-service-0123456789';
const VIEWER = { is: 'session', user: 'ada', session: 's', scope: null } as unknown as Viewer;
const ABUSE = { data: { abuseConfidenceScore: 88, totalReports: 7, isp: '<script>alert(1)</script>\u001b[31m' } };

let postgres: TestPostgres;
let models: ReadModels;
let server: Server;
let base: string;
let folder: string;
let answer: RequestListener;
let seen: { readonly url: string; readonly headers: Readonly<Record<string, unknown>> }[];
let now: number;
let masked: boolean;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const { host, port, user, password, database } = postgres.connection;
  const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  models = await ReadModels.open({ connection, poolSize: 3, log: new InMemoryEventLog() });
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await models.close();
  await postgres.stop();
});
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-reputation-'));
  writeFileSync(path.join(folder, 'key'), `${KEY}\n`);
  [seen, now, masked] = [[], Date.parse('2026-11-29T12:00:30Z'), false];
  answer = (_request, response) => response.end(JSON.stringify(ABUSE));
  await models.pool.query('TRUNCATE rm.reputation, rm.reputation_use');
});
afterEach(() => rmSync(folder, { recursive: true }));

const NONE = { has: () => Promise.resolve(false), open: () => Promise.reject(new Error('it has no key')) };
const desk = (files: object = {}, kept: Pick<ReputationKeys, 'has' | 'open'> = NONE) => {
  const key = path.join(folder, 'key');
  const outside = new ServicesOutside({
    policy: new OutboundPolicy(['127.0.0.1/32'], []),
    files: { rdap: folder, whois: '', abuseipdb: key, virustotal: key, otx: '', ...files },
    kept,
    bases: { abuseipdb: base, virustotal: base, otx: base },
    limits: { quietMs: 1000, wholeMs: 3000 },
  });
  const port = new ReputationStore(models.pool);
  return new ReputationDesk({ port, outside, masks: { masks: () => masked }, clock: () => now });
};
const ask = (service = 'abuseipdb', value = '8.8.8.8', files: object = {}) => desk(files).ask(VIEWER, service, value);
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'none',
    (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
  );

it('asks with the key, keeps the answer with its time, and does not ask again within the hour', async () => {
  const fact = await ask();
  expect(fact).toMatchObject({
    service: 'abuseipdb',
    verdict: 'bad',
    score: 88,
    askedAt: '2026-11-29T12:00:30.000000Z',
  });
  expect(JSON.stringify(fact.facts)).not.toMatch(/\\u001b/);
  expect(seen).toMatchObject([{ url: '/api/v2/check?ipAddress=8.8.8.8&maxAgeInDays=90', headers: { key: KEY } }]);
  await Promise.all([ask(), ask()]);
  expect(seen).toHaveLength(1);
  now += 3_600_001;
  answer = (_request, response) => response.end(JSON.stringify({ data: { abuseConfidenceScore: 0, totalReports: 0 } }));
  const both = desk();
  await Promise.all([both.ask(VIEWER, 'abuseipdb', '8.8.8.8'), both.ask(VIEWER, 'abuseipdb', '8.8.8.8')]);
  expect(seen).toHaveLength(2);
  expect(await both.known(VIEWER, '8.8.8.8')).toMatchObject([
    { verdict: 'unknown', askedAt: '2026-11-29T13:00:30.001000Z' },
  ]);
});

it.each([
  ['an address of one’s own', '10.0.0.5', 'BAD_USER_INPUT: This is an address or a name of one’s own network'],
  ['a name of one’s own', 'nas.local', 'BAD_USER_INPUT: This is an address or a name of one’s own network'],
  ['a mapped address', '::ffff:192.168.1.1', 'BAD_USER_INPUT: This is an address or a name of one’s own network'],
  ['no value', 'a b', 'BAD_USER_INPUT: Ask for an address'],
  ['what it does not know', 'www.site.com', 'BAD_USER_INPUT: There is no service "abuseipdb"'],
])('%s is told to nobody', async (_what, value, said) => {
  expect(await refusal(ask('abuseipdb', value))).toContain(said);
  expect(seen).toEqual([]);
});

it('none is asked that is off, or for somebody who sees traffic masked', async () => {
  expect(await refusal(ask('otx'))).toContain('REPUTATION_OFF');
  masked = true;
  expect(await refusal(ask())).toContain('MASKED');
  expect(await refusal(desk().known(VIEWER, '8.8.8.8'))).toContain('MASKED');
  expect(seen).toEqual([]);
});

it.each<[string, RequestListener, string]>([
  ['too slow', () => undefined, 'no answer within 1 s'],
  ['no JSON', (_q, r) => r.end('<html>'), 'its answer is not in its format'],
  ['another format', (_q, r) => r.end('{"data":{"abuseConfidenceScore":"88"}}'), 'its answer is not in its format'],
  ['10 MB', (_q, r) => r.end(JSON.stringify({ data: 'x'.repeat(10_000_000) })), 'more than 1 MiB'],
  ['a refusal of the key', (_q, r) => r.writeHead(401).end(), 'it refuses the key (401)'],
  ['elsewhere', (_q, r) => r.writeHead(302, { location: 'http://169.254.169.254/' }).end(), 'which is not followed'],
  ['packed', (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'sent packed'],
  [
    'broken off',
    (_q, r) => void r.writeHead(200, { 'content-length': '100' }).write('x', () => r.destroy()),
    'abuseipdb could not tell'.slice(10),
  ],
  ['out of order', (_q, r) => r.writeHead(500).end(), 'it answers 500'],
])('an answer that is %s changes nothing of what is known', async (_what, listener, why) => {
  await ask();
  now += 3_600_001;
  answer = listener;
  const said = await refusal(ask());
  expect(said).toMatch(/^REPUTATION_FAILED: AbuseIPDB could not tell: /);
  expect(said).toContain(why);
  expect(said).not.toContain(KEY);
  expect(await desk().known(VIEWER, '8.8.8.8')).toMatchObject([
    { verdict: 'bad', askedAt: '2026-11-29T12:00:30.000000Z' },
  ]);
});

it('429 is heeded by everybody, and the quota of a key by all processes together', async () => {
  answer = (_request, response) => response.writeHead(429, { 'retry-after': '120' }).end();
  expect(await refusal(ask())).toContain(
    'REPUTATION_LIMITED: AbuseIPDB was asked as often as it may be. Ask again at 2026-11-29T12:02:30Z',
  );
  answer = (_request, response) => response.end(JSON.stringify(ABUSE));
  expect(await refusal(ask('abuseipdb', '9.9.9.9'))).toContain('REPUTATION_LIMITED');
  expect(seen).toHaveLength(1);
  now += 120_001;
  await ask();
  expect(seen).toHaveLength(2);

  answer = (_request, response) =>
    response.end(JSON.stringify({ data: { attributes: { last_analysis_stats: { malicious: 0, harmless: 9 } } } }));
  const asked = await Promise.all(Array.from({ length: 6 }, (_, i) => refusal(ask('virustotal', `www.site${i}.com`))));
  expect(asked.filter((one) => one === 'none')).toHaveLength(4);
  expect(asked.filter((one) => one.startsWith('REPUTATION_LIMITED'))).toHaveLength(2);
  const services = await desk().services();
  expect(services.find(({ id }) => id === 'virustotal')).toMatchObject({
    on: true,
    usedToday: 4,
    perDay: 500,
    problem: null,
  });
  expect(services.find(({ id }) => id === 'otx')).toMatchObject({ on: false, usedToday: 0 });
});

it('registration data comes from the server that the registry names, and what nobody has is unknown', async () => {
  const registry = (services: unknown) => JSON.stringify({ version: '1.0', services });
  writeFileSync(path.join(folder, 'dns.json'), registry([[['net'], [`${base}/rdap/`]]]));
  writeFileSync(path.join(folder, 'ipv4.json'), registry([[['8.0.0.0/8'], [`${base}/ip4/`]]]));
  answer = (_request, response) =>
    response.end(
      JSON.stringify({
        objectClassName: 'domain',
        events: [{ eventAction: 'registration', eventDate: '2026-11-01T00:00:00Z' }],
      }),
    );
  expect((await ask('rdap', 'WWW.Site.net')).facts).toEqual([{ name: 'registered', text: '2026-11-01' }]);
  answer = (_request, response) => response.writeHead(404).end();
  expect(await ask('rdap', '8.8.8.8')).toMatchObject({ verdict: 'unknown', facts: [] });
  expect(seen.map(({ url }) => url)).toEqual(['/rdap/domain/site.net', '/ip4/ip/8.8.8.8']);
  expect(await refusal(ask('rdap', 'www.site.org'))).toContain('REPUTATION_FAILED');
  writeFileSync(path.join(folder, 'dns.json'), '{}');
  expect(await refusal(ask('rdap', 'www.other.net'))).toContain('dns.json is no registry of RDAP');
  expect((await desk().services()).find(({ id }) => id === 'rdap')?.problem).toContain('no registry');
});

describe('WHOIS', () => {
  let whois: NetServer;
  let told: string[];
  let say: (question: string, socket: Socket) => void;
  beforeAll(async () => {
    whois = listen((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (bytes) => {
        told.push(bytes.toString());
        say(bytes.toString().trim(), socket);
      });
    });
    await new Promise<void>((done) => whois.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => whois.close(done)));
  beforeEach(() => {
    told = [];
    say = (_question, socket) =>
      socket.end(
        '% a comment: none\r\nDomain Name: SITE.NET\r\nRegistrar: \u001b[31mNames\r\nCreation Date: 2026-11-01T00:00:00Z\r\n',
      );
  });
  const server = () => `127.0.0.1:${(whois.address() as AddressInfo).port}`;
  const asked = (value = 'www.site.net') => ask('whois', value, { whois: server() });

  it('is asked by one line, and its text becomes facts that are inert', async () => {
    const { facts, verdict } = await asked();
    expect(told).toEqual(['site.net\r\n']);
    expect(verdict).toBe('unknown');
    expect(facts.map(({ name }) => name)).toEqual(['name', 'registrar', 'registered']);
    expect(JSON.stringify(facts)).not.toMatch(/\\u001b/);
    say = (_question, socket) => socket.end('No match for "8.8.4.4".\r\n');
    expect(await asked('8.8.4.4')).toMatchObject({ verdict: 'unknown', facts: [] });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['does not come', () => undefined, 'REPUTATION_FAILED: WHOIS (registration) could not tell: no answer within 1 s'],
    ['never ends', (s) => void setInterval(() => s.destroyed || s.write('x'), 50).unref(), 'has not ended within 3 s'],
    ['is nothing', (s) => s.end(), 'its answer is not understood'],
    ['is not understood', (s) => s.end('\u0000<html>hello</html>'), 'its answer is not understood'],
    ['is 1 MB', (s) => s.end('x: y\n'.repeat(200_000)), 'more than 256 KiB'],
    ['is broken off', (s) => s.resetAndDestroy(), 'could not tell'],
    ['refers into the own network', (s) => s.end('refer: localhost.localdomain\r\n'), 'could not tell'],
    ['refers to the metadata of a cloud', (s) => s.end('refer: 169.254.169.254\r\n'), 'not on the Internet'],
    ['is that it is asked too often', (s) => s.end('Query limit exceeded. Try later.\r\n'), 'REPUTATION_LIMITED'],
  ])('an answer that %s is told, and changes nothing', async (_what, answers, why) => {
    say = (_question, socket) => answers(socket);
    expect(await refusal(asked())).toContain(why);
    expect(await desk().known(VIEWER, 'www.site.net')).toEqual([]);
  });

  it('is off unless a server is named, and not asked where the policy does not let it', async () => {
    expect(await refusal(ask('whois', 'www.site.net'))).toContain('REPUTATION_OFF');
    expect(await refusal(ask('whois', 'www.site.net', { whois: '10.0.0.1' }))).toContain('not on the Internet');
    expect(await refusal(ask('whois', 'www.site.net', { whois: '127.0.0.1:25' }))).toContain('Port 25 is not called');
    expect(told).toEqual([]);
  });
});

it('a key that is not there, or none, is told with its file and never asked with', async () => {
  expect(await refusal(ask('abuseipdb', '8.8.4.4', { abuseipdb: '/nowhere/key' }))).toContain(
    '/nowhere/key cannot be read (ENOENT)',
  );
  writeFileSync(path.join(folder, 'key'), 'two words\nhere');
  expect(await refusal(ask('abuseipdb', '8.8.4.4'))).toContain('holds no key');
  expect(seen).toEqual([]);
});

it('a key that somebody gave is asked with where no file is named; a file wins, also one that holds none', async () => {
  const GIVEN = 'given-on-the-page-0123456789';
  const kept = { has: () => Promise.resolve(true), open: () => Promise.resolve(GIVEN) };
  await desk({ abuseipdb: '' }, kept).ask(VIEWER, 'abuseipdb', '8.8.8.8');
  await desk({}, kept).ask(VIEWER, 'abuseipdb', '9.9.9.9');
  expect(seen.map(({ headers }) => headers['key'])).toEqual([GIVEN, KEY]);
  writeFileSync(path.join(folder, 'key'), 'no key');
  expect(await refusal(desk({}, kept).ask(VIEWER, 'abuseipdb', '8.8.4.4'))).toContain('holds no key');
  expect(seen).toHaveLength(2);
  const stand = async (files: object, has: boolean) =>
    (await desk(files, { ...kept, has: () => Promise.resolve(has) }).services()).map(({ id, on }) => `${id} ${on}`);
  expect(await stand({ abuseipdb: '', virustotal: '' }, true)).toEqual([
    ...['rdap true', 'whois false', 'abuseipdb true', 'virustotal true', 'otx true'],
  ]);
  expect(await stand({ abuseipdb: '', virustotal: '' }, false)).toEqual([
    ...['rdap true', 'whois false', 'abuseipdb false', 'virustotal false', 'otx false'],
  ]);
});

it('the API has every service off unless told otherwise, and asks nobody for reading', async () => {
  const api = await TestApi.start();
  try {
    const token = await api.person('ANALYST');
    const { data } = await api.query('{ reputationServices { id on } reputation(value: "8.8.8.8") { service } }', {
      token,
    });
    expect(data).toEqual({
      reputationServices: ['rdap', 'whois', 'abuseipdb', 'virustotal', 'otx'].map((id) => ({ id, on: false })),
      reputation: [],
    });
    const asked = await api.query('mutation { askReputation(service: "otx", value: "8.8.8.8") { verdict } }', {
      token,
    });
    expect(asked.errors?.[0]?.extensions.code).toBe('REPUTATION_OFF');
  } finally {
    await api.stop();
  }
});
