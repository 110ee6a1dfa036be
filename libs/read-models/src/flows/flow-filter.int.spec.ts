import { InMemoryEventLog, type NewEvent } from '@wireledger/event-sourcing';
import type { ColumnsOf } from '@wireledger/events';
import { type FlowAt, flowBatchReader } from '@wireledger/filter/rows';
import { formatFilter, parseFilter, toPredicate, withPlaces } from '@wireledger/filter';
import { expressions, randomExpressions, TestPlaces } from '@wireledger/filter/testing';
import { formatTime } from '@wireledger/kernel';
import { flowId } from '@wireledger/kernel/hashing';
import { Client } from 'pg';

import type { ReadModels } from '../read-models';
import { seeded } from '../testing/little-world';
import { appendEach, batchEvent, flowColumns, type FlowRecord, sourceId, T0 } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';
import { flowCommunityId } from './flow-community-id';

jest.setTimeout(900_000);

const SEED = 20_261_129;
/** More of them on demand: `WIRELEDGER_FULL=1`. */
const EXPRESSIONS = process.env.WIRELEDGER_FULL ? 5000 : 400;

/** Ends of prefixes, both families, and IPv4 inside IPv6, which is an address of its own. */
const ADDRESSES = [
  ...['0.0.0.0', '9.255.255.255', '10.0.0.0', '10.0.0.1', '10.0.0.255', '10.0.1.0', '10.255.255.255', '11.0.0.0'],
  ...['127.255.255.255', '128.0.0.0', '192.168.0.1', '198.51.100.7', '224.0.0.251', '255.255.255.255'],
  ...['::', '::1', '::10.0.0.1', '::ffff:10.0.0.0', '::ffff:10.0.0.1', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff'],
  ...['2001:db8::', '2001:db8::1', '2001:db8:0:0:8000::', 'fe80::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];
/** Texts as nobody would choose them: what LIKE, quoting, escapes and folding stumble over. */
const TEXTS = [
  ...['', 'dns', 'DNS', 'tls', 'a%', 'a_', 'ab', 'a\\', 'a\\%', '100%_\\', "it's", '"quoted"', "'; DROP TABLE x; --"],
  ...['*', '?', 'a*b?', 'É', 'é', 'İ', 'ß', '😀', 'x😀y', '$1', '{a,b}', 'NULL', ' ', 'a\nb', '\u{202e}abc', 'ſ', 'K'],
];
const NUMBERS = [0, 1, 2, 53, 443, 1023, 1024, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 40];
const SENSORS = ['edge-1', 'Edge_%', 'o\'hare \\ "x"'];

type Columns = { -readonly [K in keyof ColumnsOf['flow']]: ColumnsOf['flow'][K][number][] };

/** Rows with every value that a column may hold, and with those that mean that there is none. */
function someFlows(sensor: string, count: number, random: () => number) {
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const records = Array.from({ length: count }, (_, i): FlowRecord => {
    const first = T0 + pick([0, 1, 1_000_000, 59_999_999]);
    const last = first + pick([0, 1, 250_000, 7_200_000_000]);
    const sums = {
      ...{ srcPackets: pick(NUMBERS), dstPackets: pick(NUMBERS), srcBytes: pick(NUMBERS), dstBytes: pick(NUMBERS) },
    };
    const ends = {
      src: pick(ADDRESSES),
      dst: pick(ADDRESSES),
      srcPort: below(65_536),
      dstPort: pick([0, 53, 443, 65_535]),
    };
    return {
      ...{
        flow: i + 1,
        rec: 0,
        kind: pick([0, 2, 2] as const),
        reason: 1,
        first,
        last,
        proto: pick([6, 6, 17, 1, 58, 132, 0, 255]),
      },
      ...ends,
      ...{ state: pick(['', 'SF', 'S0', 'REJ']), history: pick(['', 'ShADadFf', 'Sr', 'sR', 'S%_']), app: pick(TEXTS) },
      ...sums,
      ...{ dFirst: first, dLast: last, dSrcPackets: 1, dDstPackets: 0, dSrcBytes: 60, dDstBytes: 0 },
    };
  });
  const cols = flowColumns(records, T0) as unknown as Columns;
  const fill = <K extends keyof Columns>(name: K, value: () => Columns[K][number]) =>
    (cols[name] = records.map(value) as Columns[K]);
  fill('vlan', () => pick([0, 0, 1, 100, 4094]));
  fill('iface', () => pick([0, 1, 2, 443]));
  fill('rtt', () => pick([-1, 0, 250_000]));
  fill('outerSrc', () => pick(['', '', ...ADDRESSES]));
  fill('outerDst', () => pick(['', '', ...ADDRESSES]));
  fill('srcFlags', () => pick([0, 2, 18, 27, 255]));
  fill('dstFlags', () => pick([0, 2, 18, 27, 255]));
  fill('srcPayload', () => pick(NUMBERS));
  fill('dstPayload', () => pick(NUMBERS));
  fill('srcRetrans', () => pick([0, 1, 443]));
  fill('dstRetrans', () => pick([0, 1, 443]));
  fill('reason', () => 1);
  const source = sourceId(sensor);
  const { flow: ordinals } = cols;
  const rows = records.map((_, n): FlowAt & { id: string } => ({
    ...{ cols: cols, t0: T0, n, sensor },
    id: flowId(source, ordinals[n] as number).replaceAll('-', ''),
  }));
  const event: NewEvent = batchEvent({ sensor, source }, 'flow', 1, cols as ColumnsOf['flow'], [T0, T0 + 1e10]);
  return { rows, event };
}

const communityOf = ({ cols, n }: FlowAt): string =>
  flowCommunityId({
    proto: cols.proto[n] as number,
    src: cols.src[n] as string,
    dst: cols.dst[n] as string,
    srcPort: cols.srcPort[n] as number,
    dstPort: cols.dstPort[n] as number,
  });
const places = new TestPlaces();
/** The library has the captures of the second sensor alone. */
const KEPT = SENSORS[1];
const told = withPlaces(flowBatchReader(communityOf), places);
const reader: typeof told = (column) => (column === 'kept' ? ({ sensor }) => Number(sensor === KEPT) : told(column));

let server: TestReadModels;
let models: ReadModels;
let connection: string;
let log: InMemoryEventLog;
let rows: (FlowAt & { id: string })[];
beforeAll(async () => {
  server = await TestReadModels.start();
  const random = seeded(SEED);
  const worlds = SENSORS.map((sensor) => someFlows(sensor, 150, random));
  rows = worlds.flatMap((world) => world.rows);
  log = new InMemoryEventLog();
  await appendEach(
    log,
    'facts-edge.20261121',
    worlds.map(({ event }) => event),
  );
  await places.ready();
  connection = await server.database();
  models = await server.open(log, connection, new TestPlaces());
  await followAllToEnd(models);
  const client = new Client({ connectionString: connection });
  await client.connect();
  await client.query(
    `INSERT INTO rm.stored_capture (sha256, source, name, size, unpacked, format, packing, packets, bytes, flows, link_types, truncated, warnings, uploaded_by, uploaded_at)
     VALUES ('00', $1, 'a.pcap', 1, 1, 'pcap', 'none', 1, 1, 1, '[]', false, '[]', 'user:x', 1)`,
    [sourceId(KEPT as string)],
  );
  await client.end();
});
afterAll(() => server.stop());

const listed = async (filter: string, more: object = {}, scope: Parameters<typeof models.queries.flows>[1] = null) => {
  const page = await models.queries.flows({ where: { filter, ...more }, first: 1000 }, scope);
  return page.rows.map(({ id }) => id).sort();
};
const tested = (text: string) => {
  const parsed = parseFilter(text, 'flow');
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  const passes = toPredicate(parsed.expression, reader);
  return rows.filter(passes);
};
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).sort();

/** Random expressions that are understood, each with what it was made of. */
function* understood(): Generator<string> {
  const pool = {
    addresses: ADDRESSES,
    texts: [...TEXTS.filter((text) => text !== ''), ...SENSORS, 'ShADadFf', 'Sr', 'SF'],
    numbers: NUMBERS,
    times: [T0, T0 + 1_000_000, T0 + 7_200_000_000],
    communities: rows.slice(0, 20).map(communityOf),
  };
  for (const text of randomExpressions(seeded(SEED), pool)) if (parseFilter(text, 'flow').ok) yield text;
}

describe('a filter', () => {
  it(`finds the same flows in the database and in memory, for ${EXPRESSIONS} expressions`, async () => {
    let [some, none, all, n] = [0, 0, 0, 0];
    for (const text of understood()) {
      const expected = ids(tested(text));
      expect([text, await listed(text)]).toEqual([text, expected]);
      if (expected.length === 0) none++;
      else if (expected.length === rows.length) all++;
      else some++;
      if (++n === EXPRESSIONS) break;
    }
    // Expressions that nothing or everything meets prove little.
    expect(some).toBeGreaterThan(EXPRESSIONS / 2);
    expect(none).toBeGreaterThan(5);
    expect(all).toBeGreaterThan(5);
  });

  it.each(expressions.valid)('finds the same for $text, and as it is written', async ({ text, formatted }) => {
    const expected = ids(tested(text));
    expect(await listed(text)).toEqual(expected);
    expect(ids(tested(formatted))).toEqual(expected);
  });

  it('means what a hand-written test says', async () => {
    const want = (test: (at: FlowAt) => boolean) => ids(rows.filter(test));
    const app = ({ cols, n }: FlowAt) => cols.app[n] as string;
    expect(await listed('ip = 10.0.0.0/8')).toEqual(
      want(({ cols, n }) => [cols.src[n], cols.dst[n]].some((one) => /^10\.\d+\.\d+\.\d+$/.test(one ?? ''))),
    );
    expect(await listed('app = "A%"')).toEqual(want((at) => app(at) === 'a%'));
    expect(await listed('app ~ "?😀?"')).toEqual(want((at) => app(at) === 'x😀y'));
    expect(await listed('app ~ "*\\\\*"')).toEqual(want((at) => app(at).includes('\\')));
    expect(await listed('app != dns')).toEqual(want((at) => app(at).toLowerCase() !== 'dns'));
    expect(await listed('src.port != 53')).toHaveLength(
      rows.filter(({ cols, n }) => ![6, 17, 132].includes(cols.proto[n] as number) || cols.srcPort[n] !== 53).length,
    );
    expect(await listed('dst.ip = ::ffff:10.0.0.1')).toEqual(want(({ cols, n }) => cols.dst[n] === '::ffff:10.0.0.1'));
  });

  it('holds beside other conditions, in counts and over time', async () => {
    const where = {
      filter: 'src.bytes > dst.bytes',
      proto: ['tcp'],
      range: { from: formatTime(T0), to: formatTime(T0 + 1e10) },
    };
    const expected = tested('src.bytes > dst.bytes and proto = tcp');
    const page = await models.queries.flows({ where, first: 10 });
    expect([page.count, page.exact]).toEqual([expected.length, true]);
    const overTime = await models.queries.flowsOverTime({ where });
    expect(overTime.flows.reduce((a, b) => a + b, overTime.runningBefore)).toBe(expected.length);
  });

  it('is asked of the past too, and says where the past is not known', async () => {
    const [newest] = (await log.readAll({ after: 'start', limit: 100 })).events.slice(-1);
    const asOf = newest?.position as string;
    const range = { from: formatTime(T0), to: formatTime(T0 + 1e10) };
    const past = await models.queries.flows({ where: { filter: 'bytes > 1kB' }, first: 1000, asOf });
    expect(ids(past.rows)).toEqual(await listed('bytes > 1kB'));
    const overTime = (filter: string) => models.queries.flowsOverTime({ where: { filter, range }, asOf });
    expect(await overTime('bytes > 1kB')).not.toMatchObject({ coarse: true });
    // The state of a flow that ran then is not kept.
    expect(await overTime('bytes > 1kB or state = SF')).toMatchObject({ coarse: true });
  });

  it.each(['ip exists', 'not ip = 10.0.0.1', 'app = x or not app = x', '(sensor exists) or is:internal'])(
    'never reaches beyond a scope: %s',
    async (filter) => {
      const scope = { ip: ['10.0.0.0/24'], sensor: ['edge-1'] };
      const [inside, found] = [await listed('', {}, scope), await listed(filter, {}, scope)];
      expect(inside.length).toBeGreaterThan(5);
      expect(found.filter((id) => !inside.includes(id))).toEqual([]);
      expect(found).toEqual(ids(tested(filter)).filter((id) => inside.includes(id)));
    },
  );

  it('knows flows whose capture is kept, and none within a scope, where there is no library', async () => {
    const expected = ids(rows.filter(({ sensor }) => sensor === KEPT));
    expect(expected.length).toBeGreaterThan(100);
    expect(await listed('has:pcap')).toEqual(expected);
    expect(await listed('has:pcap', {}, { sensor: [KEPT as string] })).toEqual([]);
    expect(await listed('not has:pcap', {}, { sensor: [KEPT as string] })).toEqual(expected);
  });

  it.each(['src.country exists', 'dst.asn != src.asn', 'dst.country in (DE, XK) and not src.asn = 1'])(
    'asks where addresses are, also within a scope, of the past, and of one range: %s',
    async (filter) => {
      const expected = ids(tested(filter));
      expect(expected.length).toBeGreaterThan(5);
      const scope = { ip: ['10.0.0.0/24', '2001:db8::/32'], sensor: ['edge-1'] };
      const inside = await listed('', {}, scope);
      expect(await listed(filter, {}, scope)).toEqual(expected.filter((id) => inside.includes(id)));
      const [newest] = (await log.readAll({ after: 'start', limit: 100 })).events.slice(-1);
      const past = await models.queries.flows({
        ...{ where: { filter }, first: 1000, asOf: newest?.position as string },
      });
      expect(ids(past.rows)).toEqual(expected);
      const range = { from: formatTime(T0), to: formatTime(T0 + 1) };
      const during = await listed('', { range });
      expect(await listed(filter, { range })).toEqual(expected.filter((id) => during.includes(id)));
    },
  );

  it('knows no place where nothing says so', async () => {
    const without = await server.open(log, connection);
    const { count } = await without.queries.flows({ where: { filter: 'src.country exists or dst.asn = 1' } });
    expect(count).toBe(0);
    expect((await without.queries.flows({ where: { filter: 'not src.country = DE' } })).count).toBe(rows.length);
  });

  it.each(expressions.invalid.filter(({ reason }) => reason !== 'empty'))(
    'is refused before the database is asked: $text',
    async ({ text, reason, at, mended }) => {
      await expect(listed(text)).rejects.toMatchObject({
        code: 'BAD_FILTER',
        details: { reason, position: at[0], end: at[1], suggestion: mended },
      });
    },
  );

  it.each([
    ...[
      "' or 1=1 --",
      '$2',
      '\\',
      '%',
      '_',
      '"; drop table rm.flow; --',
      '/* /* */',
      "') or ('1'='1",
      '{1,2}',
      "\\'; select 1; --",
    ],
    ...['*x', 'y?', '${1}', ':name'],
  ])('A-67 takes %j as a value and as nothing else', async (value) => {
    const text = JSON.stringify(value);
    const range = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
    const all = (await models.queries.flows({})).count;
    expect(all).toBeGreaterThan(100);
    for (const where of [{ app: [value] }, { sensor: [value] }, { state: [value] }])
      expect([where, (await models.queries.flows({ where })).count]).toEqual([where, 0]);
    const parsed = parseFilter(`app = ${text}`, 'flow');
    if (parsed.ok) expect((await models.queries.flows({ where: { filter: `app = ${text}` } })).count).toBe(0);
    expect((await models.queries.tlsHandshakes({ where: { serverName: [value], search: value } })).count).toBe(0);
    await models.queries.domains({ range, search: value });
    await models.queries.hosts({ range, search: value });
    expect((await models.queries.flows({})).count).toBe(all);
  });

  it('A-67 is none with a character that no text of the database holds', async () => {
    const parsed = parseFilter('app = "\u0000"', 'flow');
    const count = parsed.ok ? (await models.queries.flows({ where: { filter: 'app = "\u0000"' } })).count : 0;
    expect(count).toBe(0);
  });

  it('is written again as it was read', () => {
    let n = 0;
    for (const text of understood()) {
      const parsed = parseFilter(text, 'flow');
      const once = parsed.ok ? formatFilter(parsed.expression) : '';
      expect(ids(tested(once))).toEqual(ids(tested(text)));
      if (++n === 300) break;
    }
  });
});
