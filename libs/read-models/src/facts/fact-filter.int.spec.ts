import { DetectorHost, DETECTORS, rule } from '@wireledger/detectors';
import { InMemoryEventLog, type NewEvent } from '@wireledger/event-sourcing';
import type { Batch, ColumnsOf, DnsAnswer } from '@wireledger/events';
import { FACT_KINDS, type FactKind, parseFilter, toPredicate, withPlaces } from '@wireledger/filter';
import { type FactAt, factBatchReader } from '@wireledger/filter/rows';
import { randomExpressions, TestPlaces } from '@wireledger/filter/testing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { AUTH_RECORD, columnsOf, HTTP_RECORD, TLS_RECORD } from '../testing/facts-world';
import { seeded } from '../testing/little-world';
import { appendEach, batchEvent, dnsColumns, sourceId, T0 } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

jest.setTimeout(900_000);

const SEED = 20_261_129;
/** More of them on demand: `WIRELEDGER_FULL=1`. */
const EXPRESSIONS = process.env.WIRELEDGER_FULL ? 2000 : 150;

const ADDRESSES = [
  ...['10.0.0.0', '10.0.0.1', '10.0.0.255', '10.255.255.255', '11.0.0.0', '192.168.0.1', '198.51.100.7'],
  ...['::', '::1', '::ffff:10.0.0.1', '2001:db8::', '2001:db8::1', 'fe80::1'],
];
/** Texts as nobody would choose them: what LIKE, quoting, escapes, folding and JSON stumble over. */
const TEXTS = [
  ...['', 'www.example.com', 'WWW.example.com', 'a%', 'a_', 'ab', 'a\\', '100%_\\', "it's", '"quoted"', '*', 'a*b?'],
  ...[
    "'; DROP TABLE x; --",
    'é',
    'İ',
    'ß',
    '😀',
    '$1',
    '{a,b}',
    '["x"]',
    'null',
    ' ',
    'a\nb',
    '\u{202e}abc',
    '\\u0000',
  ],
];
const NUMBERS = [0, 1, 2, 53, 404, 1023, 65_535, 2 ** 31 - 1];
const SENSORS = ['edge-1', 'Edge_%'];

/** Measures of rules, each by the columns that it is made of. */
const MEASURED: { readonly [K in FactKind]: Readonly<Record<string, (at: FactAt<K>) => string | number | null>> } = {
  dns: {
    'distinct domain': ({ cols, n }) => (cols.name[n] as string) || null,
    'distinct dns.rcode': ({ cols, n }) => ((cols.rcode[n] as number) < 0 ? null : (cols.rcode[n] as number)),
    'sum of dns.queries': ({ cols, n }) => cols.queries[n] as number,
  },
  tls: {
    'distinct tls.version': ({ cols, n }) => cols.version[n] || null,
    'distinct tls.sni': ({ cols, n }) => cols.serverName[n] || null,
  },
  http: {
    'distinct http.path': ({ cols, n }) => cols.target[n] || null,
    'sum of http.received': ({ cols, n }) => Math.max(0, cols.responseLength[n] as number),
  },
  auth: {
    'distinct auth.user': ({ cols, n }) => cols.user[n] || null,
    'sum of auth.attempts': ({ cols, n }) => cols.count[n] as number,
  },
};
const COUNTED: Readonly<Record<FactKind, string>> = {
  ...{ dns: 'lookups', tls: 'handshakes', http: 'requests', auth: 'sign-ins' },
};

type At = FactAt & { readonly event: NewEvent };

