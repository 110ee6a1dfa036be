import type { Scope } from '@wireledger/access';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';
import { flowId } from '@wireledger/kernel/hashing';

import type { ReadModels } from '../read-models';
import {
  AUTH_RECORD,
  factsEvent,
  factsWorld,
  type FactsWorld,
  HTTP_RECORD,
  TLS_RECORD,
  type TlsRecord,
} from '../testing/facts-world';
import { grouped } from '../testing/counting';
import { appendEach, sourceId, T0 } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

const STREAM = 'facts-sensor-1.20261121';
let server: TestReadModels;
let world: FactsWorld;
let models: ReadModels;
let log: InMemoryEventLog;
beforeAll(async () => {
  server = await TestReadModels.start();
  world = factsWorld({ seed: 5, size: 260 });
  log = stillLog();
  models = await open(log, world);
}, 90_000);
afterAll(() => server.stop());

/** A log whose clock stands still, so that rows recorded twice are equal. */
const stillLog = () => new InMemoryEventLog({ clock: () => T0 + 3_600_000_000 });

async function open(onto: InMemoryEventLog, ...worlds: FactsWorld[]): Promise<ReadModels> {
  for (const one of worlds) await appendEach(onto, `facts-${one.sensor}.20261121`, one.events);
  const opened = await server.open(onto);
  await followAllToEnd(opened);
  return opened;
}

type Lists = 'tlsHandshakes' | 'httpTransactions' | 'authAttempts';
interface Row {
  readonly id: string;
  readonly time: string;
}

/** All rows of a list, page by page. */
async function all<R extends Row>(
  of: ReadModels,
  list: Lists,
  args: object = {},
  scope: Scope | null = null,
  first = 70,
): Promise<R[]> {
  const rows: R[] = [];
  let after: string | null = null;
  do {
    const ask = of.queries[list] as unknown as (
      args: object,
      scope: Scope | null,
    ) => Promise<{ rows: Row[]; next: string | null }>;
    const page = await ask({ ...args, first, after }, scope);
    rows.push(...(page.rows as R[]));
    after = page.next;
  } while (after !== null);
  return rows;
}

