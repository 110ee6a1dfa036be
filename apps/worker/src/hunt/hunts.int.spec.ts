import { DictionaryServer, followed } from '../observed/testing/dictionary';
import { recordLookups } from '../observed/testing/lookups';
import { ADA, ALLOW, DAY_US, dayOf, HuntWorld, LIST, TODAY } from './testing/hunt-world';

jest.setTimeout(120_000);

let server: DictionaryServer;
let world: HuntWorld;
beforeAll(async () => {
  server = await DictionaryServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await HuntWorld.open(server);
});

it('a name that was seen once, weeks before a list knew it, is told exactly once, with first and last time and its hosts', async () => {
  const first = world.now;
  await world.lookups('www.bad.example', ['10.0.0.5', '10.0.0.6', '10.0.0.5']);
  await world.lookups('notbad.example', ['10.0.0.7']);
  world.now = TODAY;
  await world.give(['other.example', 'bad.example']);
  expect(await world.hunted()).toEqual(['done']);
  const [alert, ...others] = await world.raised();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    ...{ kind: 'threat_match', entity: 'bad.example Bad names', first, last: first + 2_000_000, severity: 'high' },
    ...{ src: null, dst: null, sources: 2, measure: { value: 3 }, scope: { sensor: 'edge-1', timeline: 'live' } },
    ...{ rule: { id: 'threat-list' }, detector: { name: 'retro-hunt' }, late: false },
    parameters: { list: LIST, version: 1, line: 2, indicator: 'bad.example' },
    summary: expect.stringMatching(
      /^First seen 20 days before it was known: 10\.0\.0\.5 and 1 other host had to do with bad\.example 3 times on 1 day, .*it is on the list “Bad names” \(version 1, line 2\)/,
    ),
  });
  const [kept] = await world.events('domain.AlertEvidenceKept');
  expect(kept?.data).toMatchObject({ left: 0, records: [{ kind: 'dns', n: 0 }, { n: 1 }, { n: 2 }] });

  // Nothing that follows tells it again: another look, the next version, a list that is asked for whole, a lost table.
  expect(await world.hunted()).toEqual([]);
  world.now += 3_600_000_000;
  await world.give(['other.example', 'bad.example', 'new.example']);
  expect(await world.hunted()).toEqual(['done']);
  const asked = await world.store().create({ owner: ADA, askedAt: world.now, entries: null, list: LIST });
  expect(await world.hunts().run(asked.id)).toBe('done');
  expect((await world.store().get(ADA, asked.id)).matches).toMatchObject([
    { indicator: 'bad.example', count: 3, days: 1 },
  ]);
  await world.models.pool.query('TRUNCATE rm.hunt');
  expect(await world.hunted()).toEqual(['done', 'done']);
  expect(await world.raised()).toHaveLength(1);
  expect(await world.events('domain.AlertEvidenceKept')).toHaveLength(1);
});

it('looks only for what is new, leaves out what is allowed and what was first seen later, and tells sensors apart', async () => {
  await world.give(['old.example']);
  await world.lookups('old.example', ['10.0.0.1']);
  await world.lookups('cdn.new.example', ['10.0.0.1']);
  await world.lookups('evil.new.example', ['10.0.0.2'], 'edge-2');
  await world.lookups('new.example', ['10.0.0.3']);
  world.now = TODAY;
  await world.give(['cdn.new.example'], ALLOW, { action: 'allow' });
  await world.give(['old.example', 'new.example', 'late.example']);
  world.now += 1_000_000;
  await world.lookups('late.example', ['10.0.0.4']);
  await world.hunted();
  const told = (await world.raised()).map(({ scope, entity, src }) => [scope.sensor, entity, src]);
  expect(told.sort()).toEqual([
    ['edge-1', '10.0.0.3 new.example Bad names', '10.0.0.3'],
    ['edge-2', '10.0.0.2 new.example Bad names', '10.0.0.2'],
  ]);
});

it('addresses are found by their prefix, and by what names were answered with', async () => {
  await recordLookups(world.log, dayOf(world.now), [
    { name: 'a.example', client: '10.0.0.1', time: world.now, answers: [[1, 60, '198.51.100.77']] },
    { name: 'b.example', client: '10.0.0.1', time: world.now, answers: [[28, 60, '2001:db8::7']] },
    { name: 'c.example', client: '10.0.0.1', time: world.now, answers: [[1, 60, '198.51.101.1']] },
  ]);
  world.now = TODAY;
  await world.give(['198.51.100.0/24', '2001:db8::/48'], LIST, { kind: 'addresses' });
  await world.hunted();
  expect((await world.raised()).map(({ entity, dst }) => [entity, dst]).sort()).toEqual([
    ['10.0.0.1 198.51.100.0/24 Bad names', '198.51.100.77'],
    ['10.0.0.1 2001:db8::/48 Bad names', '2001:db8::7'],
  ]);
});