/** Columns of some facts with every value that a column may hold, and with those that mean that there is none. */
function someColumns(kind: FactKind, count: number, random: () => number): ColumnsOf[FactKind] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const some = () => Array.from({ length: pick([0, 0, 1, 2, 3]) }, () => pick(TEXTS));
  const ends = () => ({
    ...{ at: T0, time: T0 + pick([0, 1, 1_000_000, 59_999_999]), client: pick(ADDRESSES), server: pick(ADDRESSES) },
    ...{ clientPort: pick([0, 53, 1024, 65_535]), serverPort: pick([22, 53, 443]), proto: pick([6, 17]) },
    latency: pick([-1, 0, 250_000, 1_000_000]),
  });
  const records = (one: () => object) => Array.from({ length: count }, one);
  switch (kind) {
    case 'dns': {
      const facts = records(() => ({
        ...{ flow: 1, ...ends(), name: pick(TEXTS).toLowerCase(), raw: '', qtype: pick([1, 16, 28, 255, 65_280]) },
        ...{ rcode: pick([-1, 0, 2, 3, 3841]), queries: pick([0, 1, 3]), responses: 1 },
        answers: some().map((data): DnsAnswer => [pick([1, 5, 16]), 60, pick([data, ...ADDRESSES])]),
      })) as Parameters<typeof dnsColumns>[0];
      const cols = dnsColumns(facts, T0);
      const fill = <T>(values: readonly T[]) => facts.map(() => pick(values));
      return {
        ...cols,
        ...{ service: fill(['dns', 'mdns', 'llmnr']), proto: fill([6, 17]), clientPort: fill([53, 5353, 40_000]) },
      };
    }
    case 'tls':
      return columnsOf(
        records(() => ({
          ...{ ...TLS_RECORD, ...ends(), transport: pick(['tcp', 'quic', 'dtls']), serverName: pick(TEXTS) },
          ...{ version: pick([0, 0x0301, 0x0304, 0x7f1c, 0xfefd]), versionOffered: pick([0, 0x0303, 0x0304]) },
          ...{ alpn: pick(TEXTS), ja3: pick(TEXTS), ja4: pick(TEXTS), ja3s: pick(TEXTS), certSha256: pick(TEXTS) },
          ...{ certSubject: pick(TEXTS), certIssuer: pick(TEXTS), certNames: some() },
          certNotAfter: pick([0, 1, 1_790_000_000, 253_402_300_799, 9_007_199_254_740_991, -62_167_219_201]),
        })),
      ) as unknown as ColumnsOf['tls'];
    case 'http':
      return columnsOf(
        records(() => ({
          ...{ ...HTTP_RECORD, ...ends(), method: pick(['', 'GET', 'get', 'POST']), host: pick(TEXTS) },
          ...{ target: pick(TEXTS), userAgent: pick(TEXTS), referrer: pick(TEXTS), auth: pick(['', 'basic']) },
          ...{ version: pick(['0.9', '1.0', '1.1']), status: pick([0, 200, 404]), serverSoftware: pick(TEXTS) },
          ...{
            responseType: pick(TEXTS),
            requestLength: pick([-1, ...NUMBERS]),
            responseLength: pick([-1, ...NUMBERS]),
          },
        })),
      ) as unknown as ColumnsOf['http'];
    case 'auth':
      return columnsOf(
        records(() => ({
          ...{ ...AUTH_RECORD, ...ends(), service: pick(['ftp', 'ssh']), mechanism: pick(TEXTS), user: pick(TEXTS) },
          ...{
            outcome: pick(['success', 'failure', 'likelyFailure']),
            count: pick([0, 1, 7]),
            cleartext: pick([0, 1]),
          },
          ...{ code: pick([0, 404, 530]), clientSoftware: pick(TEXTS), serverSoftware: pick(TEXTS) },
        })),
      ) as unknown as ColumnsOf['auth'];
  }
}

let server: TestReadModels;
let models: ReadModels;
const rows = {} as Record<FactKind, (At & { id: string })[]>;
beforeAll(async () => {
  server = await TestReadModels.start();
  const random = seeded(SEED);
  const made = FACT_KINDS.flatMap((kind) =>
    SENSORS.map((sensor) => {
      const cols = someColumns(kind, 150, random);
      const event = batchEvent({ sensor, source: sourceId(sensor) }, kind, FACT_KINDS.indexOf(kind) + 1, cols, [
        T0,
        T0 + 1e8,
      ]);
      return { kind, sensor, cols, event };
    }),
  );
  const log = new InMemoryEventLog();
  await appendEach(
    log,
    'facts-edge.20261121',
    made.map(({ event }) => event),
  );
  const { events } = await log.readAll({ after: 'start', limit: 100 });
  for (const [i, { kind, sensor, event }] of made.entries()) {
    const { cols, t0, n } = (events[i] as { data: unknown }).data as Batch<FactKind>;
    const position = events[i]?.position as string;
    const at = Array.from({ length: n }, (_, n) => ({ ...{ cols, t0, n, sensor, event }, id: `${position}#${n}` }));
    rows[kind] = [...(rows[kind] ?? []), ...at];
  }
  await places.ready();
  models = await server.open(log, undefined, new TestPlaces());
  await followAllToEnd(models);
});
afterAll(() => server.stop());

const places = new TestPlaces();

const LISTS = {
  dns: 'dnsTransactions',
  tls: 'tlsHandshakes',
  http: 'httpTransactions',
  auth: 'authAttempts',
} as const satisfies Record<FactKind, keyof ReadModels['queries']>;

