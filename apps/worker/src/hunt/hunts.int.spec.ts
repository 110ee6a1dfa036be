import { zstdCompressSync } from 'node:zlib';
import { alertDecider, alertStream, contentLine, type ListCommand, listDecider, listStream } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog, loadStream } from '@wireledger/event-sourcing';
import { eventCatalogue, type ListAction, type ListKind } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { FactPlaces, HuntStore, ListContentStore, ObservedStore, type ReadModels } from '@wireledger/read-models';

import { shipRules } from '../detection/shipped-rules';
import { DictionaryServer, followed } from '../observed/testing/dictionary';
import { recordLookups } from '../observed/testing/lookups';
import { Hunts } from './hunts';

jest.setTimeout(120_000);

const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
const ALLOW = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a02';
const ADA = 'user:ada';
const DAY_US = 86_400_000_000;
/** Now, give or take: changes of lists that are a month old are passed over. */
const TODAY = Math.floor(Date.now() / 86_400_000) * DAY_US + 8 * 3_600_000_000;
const dayOf = (us: number) => new Date(us / 1000).toISOString().slice(0, 10).replaceAll('-', '');
const silent = { info: () => undefined };
type Without<C> = C extends unknown ? Omit<C, 'by' | 'at' | 'command'> : never;
interface Raised {
  readonly entity: string;
  readonly first: number;
  readonly last: number;
  readonly severity: string;
  readonly summary: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly sources: number;
  readonly measure: { readonly value: number };
  readonly scope: { readonly sensor: string };
  readonly rule: { readonly id: string };
  readonly detector: { readonly name: string };
}

let server: DictionaryServer;
let models: ReadModels;
let log: InMemoryEventLog;
let now: number;
beforeAll(async () => {
  server = await DictionaryServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  now = TODAY - 20 * DAY_US;
  log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => now });
  models = await server.open(log);
  await shipRules(log, 1);
});

const lookups = (name: string, clients: readonly string[], sensor = 'edge-1') =>
  recordLookups(
    log,
    dayOf(now),
    clients.map((client, i) => ({ name, client, time: now + i * 1_000_000 })),
    sensor,
  );
async function tell(list: string, deed: Without<ListCommand>): Promise<void> {
  const command = uuidV5(list, `${JSON.stringify(deed)} ${await log.head()}`);
  const context = { actor: ADA, correlationId: 'c', causationId: 'k', at: now };
  await handleCommand(log, listDecider, listStream(list), { ...deed, by: ADA, at: now, command }, context);
}
/** Makes a list, or reads its next version. */
async function give(
  entries: readonly string[],
  list = LIST,
  { kind = 'names', action = 'threat' }: { kind?: ListKind; action?: ListAction } = {},
): Promise<void> {
  const { state } = await loadStream(log, listDecider, listStream(list));
  const definition = { name: action === 'allow' ? 'Ours' : 'Bad names', kind, action, source: '', licence: '' };
  if (!state) await tell(list, { type: 'define', id: list, definition, seen: 0 });
  const sha256 = uuidV5(list, entries.join()).replaceAll('-', '').repeat(2);
  const text = entries.map((entry, i) => contentLine({ text: entry }, i + 1, '')).join('');
  await new ListContentStore(models.pool).save({ sha256, entries: entries.length }, [zstdCompressSync(text)]);
  const content = { sha256, entries: entries.length, bytes: text.length };
  const origin = {
    ...{ name: 'a.txt', sha256, bytes: 1, format: 'plain' as const, lines: entries.length },
    ...{ duplicates: 0, otherKind: 0, refused: 0, added: 1, removed: 0 },
  };
  await tell(list, { type: 'import', content, origin, accepted: null, seen: state?.revision ?? 1 });
}
const store = () => new HuntStore(models.pool);
const hunts = (stop = new AbortController().signal) =>
  new Hunts({
    ...{ log, store: store(), observed: new ObservedStore(models.pool), places: new FactPlaces(models.pool) },
    ...{ contents: new ListContentStore(models.pool), logger: silent, clock: () => now, stop },
  });
async function read(): Promise<void> {
  await followed(models, 'observed', 'dns', 'rules', 'alerts');
}
/** What lists have learned is looked for, until nothing is left to do. */
async function hunted(): Promise<string[]> {
  await read();
  const outcomes: string[] = [];
  for (const id of await hunts().standingStill()) outcomes.push(await hunts().run(id));
  await read();
  return outcomes;
}
const events = async (type: string) =>
  (await log.readAll({ after: 'start', filter: { types: [type] }, limit: 1000 })).events;
