import type { Scope } from '@wireledger/access';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from './read-models';
import { littleWorld, type LittleWorld } from './testing/little-world';
import { appendEach } from './testing/telemetry';
import { followAllToEnd, TestReadModels } from './testing/test-read-models';

type Answers = Record<string, unknown>;

const SCOPES: [string, Scope | null][] = [
  ['everything', null],
  ['addresses', { ip: ['10.0.0.2/31', '198.51.100.3'] }],
  ['ports and protocols', { port: [443, 53], proto: [6, 17] }],
  ['a sensor', { sensor: ['sensor-1'] }],
];
const HOST = '10.0.0.3';
const NAME = 'host-3.example.co.uk';

let server: TestReadModels;
let world: LittleWorld;
let models: ReadModels;
/** What was answered when the log ended there, with nothing recorded later. */
const then: { readonly position: string; readonly within: ReadonlyMap<Scope | null, Answers> }[] = [];

beforeAll(async () => {
  server = await TestReadModels.start();
  world = littleWorld({ seed: 21, flows: 250 });
  const later = littleWorld({ seed: 22, flows: 150, source: 'a second replay' });
  const log = new InMemoryEventLog();
  models = await server.open(log);
  const half = Math.floor(world.events.length / 2);
  for (const [stream, events] of [
    ['facts-sensor-1.20261121', world.events.slice(0, half)],
    ['facts-sensor-1.20261122', world.events.slice(half)],
    ['facts-sensor-1.20261123', later.events],
  ] as const) {
    await appendEach(log, stream, events);
    await followAllToEnd(models);
    const within = new Map<Scope | null, Answers>();
    for (const [, scope] of SCOPES) within.set(scope, await ask({}, scope));
    then.push({ position: await log.head(), within });
  }
}, 90_000);
afterAll(() => server.stop());

/** Every query of the console's pages, over ranges that hold whole hours and cut hours and minutes. */
async function ask(more: { readonly asOf?: string }, scope: Scope | null): Promise<Answers> {
  const { queries } = models;
  const asked: Record<string, () => Promise<unknown>> = {};
  const spans = [
    ['cut', world.from + 600_000_123, world.to - 900_000_321],
    ['all', world.from, world.to],
  ] as const;
  for (const [label, from, to] of scope === null ? spans : spans.slice(0, 1)) {
    const range = { from: formatTime(from), to: formatTime(to) };
    const args = { range, ...more };
    asked[`overview ${label}`] = () => queries.overview(args, scope);
    asked[`traffic ${label}`] = () => queries.traffic({ ...args, by: 'APP' }, scope);
    asked[`traffic by hours ${label}`] = () => queries.traffic({ ...args, by: 'TOTAL', bucket: 3600 }, scope);
    asked[`traffic by minutes ${label}`] = () => queries.traffic({ ...args, by: 'TOTAL', bucket: 60 }, scope);
    asked[`protocols ${label}`] = () => queries.protocols(args, scope);
    asked[`talkers ${label}`] = () => queries.topTalkers(args, scope);
    asked[`responders ${label}`] = () => queries.responders(args, scope);
    asked[`states ${label}`] = () => queries.connectionStates(args, scope);
    asked[`flows ${label}`] = () => queries.flows({ where: { range }, first: 1000, ...more }, scope);
    asked[`flows over time ${label}`] = () => queries.flowsOverTime({ where: { range, app: ['tls'] }, ...more }, scope);
    asked[`lookups ${label}`] = () => queries.dnsTransactions({ where: { range }, first: 200, ...more }, scope);
    asked[`tree ${label}`] = () => queries.domainTree(args, scope);
    for (const sort of ['QUERIES_DESC', 'LAST_SEEN_DESC', 'NAME_ASC'] as const)
      asked[`domains ${label} ${sort}`] = () => queries.domains({ ...args, sort, first: 200 }, scope);
    asked[`domain ${label}`] = () => queries.domain({ ...args, name: NAME }, scope);
    asked[`hosts ${label}`] = () => queries.hosts({ ...args, first: 200 }, scope);
    asked[`host ${label}`] = () => queries.host({ ...args, address: HOST }, scope);
  }
  const answers: Answers = {};
  // One after the other: a busy machine must not make them wait for connections.
  for (const [name, run] of Object.entries(asked)) answers[name] = await run();
  return answers;
}

