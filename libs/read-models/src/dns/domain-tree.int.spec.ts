import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import type { DomainBranchShape } from '../shapes';
import { appendEach, batchEvent, dnsColumns, type DnsRecord, sourceId, T0 } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

/** Name and number of queries; among them names without a registrable one, encoded and hostile ones. */
const ASKED: readonly (readonly [name: string, queries: number])[] = [
  ['www.example.co.uk', 5],
  ['a3.cdn.example.co.uk', 4],
  ['example.co.uk', 1],
  ['api.example.com', 7],
  ['printer', 2],
  ['xn--mple-43d3a6i.test', 3],
  ['<img\\032src=x>.evil.example', 6],
  [`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example.com`, 1],
];

let server: TestReadModels;
let models: ReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
  const records = ASKED.flatMap(([name, count], i) =>
    Array.from({ length: count }, (_, n): DnsRecord => ({
      flow: 1 + i,
      time: T0 + (i * 100 + n) * 1_000_000,
      client: `10.0.0.${1 + n}`,
      server: '10.0.0.53',
      name,
      raw: '',
      qtype: 1,
      rcode: n === 0 ? 3 : 0,
      latency: 1000,
      queries: 1,
      responses: 1,
      answers: [],
    })),
  );
  const origin = { sensor: 'sensor-1', source: sourceId('tree') };
  const log = new InMemoryEventLog();
  await appendEach(log, 'facts-sensor-1.20261121', [
    batchEvent(origin, 'dns', 1, dnsColumns(records, T0), [T0, T0 + 3600e6]),
  ]);
  models = await server.open(log);
  await followAllToEnd(models);
});
afterAll(() => server.stop());

const range = { from: formatTime(T0), to: formatTime(T0 + 3600e6) };

async function branches(more: { search?: string; sort?: string } = {}, first = 200): Promise<DomainBranchShape[]> {
  const all: DomainBranchShape[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<ReadModels['queries']['domainTree']>> = await models.queries.domainTree({
      ...more,
      range,
      first,
      after,
    });
    all.push(...page.rows);
    after = page.next;
  } while (after);
  return all;
}

describe('tree of domains', () => {
  it('groups names by what can be registered', async () => {
    const found = await branches();
    expect(found.map(({ name, names, queries, asked }) => [name, names, queries, asked])).toEqual([
      ['example.co.uk', 3, 10, true],
      ['example.com', 2, 8, false],
      ['evil.example', 1, 6, false],
      ['xn--mple-43d3a6i.test', 1, 3, true],
      ['printer', 1, 2, true],
    ]);
    expect(found[0]?.nxShare).toBeCloseTo(3 / 10);
    expect(found[3]).toMatchObject({ mixedScript: true, unicode: expect.stringMatching(/mple/) });
    expect(await models.queries.domainTree({ range, first: 1 })).toMatchObject({ count: 5, exact: true, names: 8 });
  });

  it('comes in pages of any size, in both orders', async () => {
    for (const sort of ['QUERIES_DESC', 'NAME_ASC']) {
      const whole = await branches({ sort });
      for (const first of [1, 2, 3]) expect(await branches({ sort }, first)).toEqual(whole);
    }
    const names = (await branches({ sort: 'NAME_ASC' })).map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    await expect(branches({ sort: 'CLIENTS_DESC' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('opens a branch into its names', async () => {
    const under = async (name: string) =>
      (await models.queries.domains({ range, under: name })).rows.map((row) => [row.name, row.queries]);
    expect(await under('example.co.uk')).toEqual([
      ['www.example.co.uk', 5],
      ['a3.cdn.example.co.uk', 4],
      ['example.co.uk', 1],
    ]);
    expect(await under('printer')).toEqual([['printer', 2]]);
    expect(await under('co.uk')).toEqual([]);
  });

  it.each([
    ['*.co.uk', ['example.co.uk']],
    ['*.example.*', ['example.co.uk', 'example.com']],
    ['cdn', ['example.co.uk']],
    ['co.uk', ['example.co.uk']],
    ['<img*', ['evil.example']],
    ['%', []],
    ['www.*k', ['example.co.uk']],
    ['exampl', ['example.co.uk', 'example.com', 'evil.example']],
  ])('searches %s', async (search, expected) => {
    expect((await branches({ search })).map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
  });
});