const raised = async () => (await events('domain.AlertRaised')).map(({ data }) => data as unknown as Raised);

it('a name that was seen once, weeks before a list knew it, is told exactly once, with first and last time and its hosts', async () => {
  const first = now;
  await lookups('www.bad.example', ['10.0.0.5', '10.0.0.6', '10.0.0.5']);
  await lookups('notbad.example', ['10.0.0.7']);
  now = TODAY;
  await give(['other.example', 'bad.example']);
  expect(await hunted()).toEqual(['done']);
  const [alert, ...others] = await raised();
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
  const [kept] = await events('domain.AlertEvidenceKept');
  expect(kept?.data).toMatchObject({ left: 0, records: [{ kind: 'dns', n: 0 }, { n: 1 }, { n: 2 }] });

  // Nothing that follows tells it again: another look, the next version, a list that is asked for whole, a lost table.
  expect(await hunted()).toEqual([]);
  now += 3_600_000_000;
  await give(['other.example', 'bad.example', 'new.example']);
  expect(await hunted()).toEqual(['done']);
  const asked = await store().create({ owner: ADA, askedAt: now, entries: null, list: LIST });
  expect(await hunts().run(asked.id)).toBe('done');
  expect((await store().get(ADA, asked.id)).matches).toMatchObject([{ indicator: 'bad.example', count: 3, days: 1 }]);
  await models.pool.query('TRUNCATE rm.hunt');
  expect(await hunted()).toEqual(['done', 'done']);
  expect(await raised()).toHaveLength(1);
  expect(await events('domain.AlertEvidenceKept')).toHaveLength(1);
});

it('looks only for what is new, leaves out what is allowed and what was first seen later, and tells sensors apart', async () => {
  await give(['old.example']);
  await lookups('old.example', ['10.0.0.1']);
  await lookups('cdn.new.example', ['10.0.0.1']);
  await lookups('evil.new.example', ['10.0.0.2'], 'edge-2');
  await lookups('new.example', ['10.0.0.3']);
  now = TODAY;
  await give(['cdn.new.example'], ALLOW, { action: 'allow' });
  await give(['old.example', 'new.example', 'late.example']);
  now += 1_000_000;
  await lookups('late.example', ['10.0.0.4']);
  await hunted();
  const told = (await raised()).map(({ scope, entity, src }) => [scope.sensor, entity, src]);
  expect(told.sort()).toEqual([
    ['edge-1', '10.0.0.3 new.example Bad names', '10.0.0.3'],
    ['edge-2', '10.0.0.2 new.example Bad names', '10.0.0.2'],
  ]);
});

it('addresses are found by their prefix, and by what names were answered with', async () => {
  await recordLookups(log, dayOf(now), [
    { name: 'a.example', client: '10.0.0.1', time: now, answers: [[1, 60, '198.51.100.77']] },
    { name: 'b.example', client: '10.0.0.1', time: now, answers: [[28, 60, '2001:db8::7']] },
    { name: 'c.example', client: '10.0.0.1', time: now, answers: [[1, 60, '198.51.101.1']] },
  ]);
  now = TODAY;
  await give(['198.51.100.0/24', '2001:db8::/48'], LIST, { kind: 'addresses' });
  await hunted();
  expect((await raised()).map(({ entity, dst }) => [entity, dst]).sort()).toEqual([
    ['10.0.0.1 198.51.100.0/24 Bad names', '198.51.100.77'],
    ['10.0.0.1 2001:db8::/48 Bad names', '2001:db8::7'],
  ]);
});

it('an entry by hand is looked for at once; taken off again its alert is withdrawn, and stays in the history', async () => {
  await lookups('bad.example', ['10.0.0.5']);
  await lookups('worse.example', ['10.0.0.5']);
  now = TODAY;
  await give(['x.example']);
  await tell(LIST, { type: 'add', value: 'bad.example', until: null, reason: 'heard of it' });
  await tell(LIST, { type: 'add', value: 'worse.example', until: now - 30 * DAY_US, reason: 'long ago' });
  await hunted();
  expect((await raised()).map(({ summary }) => summary)).toEqual([expect.stringContaining('(added by hand)')]);
  await tell(LIST, { type: 'remove', value: 'bad.example', reason: 'it was ours' });
  await hunted();
  const [closed] = await events('domain.AlertClosed');
  expect(closed?.data).toMatchObject({
    by: 'system:hunt',
    reason: 'falsePositive',
    note: expect.stringContaining('Withdrawn'),
  });
  expect(await raised()).toHaveLength(1);
});