it('a list that matches a large part of everything is held, and told; whoever accepts it gets its alerts', async () => {
  for (let i = 0; i < 6; i++)
    await recordLookups(
      world.log,
      dayOf(world.now),
      Array.from({ length: 100 }, (_, j) => ({ name: `n${i * 100 + j}.example`, client: '10.0.0.1', time: world.now })),
    );
  world.now = TODAY;
  const names = Array.from({ length: 100 }, (_, i) => `n${i}.example`);
  await world.give(names);
  expect(await world.hunted()).toEqual(['held']);
  expect(await world.raised()).toEqual([]);
  const [held] = await world.store().latest(ADA, LIST);
  expect(held).toMatchObject({
    state: 'held',
    note: expect.stringContaining('a large part of what was observed: more than 60 of 600'),
  });
  expect((await world.store().get(ADA, held?.id as string)).matches.length).toBeGreaterThan(50);
  expect(await world.hunted()).toEqual([]);
  await world.store().release(ADA, held?.id as string);
  expect(await world.hunted()).toEqual(['done']);
  expect(await world.raised()).toHaveLength(100);
  await expect(world.store().release(ADA, held?.id as string)).rejects.toMatchObject({ code: 'NOT_HELD' });
});

it('ends when it is canceled, and whoever takes it up after a kill raises nothing twice', async () => {
  for (let i = 0; i < 5; i++) await world.lookups(`n${i}.example`, ['10.0.0.1']);
  world.now = TODAY;
  await world.give(Array.from({ length: 5 }, (_, i) => `n${i}.example`));
  await world.read();
  const [id = ''] = await world.hunts().standingStill();
  const stop = new AbortController();
  const dying = world.hunts(stop.signal);
  const append = world.log.append.bind(world.log);
  let appends = 0;
  world.log.append = (requests) => {
    if (++appends === 4) stop.abort(new Error('killed'));
    return append(requests);
  };
  await expect(dying.run(id)).rejects.toThrow('killed');
  world.log.append = append;
  expect((await world.raised()).length).toBeLessThan(5);
  expect(await world.hunts().run(id)).toBe('taken');
  await world.models.pool.query(`UPDATE rm.hunt SET beat_at = clock_timestamp() - interval '2 minutes'`);
  expect(await world.hunted()).toEqual(['done']);
  expect((await world.raised()).map(({ entity }) => entity).sort()).toEqual(
    Array.from({ length: 5 }, (_, i) => `10.0.0.1 n${i}.example Bad names`),
  );

  const asked = await world.store().create({ owner: ADA, askedAt: world.now, entries: ['n1.example'], list: null });
  await world.store().cancel(ADA, asked.id);
  expect(await world.hunts().run(asked.id)).toBe('taken');
  expect(await world.store().get(ADA, asked.id)).toMatchObject({ state: 'canceled' });
});

it('answers what a person asks for, of any kind, raises nothing, and is his alone', async () => {
  await recordLookups(world.log, dayOf(world.now), [
    { name: 'www.bad.example', client: '10.0.0.1', time: world.now, answers: [[1, 60, '198.51.100.77']] },
  ]);
  world.now = TODAY;
  await world.read();
  const entries = ['bad.example', '198.51.100.0/24', 'nowhere.example', 'a'.repeat(32)];
  const asked = await world.store().create({ owner: ADA, askedAt: world.now, entries, list: null });
  expect(await world.hunts().run(asked.id)).toBe('done');
  const { matches, looked, matched } = await world.store().get(ADA, asked.id);
  expect([looked, matched]).toEqual([4, 2]);
  expect(matches).toMatchObject([
    {
      indicator: 'bad.example',
      values: ['www.bad.example'],
      hosts: ['10.0.0.1'],
      first: TODAY - 20 * DAY_US,
      alert: null,
    },
    { indicator: '198.51.100.0/24', values: ['198.51.100.77'] },
  ]);
  expect(await world.raised()).toEqual([]);
  await expect(world.store().get('user:bob', asked.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('forgets what came of looking back after a month, and never what is still to be done', async () => {
  world.now = Date.now() * 1000 - 29 * DAY_US;
  await world.give(['a.example']);
  expect(await world.hunted()).toEqual(['done']);
  world.now += 3 * DAY_US;
  await world.give(['b.example']);
  await followed(world.models, 'rules');
  await world.store().subscribe();
  const asked = await world.store().create({ owner: ADA, askedAt: world.now, entries: ['a.example'], list: null });
  await world.store().cancel(ADA, asked.id);
  const kept = async () => (await world.store().latest(ADA, LIST)).map(({ state }) => state);
  await world.models.maintain();
  expect(await kept()).toEqual(['waiting', 'done']);
  await world.models.maintain({ now: Date.now() + 3 * 86_400_000 });
  expect(await kept()).toEqual(['waiting']);
  expect(await world.store().latest(ADA, null)).toHaveLength(1);
  await world.models.maintain({ now: Date.now() + 6 * 86_400_000 });
  expect(await kept()).toEqual(['waiting']);
  expect(await world.store().latest(ADA, null)).toEqual([]);
});

it('waits until the dictionary has read what was recorded before the list learned', async () => {
  await world.lookups('bad.example', ['10.0.0.5']);
  world.now = TODAY;
  await world.give(['bad.example']);
  await followed(world.models, 'rules');
  const [id = ''] = await world.hunts().standingStill();
  expect(await world.hunts().run(id)).toBe('waits');
  expect(await world.hunted()).toEqual(['done']);
  expect(await world.raised()).toHaveLength(1);
});

it('a paused list tells nothing until it is resumed, and one that no rule judges by nothing at all', async () => {
  await world.lookups('bad.example', ['10.0.0.5']);
  world.now = TODAY;
  await world.give(['bad.example']);
  await world.tell(LIST, { type: 'pause', reason: 'noise', seen: 2 });
  await world.hunted();
  expect(await world.raised()).toEqual([]);
  await world.tell(LIST, { type: 'resume', seen: 3 });
  await world.hunted();
  expect(await world.raised()).toHaveLength(1);
});