const range = { from: formatTime(T0 + 600_000_000), to: formatTime(T0 + 2_400_000_000) };
const inRange = ({ time }: { time: number }) => time >= T0 + 600_000_000 && time < T0 + 2_400_000_000;
/** Greatest first, ties by key, as lists have it; '' is not counted. */
const top = (pairs: Iterable<readonly [string, number]>) =>
  [...grouped(pairs)]
    .filter(([key, value]) => key !== '' && value > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
const keys = (list: { rows: readonly { key: string; value: number }[] }) =>
  list.rows.map(({ key, value }) => [key, value]);

it('lists every record once, in every order and page size', async () => {
  for (const [list, sorts, records] of [
    ['tlsHandshakes', ['TIME_DESC', 'TIME_ASC', 'LATENCY_DESC', 'EXPIRY_ASC', 'EXPIRY_DESC'], world.tls],
    ['httpTransactions', ['TIME_DESC', 'TIME_ASC', 'LATENCY_DESC', 'STATUS_DESC', 'RESPONSE_DESC'], world.http],
    ['authAttempts', ['TIME_DESC', 'TIME_ASC', 'COUNT_DESC'], world.auth],
  ] as const)
    for (const sort of sorts) {
      const rows = await all(models, list, { sort });
      expect(new Set(rows.map(({ id }) => id)).size).toBe(records.length);
      expect(await all(models, list, { sort }, null, 13)).toEqual(rows);
      if (sort === 'TIME_ASC')
        expect(rows.map(({ time }) => time)).toEqual(records.map(({ time }) => formatTime(time)));
    }
  const expiry = await all<{ id: string; time: string; certificate: { notAfter: string } | null }>(
    models,
    'tlsHandshakes',
    { sort: 'EXPIRY_DESC' },
  );
  const told = expiry.map(({ certificate }) => certificate?.notAfter ?? '');
  expect(told).toEqual(told.toSorted().toReversed());
  await expect(models.queries.tlsHandshakes({ sort: 'NAME_ASC' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  const other = await models.queries.httpTransactions({ first: 1 });
  await expect(models.queries.tlsHandshakes({ after: other.next })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('shows a record as it was written', async () => {
  const [record] = world.tls.filter(({ certSha256, version }) => certSha256 !== '' && version !== 0);
  if (!record) throw new Error('none in clear');
  const { rows } = await models.queries.tlsHandshakes({
    where: {
      flow: flowId(world.source, record.flow),
      range: { from: formatTime(record.time), to: formatTime(record.time + 1) },
    },
  });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    ...{ client: record.client, clientPort: record.clientPort, server: record.server, serverPort: record.serverPort },
    ...{ flow: flowId(world.source, record.flow), serverName: record.serverName || null, version: 'TLS 1.2' },
    ...{
      versionOffered: 'TLS 1.3',
      cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      alpn: record.alpn,
      ja4: record.ja4,
    },
    ...{ alpnOffered: ['h2', 'http/1.1'], ja3Retry: null, quicVersion: null, retried: false, sensor: 'sensor-1' },
    latencyMs: record.latency < 0 ? null : record.latency / 1000,
    certificate: {
      ...{ sha256: 'c'.repeat(64), subject: 'CN=www.example.com', issuer: record.certIssuer, serial: '0a1b' },
      ...{ notBefore: '2025-10-09T08:53:20.000000Z', nameCount: 2, names: ['www.example.com', 'example.com'] },
    },
  });
});

it('takes conditions together, each of them alone', async () => {
  const count = async (list: Lists, where: object) =>
    (await (models.queries[list] as (args: object) => Promise<{ count: number }>)({ where })).count;
  const tls = (test: (r: TlsRecord) => boolean) => world.tls.filter(test).length;
  const client = '10.0.0.3';
  expect(await count('tlsHandshakes', { range })).toBe(tls(inRange));
  expect(await count('tlsHandshakes', { ip: [client] })).toBe(tls((r) => r.client === client));
  expect(await count('tlsHandshakes', { server: ['198.51.100.0/30'] })).toBe(
    tls((r) => /^198\.51\.100\.[0-3]$/.test(r.server)),
  );
  expect(await count('tlsHandshakes', { serverName: ['site-1.example.com'], version: ['TLS 1.2'] })).toBe(
    tls((r) => r.serverName === 'site-1.example.com' && r.version === 0x0303),
  );
  expect(await count('tlsHandshakes', { search: 'SITE-1' })).toBe(tls((r) => r.serverName.includes('site-1')));
  expect(await count('tlsHandshakes', { search: 'site-1.*' })).toBe(tls((r) => r.serverName.startsWith('site-1.')));
  expect(await count('tlsHandshakes', { issuer: ['CN=CA 1'] })).toBe(tls((r) => r.certIssuer === 'CN=CA 1'));
  expect(await count('tlsHandshakes', { search: '%' })).toBe(0);
  expect(await count('httpTransactions', { status: [404], method: ['POST', ''] })).toBe(
    world.http.filter((r) => r.status === 404 && r.method !== 'GET').length,
  );
  expect(await count('httpTransactions', { search: '/page/3' })).toBe(
    world.http.filter((r) => r.target.includes('/page/3')).length,
  );
  expect(await count('authAttempts', { outcome: ['failure', 'likelyFailure'], cleartext: true })).toBe(
    world.auth.filter((r) => r.outcome.toLowerCase().includes('failure') && r.cleartext === 1).length,
  );
  expect(await count('authAttempts', { user: ['root'], service: ['ssh'] })).toBe(
    world.auth.filter((r) => r.user === 'root' && r.service === 'ssh').length,
  );
  for (const where of [{ version: ['TLS 9'] }, { flow: 'x' }, { ip: ['here'] }, { serverName: Array(101).fill('x') }])
    await expect(models.queries.tlsHandshakes({ where })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('counts what occurs most as a count by hand does', async () => {
  const first = 50;
  const ones = (records: readonly TlsRecord[], key: (r: TlsRecord) => string) =>
    top(records.map((r): [string, number] => [key(r), 1]));
  const within = world.tls.filter(inRange);
  const tls = await models.queries.tlsTops({ where: { range }, first });
  expect(tls.total).toBe(within.length);
  expect(keys(tls.serverNames)).toEqual(ones(within, (r) => r.serverName));
  expect(keys(tls.ja4)).toEqual(ones(within, (r) => r.ja4));
  expect(keys(tls.issuers)).toEqual(ones(within, (r) => r.certIssuer));
  expect(new Map(keys(tls.versions) as [string, number][])).toEqual(
    new Map([
      ['TLS 1.2', within.filter((r) => r.version === 0x0303).length],
      ['TLS 1.3', within.filter((r) => r.version === 0x0304).length],
    ]),
  );
  const few = await models.queries.tlsTops({ where: { range }, first: 2 });
  expect(few.serverNames).toEqual({ ...tls.serverNames, rows: tls.serverNames.rows.slice(0, 2) });
  expect(tls.serverNames.rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  const http = await models.queries.httpTops({ where: { status: [200] }, first });
  const good = world.http.filter((r) => r.status === 200);
  expect(http.total).toBe(good.length);
  expect(keys(http.hosts)).toEqual(top(good.map((r) => [r.host, 1])));
  expect(keys(http.userAgents)).toEqual(top(good.map((r) => [r.userAgent, 1])));
  expect(keys(http.statuses)).toEqual([['200', good.length]]);
  const auth = await models.queries.authTops({ first });
  expect(auth.total).toBe(world.auth.length);
  expect(keys(auth.clients)).toEqual(top(world.auth.map((r) => [r.client, 1])));
  expect(keys(auth.outcomes)).toEqual(top(world.auth.map((r) => [r.outcome, 1])));
  await expect(models.queries.authTops({ first: 51 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

const SCOPES: [string, Scope][] = [
  ['a prefix', { ip: ['10.0.0.4/30'] }],
  ['ports', { port: [443, 22, 80] }],
  ['a protocol that none has', { proto: [17] }],
  ['another sensor', { sensor: ['sensor-2'] }],
];
/** Places in the log differ between a world and a part of it; nothing else may. */
const withoutPlaces = (rows: readonly Row[]) => rows.map(({ id: _id, ...row }) => row);

it.each(SCOPES)('A-59 within %s: as in a world that holds nothing else', async (_name, scope) => {
  const part = factsWorld({
    ...{ seed: 5, size: 260 },
    keep: ({ client, serverPort }) =>
      (!scope.ip || /^10\.0\.0\.[4-7]$/.test(client)) &&
      (!scope.port || scope.port.includes(serverPort)) &&
      !scope.proto &&
      !scope.sensor,
  });
  const alone = await open(stillLog(), part);
  for (const list of ['tlsHandshakes', 'httpTransactions', 'authAttempts'] as const) {
    const seen = withoutPlaces(await all(models, list, { where: { range } }, scope));
    expect(seen).toEqual(withoutPlaces(await all(alone, list, { where: { range } })));
    const flows = await all<{ id: string; time: string; flow: string }>(models, list);
    for (const { flow } of flows.slice(0, 20))
      expect(withoutPlaces(await all(models, list, { where: { flow } }, scope))).toEqual(
        withoutPlaces(await all(alone, list, { where: { flow } })),
      );
  }
  for (const tops of ['tlsTops', 'httpTops', 'authTops'] as const)
    expect(await models.queries[tops]({ where: { range } }, scope)).toEqual(
      await alone.queries[tops]({ where: { range } }),
    );
});

it('the past is what was recorded until then, the rows rebuilt are the same', async () => {
  const own = stillLog();
  const early = factsWorld({ seed: 8, size: 60 });
  const then = await open(own, early);
  const position = await own.head();
  const lists = ['tlsHandshakes', 'httpTransactions', 'authAttempts'] as const;
  const ask = async (more: object = {}) => [
    ...(await Promise.all(lists.map((list) => all(then, list, more)))),
    ...(await Promise.all((['tlsTops', 'httpTops', 'authTops'] as const).map((name) => then.queries[name](more)))),
  ];
  const exact = (answers: unknown[]) =>
    JSON.parse(JSON.stringify(answers), (key, value: unknown) =>
      /^(coarse|nextExact)$/.test(key) ? undefined : value,
    ) as unknown;
  const before = await ask();
  await appendEach(own, 'facts-sensor-1.20261122', factsWorld({ seed: 9, size: 80 }).events);
  await followAllToEnd(then);
  expect(exact(await ask({ asOf: position }))).toEqual(before);
  const now = await ask();
  expect(now).not.toEqual(before);
  for (const name of ['tls', 'http', 'auth']) await then.rebuild(name);
  expect((await then.queries.tlsHandshakes({})).count).toBe(0);
  await followAllToEnd(then);
  expect(await ask()).toEqual(now);
});

it('A-10 keeps hostile texts and numbers in one visible form', async () => {
  const origin = { sensor: 'sensor-1', source: sourceId('hostile facts') };
  const evil = '\u202e<img src=x onerror=alert(1)>\u0000\ud800';
  const shown = '\u202e<img src=x onerror=alert(1)>\\u0000\\ud800';
  const own = stillLog();
  await appendEach(own, STREAM, [
    factsEvent(origin, 'tls', 1, [
      {
        ...{ ...TLS_RECORD, serverName: evil, certSubject: evil, certIssuer: evil, alpn: evil, alpnOffered: [evil] },
        ...{ certNames: [evil], certNotBefore: -9e15, certNotAfter: 253_402_300_799, flow: 0, quicVersion: 0xffffffff },
      },
    ]),
    factsEvent(origin, 'http', 2, [
      {
        ...{ ...HTTP_RECORD, method: evil, host: evil, target: `/${evil}${'ä'.repeat(4000)}`, userAgent: evil },
        ...{ responseLength: Number.MAX_SAFE_INTEGER, referrer: evil, serverSoftware: evil },
      },
    ]),
    factsEvent(origin, 'auth', 3, [{ ...AUTH_RECORD, user: evil, serverSoftware: evil, outcome: 'unknown' }]),
  ]);
  const evilModels = await open(own);
  const [tls] = (await evilModels.queries.tlsHandshakes({ where: { serverName: [shown] } })).rows;
  expect(tls).toMatchObject({
    ...{ serverName: shown, alpn: shown, alpnOffered: [shown], flow: null, quicVersion: '0xffffffff' },
    certificate: {
      ...{ subject: shown, names: [shown], notBefore: '0000-01-01T00:00:00.000000Z' },
      notAfter: '9999-12-31T23:59:59.000000Z',
    },
  });
  const [http] = (await evilModels.queries.httpTransactions({ where: { userAgent: [evil], search: 'ONERROR' } })).rows;
  expect(http).toMatchObject({ host: shown, method: shown, responseLength: Number.MAX_SAFE_INTEGER });
  expect(http?.target).toHaveLength(1 + shown.length + 4000);
  expect((await evilModels.queries.authTops({ where: { user: [shown] } })).users.rows).toEqual([
    { key: shown, value: 1, share: 1 },
  ]);
});