type Scope = Parameters<ReadModels['queries']['dnsTransactions']>[1];
async function listed(kind: FactKind, filter: string, where: object = {}, scope: Scope = null): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: { rows: readonly { id: string }[]; next: string | null; count: number } = await models.queries[
      LISTS[kind]
    ]({ where: { filter, ...where }, first: 200, after }, scope);
    ids.push(...page.rows.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  return ids.sort();
}
function tested(kind: FactKind, text: string): string[] {
  const parsed = parseFilter(text, kind);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  const passes = toPredicate(parsed.expression, withPlaces(factBatchReader(kind), places));
  return rows[kind]
    .filter(passes)
    .map(({ id }) => id)
    .sort();
}

const generic = DETECTORS.find(({ id }) => id === 'generic') as (typeof DETECTORS)[number];
/** What a rule over all of the time counts of what fits an expression; 0 where it is not raised. */
function counted(kind: FactKind, when: string, measure: string): number {
  const given = { kind, when, measure, windowS: 86_400, threshold: 1, severity: 'low' };
  let value = 0;
  const host = new DetectorHost({
    scope: '99999999-8888-5777-8666-555555555555',
    rules: [rule({ id: 'one', title: 'one', detector: generic, parameters: given, cooldownS: 86_400 })],
    onChange: (change) => (value = change.value),
  });
  for (const [i, sensor] of SENSORS.entries()) {
    const { cols, t0 } = rows[kind].find((row) => row.sensor === sensor) as At;
    const payload = { v: 1, n: cols.at.length, t0, cols } as unknown as Batch;
    host.take({ kind, eventId: `batch-${i}`, source: `${sensor}/x`, sensor, firstSeq: 1, payload });
  }
  host.finish();
  return value;
}

function* understood(kind: FactKind): Generator<string> {
  const pool = {
    ...{ addresses: ADDRESSES, numbers: NUMBERS, communities: [], times: [T0, T0 + 1_000_000, 1_790_000_000e6] },
    texts: [...TEXTS.filter((text) => text !== ''), ...SENSORS, 'ssh', 'failure', 'GET', 'mdns'],
  };
  for (const text of randomExpressions(seeded(SEED), pool, kind)) if (parseFilter(text, kind).ok) yield text;
}

describe.each(FACT_KINDS)('a filter of %s', (kind) => {
  it(`finds the same in the database and in memory, for ${EXPRESSIONS} expressions`, async () => {
    let [some, none, all, n] = [0, 0, 0, 0];
    for (const text of understood(kind)) {
      const expected = tested(kind, text);
      expect([text, await listed(kind, text)]).toEqual([text, expected]);
      if (expected.length === 0) none++;
      else if (expected.length === rows[kind].length) all++;
      else some++;
      if (++n === EXPRESSIONS) break;
    }
    // Expressions that nothing or everything meets prove little.
    expect(some).toBeGreaterThan(EXPRESSIONS / 4);
    expect(none).toBeGreaterThan(2);
    expect(all).toBeGreaterThan(2);
  });

  it('counts in a rule what the database finds, by every measure', async () => {
    let [above, n] = [0, 0];
    for (const text of understood(kind)) {
      // Rules do not ask where addresses are.
      if (/(country|asn)\b/.test(text)) continue;
      const ids = new Set(await listed(kind, text));
      const found = rows[kind].filter(({ id }) => ids.has(id));
      const measures = Object.entries(MEASURED[kind]).map(([measure, of]) => {
        const values = found.map(of as (at: FactAt) => string | number | null);
        const all = measure.startsWith('sum')
          ? values.reduce<number>((sum, value) => sum + (value as number), 0)
          : new Set(values.filter((value) => value !== null)).size;
        return [measure, all] as const;
      });
      for (const [measure, all] of [[COUNTED[kind], found.length] as const, ...measures])
        expect([text, measure, counted(kind, text, measure)]).toEqual([text, measure, all]);
      if (found.length > 0) above++;
      if (++n === EXPRESSIONS / 3) break;
    }
    expect(above).toBeGreaterThan(n / 4);
  });

  it.each(['ip exists', 'not ip = 10.0.0.1', '(sensor exists) or is:internal'])(
    'never reaches beyond a scope: %s',
    async (filter) => {
      const scope = { ip: ['10.0.0.0/24'], sensor: ['edge-1'] };
      const [inside, found] = [await listed(kind, '', {}, scope), await listed(kind, filter, {}, scope)];
      expect(inside.length).toBeGreaterThan(5);
      expect(found).toEqual(tested(kind, filter).filter((id) => inside.includes(id)));
    },
  );

  it('is refused with its place before the database is asked', async () => {
    await expect(listed(kind, 'ip = 10.0.0.1 and bytes > 1')).rejects.toMatchObject({
      code: 'BAD_FILTER',
      details: { reason: 'otherKind', position: 18, end: 23 },
    });
  });

  it.each(["' or 1=1 --", '$2', '\\', '%', '_', '"; drop table rm.flow; --', "') or ('1'='1", '${1}', ':name'])(
    'A-67 takes %j as a value and as nothing else',
    async (value) => {
      const field = { dns: 'dns.answers', tls: 'tls.names', http: 'http.path', auth: 'auth.user' }[kind];
      expect(await listed(kind, `${field} = ${JSON.stringify(value)}`)).toEqual([]);
      expect((await listed(kind, '')).length).toBe(rows[kind].length);
    },
  );
});