it('an entry that is listed again has its alert open again, and withdrawn again, until a person has touched it', async () => {
  await lookups('bad.example', ['10.0.0.5']);
  now = TODAY;
  const add = () => tell(LIST, { type: 'add', value: 'bad.example', until: null, reason: 'heard of it' });
  const remove = () => tell(LIST, { type: 'remove', value: 'bad.example', reason: 'it was ours' });
  await give(['x.example']);
  await add();
  await hunted();
  const [alert] = (await events('domain.AlertRaised')).map(({ data }) => data.alert as string);
  const triage = async () => {
    const { state } = await loadStream(log, alertDecider, alertStream(alert as string));
    return [state?.triage.status, state?.version];
  };
  expect(await triage()).toEqual(['open', 0]);
  await remove();
  await hunted();
  expect(await triage()).toEqual(['closed', 1]);
  await add();
  await hunted();
  expect(await triage()).toEqual(['open', 2]);
  await remove();
  await hunted();
  expect(await triage()).toEqual(['closed', 3]);
  await give(['x.example', 'bad.example']);
  await hunted();
  expect(await triage()).toEqual(['open', 4]);
  const [reopened] = await events('domain.AlertReopened');
  expect(reopened?.data).toMatchObject({ by: 'system:hunt', reason: expect.stringContaining('on the list again') });
  // Looking again changes nothing, and neither does a list what a person has decided.
  const asked = await store().create({ owner: ADA, askedAt: now, entries: null, list: LIST });
  await hunts().run(asked.id);
  expect(await triage()).toEqual(['open', 4]);
  const act = { by: ADA, at: now, command: uuidV5(LIST, 'close'), seen: 4 };
  await handleCommand(
    log,
    alertDecider,
    alertStream(alert as string),
    { type: 'close', reason: 'benign', note: null, ...act },
    { actor: ADA, correlationId: 'c', causationId: 'k', at: now },
  );
  await give(['x.example']);
  await hunted();
  await give(['x.example', 'bad.example']);
  await hunted();
  expect(await triage()).toEqual(['closed', 5]);
  expect(await raised()).toHaveLength(1);
});

it('waits for the alerts that it would withdraw, not for what else is recorded, and looks at each of them', async () => {
  for (let i = 0; i < 3; i++) await lookups(`n${i}.bad.example`, ['10.0.0.5'], `edge-${i}`);
  now = TODAY;
  await give(['x.example']);
  await hunted();
  await tell(LIST, { type: 'add', value: 'bad.example', until: null, reason: 'heard of it' });
  await followed(models, 'rules', 'observed');
  for (const id of await hunts().standingStill()) await hunts().run(id);
  expect(await raised()).toHaveLength(3);
  await tell(LIST, { type: 'remove', value: 'bad.example', reason: 'it was ours' });
  await followed(models, 'rules', 'observed');
  const [id = ''] = await hunts().standingStill();
  expect(await hunts().run(id)).toBe('waits');
  expect(await events('domain.AlertClosed')).toEqual([]);
  await followed(models, 'alerts');
  await lookups('other.example', ['10.0.0.5']);
  const pages: number[] = [];
  for await (const page of store().openAlerts(LIST, 2)) pages.push(page.length);
  expect(pages).toEqual([2, 1]);
  expect(await hunts().run(id)).toBe('done');
  expect(await events('domain.AlertClosed')).toHaveLength(3);
});

it('two changes of one list are not looked back for at once', async () => {
  now = TODAY;
  await give(['a.example']);
  await give(['b.example']);
  await read();
  const [first = '', second = ''] = await hunts().standingStill();
  const claimed = await store().claim(first);
  expect(await hunts().run(second)).toBe('taken');
  await store().finish(claimed as NonNullable<typeof claimed>, 'done', {
    ...{ progress: 1, looked: 1, matched: 0, alerts: 0, tookMs: 1, note: null, matches: [] },
  });
  expect(await hunts().run(second)).toBe('done');
});

it('a list that matches a large part of everything is held, and told; whoever accepts it gets its alerts', async () => {
  for (let i = 0; i < 6; i++)
    await recordLookups(
      log,
      dayOf(now),
      Array.from({ length: 100 }, (_, j) => ({ name: `n${i * 100 + j}.example`, client: '10.0.0.1', time: now })),
    );
  now = TODAY;
  const names = Array.from({ length: 100 }, (_, i) => `n${i}.example`);
  await give(names);
  expect(await hunted()).toEqual(['held']);
  expect(await raised()).toEqual([]);
  const [held] = await store().latest(ADA, LIST);
  expect(held).toMatchObject({
    state: 'held',
    note: expect.stringContaining('a large part of what was observed: more than 60 of 600'),
  });
  expect((await store().get(ADA, held?.id as string)).matches.length).toBeGreaterThan(50);
  expect(await hunted()).toEqual([]);
  await store().release(ADA, held?.id as string);
  expect(await hunted()).toEqual(['done']);
  expect(await raised()).toHaveLength(100);
  await expect(store().release(ADA, held?.id as string)).rejects.toMatchObject({ code: 'NOT_HELD' });
});