/** What a flow that still ran then no longer tells, and what is kept of hosts only as of now. */
const UNKEPT = new Set(['state', 'history', 'srcFlags', 'dstFlags', 'srcPayload', 'dstPayload', 'rttMs']);
const AS_OF_NOW = new Set(['firstSeen', 'lastSeen', 'name']);

function comparable(value: unknown, running: boolean, host: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => comparable(one, running, host));
  if (typeof value !== 'object' || value === null) return value;
  const runs = running && (value as { running?: unknown }).running === true;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'coarse' && key !== 'nextExact')
      .filter(([key]) => !(runs && UNKEPT.has(key)) && !(host && AS_OF_NOW.has(key)))
      .map(([key, inner]) => [key, comparable(inner, running, host && key !== 'recentFlows')]),
  );
}

describe.each(SCOPES)('as of a position, within %s', (_scope, scope) => {
  it.each([
    ['in the middle of running flows', 0],
    ['before another replay into the same range', 1],
    ['at the end', 2],
  ])('everything answers as it did %s', async (_, index) => {
    const { position, within } = then[index] as (typeof then)[number];
    const now = await ask({ asOf: position }, scope);
    for (const [name, answer] of Object.entries(within.get(scope) ?? {})) {
      const host = name.startsWith('host') && index < 2;
      // a list by state has RUNNING for all that ran; which state a running flow had then is not kept
      expect({ [name]: comparable(now[name], index < 2, host) }).toEqual({
        [name]: comparable(answer, index < 2, host),
      });
    }
  });

  it('differs from now, or the test would show nothing', () => {
    const [middle, first, second] = then.map(({ within }) => within.get(scope));
    expect(Object.keys(middle ?? {}).length).toBeGreaterThan(15);
    for (const name of Object.keys(middle ?? {})) {
      expect({ [name]: first?.[name] }).not.toEqual({ [name]: middle?.[name] });
      expect({ [name]: second?.[name] }).not.toEqual({ [name]: first?.[name] });
    }
  });
});

describe('as of a position', () => {
  it('says which answers are coarse, and from where on they are exact', async () => {
    const [middle, , end] = then;
    const ended = await ask({ asOf: then[1]?.position as string }, null);
    for (const [name, answer] of Object.entries(ended))
      expect([name, (answer as { coarse: boolean }).coarse]).toEqual([name, name.startsWith('host')]);
    expect(ended['hosts all']).toMatchObject({ nextExact: end?.position });
    const ran = await ask({ asOf: middle?.position as string }, null);
    expect(ran['flows all']).toMatchObject({ coarse: true });
    for (const answer of Object.values(await ask({ asOf: end?.position as string }, null)))
      expect(answer).toMatchObject({ coarse: false, nextExact: null });
  });

  it('is coarse where the seconds of its day are gone', async () => {
    const position = then[1]?.position as string;
    await models.maintain({ now: Date.now() + 3 * 86_400_000 });
    const range = { from: formatTime(world.from), to: formatTime(world.to) };
    const traffic = await models.queries.traffic({ range, by: 'TOTAL', bucket: 3600, asOf: position });
    expect(traffic).toMatchObject({ coarse: true, nextExact: then[2]?.position });
    // Within a narrow scope it is made of deltas, which are kept with their positions.
    const narrow = await models.queries.traffic({ range, by: 'TOTAL', bucket: 3600, asOf: position }, { ip: [HOST] });
    expect(narrow).toMatchObject({ coarse: false });
  });

  it('is refused together with minPosition, and when it is no position', async () => {
    const range = { from: formatTime(world.from), to: formatTime(world.to) };
    const position = then[0]?.position as string;
    await expect(models.queries.overview({ range, asOf: position, minPosition: position })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('minPosition'),
    });
    await expect(models.queries.overview({ range, asOf: '17' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('finds the time of a position and the position of a time', async () => {
    const newest = await models.queries.logMoment({});
    expect(newest?.position.length).toBe(19);
    expect(await models.queries.logMoment({ at: newest?.at ?? '' })).toEqual(newest);
    expect(await models.queries.logMoment({ position: newest?.position ?? '' })).toEqual(newest);
    expect(await models.queries.logMoment({ at: '1999-01-01T00:00:00Z' })).toBeNull();
  });
});