describe('filters of facts', () => {
  const want = (kind: FactKind, test: (at: never) => boolean) =>
    rows[kind]
      .filter(test as unknown as (at: At) => boolean)
      .map(({ id }) => id)
      .sort();

  it('mean what hand-written tests say', async () => {
    expect(await listed('dns', 'dns.rcode = NXDOMAIN')).toEqual(
      want('dns', ({ cols, n }: FactAt<'dns'>) => cols.rcode[n] === 3),
    );
    expect(await listed('dns', 'dns.rcode not exists')).toEqual(
      want('dns', ({ cols, n }: FactAt<'dns'>) => cols.rcode[n] === -1),
    );
    expect(await listed('dns', 'dns.answers = 10.0.0.1')).toEqual(
      want('dns', ({ cols, n }: FactAt<'dns'>) => (cols.answers[n] ?? []).some(([, , data]) => data === '10.0.0.1')),
    );
    expect(await listed('tls', 'tls.names = "\\\\u0000"')).toEqual(
      want('tls', ({ cols, n }: FactAt<'tls'>) => (cols.certNames[n] ?? []).includes('\\u0000')),
    );
    expect(await listed('tls', 'tls.version = TLSv1.3')).toEqual(
      want('tls', ({ cols, n }: FactAt<'tls'>) => cols.version[n] === 0x0304),
    );
    expect(await listed('http', 'http.status != 404')).toEqual(
      want('http', ({ cols, n }: FactAt<'http'>) => cols.status[n] !== 404),
    );
    expect(await listed('auth', 'auth.cleartext = yes and auth.attempts > 1')).toEqual(
      want('auth', ({ cols, n }: FactAt<'auth'>) => cols.cleartext[n] === 1 && (cols.count[n] as number) > 1),
    );
    expect(await listed('http', 'www.example.com')).toEqual(
      want('http', ({ cols, n }: FactAt<'http'>) => /(^|\.)www\.example\.com$/i.test(cols.host[n] as string)),
    );
  });

  it('hold beside other conditions, and in what occurs most', async () => {
    const range = { from: formatTime(T0), to: formatTime(T0 + 2_000_000) };
    const inRange = want('tls', ({ cols, n }: FactAt<'tls'>) => (cols.time[n] as number) < 2_000_000);
    const expected = tested('tls', 'tls.transport = quic').filter((id) => inRange.includes(id));
    expect(expected.length).toBeGreaterThan(5);
    expect(await listed('tls', 'tls.transport = quic', { range })).toEqual(expected);
    const where = { filter: 'tls.transport = quic', range };
    expect((await models.queries.tlsTops({ where })).total).toBe(expected.length);
    expect((await models.queries.httpTops({ where: { filter: 'http.status = 404' } })).total).toBe(
      tested('http', 'http.status = 404').length,
    );
    expect((await models.queries.authTops({ where: { filter: 'auth.service = ssh' } })).total).toBe(
      tested('auth', 'auth.service = ssh').length,
    );
  });
});

it('texts that the database cannot hold end no question', async () => {
  const hostile = ['\0', '\0\0', '\ud800', '\\\0', '\\\\\0', 'a\\u0000', '\udfff\ud800', '\\'];
  const cols = columnsOf(
    hostile.map((name) => ({ ...TLS_RECORD, certNames: [name, 'found.example'] })),
  ) as unknown as ColumnsOf['tls'];
  const log = new InMemoryEventLog();
  await appendEach(log, 'facts-edge.20261121', [
    batchEvent({ sensor: 'edge-1', source: sourceId('hostile') }, 'tls', 1, cols, [T0, T0 + 1e8]),
  ]);
  const hostileModels = await server.open(log);
  await followAllToEnd(hostileModels);
  const count = async (filter: string) => (await hostileModels.queries.tlsHandshakes({ where: { filter } })).count;
  expect(await count('tls.names = found.example')).toBe(hostile.length);
  expect(await count('tls.names = "\\\\u0000"')).toBe(1);
  expect(await count('tls.names = "\\\\\\\\u0000"')).toBe(1);
  expect(await count('tls.names = "a\\\\u0000"')).toBe(1);
  expect(await count('tls.names = "\\\\ud800"')).toBe(1);
});