it('ends when it is canceled, and whoever takes it up after a kill raises nothing twice', async () => {
  for (let i = 0; i < 5; i++) await lookups(`n${i}.example`, ['10.0.0.1']);
  now = TODAY;
  await give(Array.from({ length: 5 }, (_, i) => `n${i}.example`));
  await read();
  const [id = ''] = await hunts().standingStill();
  const stop = new AbortController();
  const dying = hunts(stop.signal);
  const append = log.append.bind(log);
  let appends = 0;
  log.append = (requests) => {
    if (++appends === 4) stop.abort(new Error('killed'));
    return append(requests);
  };
  await expect(dying.run(id)).rejects.toThrow('killed');
  log.append = append;
  expect((await raised()).length).toBeLessThan(5);
  expect(await hunts().run(id)).toBe('taken');
  await models.pool.query(`UPDATE rm.hunt SET beat_at = clock_timestamp() - interval '2 minutes'`);
  expect(await hunted()).toEqual(['done']);
  expect((await raised()).map(({ entity }) => entity).sort()).toEqual(
    Array.from({ length: 5 }, (_, i) => `10.0.0.1 n${i}.example Bad names`),
  );

  const asked = await store().create({ owner: ADA, askedAt: now, entries: ['n1.example'], list: null });
  await store().cancel(ADA, asked.id);
  expect(await hunts().run(asked.id)).toBe('taken');
  expect(await store().get(ADA, asked.id)).toMatchObject({ state: 'canceled' });
});

it('answers what a person asks for, of any kind, raises nothing, and is his alone', async () => {
  await recordLookups(log, dayOf(now), [
    { name: 'www.bad.example', client: '10.0.0.1', time: now, answers: [[1, 60, '198.51.100.77']] },
  ]);
  now = TODAY;
  await read();
  const entries = ['bad.example', '198.51.100.0/24', 'nowhere.example', 'a'.repeat(32)];
  const asked = await store().create({ owner: ADA, askedAt: now, entries, list: null });
  expect(await hunts().run(asked.id)).toBe('done');
  const { matches, looked, matched } = await store().get(ADA, asked.id);
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
  expect(await raised()).toEqual([]);
  await expect(store().get('user:bob', asked.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('forgets what came of looking back after a month, and never what is still to be done', async () => {
  now = Date.now() * 1000 - 29 * DAY_US;
  await give(['a.example']);
  expect(await hunted()).toEqual(['done']);
  now += 3 * DAY_US;
  await give(['b.example']);
  await followed(models, 'rules');
  await store().subscribe();
  const asked = await store().create({ owner: ADA, askedAt: now, entries: ['a.example'], list: null });
  await store().cancel(ADA, asked.id);
  const kept = async () => (await store().latest(ADA, LIST)).map(({ state }) => state);
  await models.maintain();
  expect(await kept()).toEqual(['waiting', 'done']);
  await models.maintain({ now: Date.now() + 3 * 86_400_000 });
  expect(await kept()).toEqual(['waiting']);
  expect(await store().latest(ADA, null)).toHaveLength(1);
  await models.maintain({ now: Date.now() + 6 * 86_400_000 });
  expect(await kept()).toEqual(['waiting']);
  expect(await store().latest(ADA, null)).toEqual([]);
});

it('waits until the dictionary has read what was recorded before the list learned', async () => {
  await lookups('bad.example', ['10.0.0.5']);
  now = TODAY;
  await give(['bad.example']);
  await followed(models, 'rules');
  const [id = ''] = await hunts().standingStill();
  expect(await hunts().run(id)).toBe('waits');
  expect(await hunted()).toEqual(['done']);
  expect(await raised()).toHaveLength(1);
});

it('a paused list tells nothing until it is resumed, and one that no rule judges by nothing at all', async () => {
  await lookups('bad.example', ['10.0.0.5']);
  now = TODAY;
  await give(['bad.example']);
  await tell(LIST, { type: 'pause', reason: 'noise', seen: 2 });
  await hunted();
  expect(await raised()).toEqual([]);
  await tell(LIST, { type: 'resume', seen: 3 });
  await hunted();
  expect(await raised()).toHaveLength(1);
});
