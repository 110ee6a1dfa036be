import { randomUUID } from 'node:crypto';
import { type EventLog, InMemoryEventLog, type JsonObject, offer } from '@wireledger/event-sourcing';
import { ActAnnounced, ActAudited, eventCatalogue, SettingChanged } from '@wireledger/events';
import type { DomainEvent } from '@wireledger/event-sourcing';

import type { ReadModels } from '../read-models';
import { followToEnd, TestReadModels } from '../testing/test-read-models';

type Audited = Parameters<(typeof ActAudited)['create']>[0];

let server: TestReadModels;
let models: ReadModels;
let log: EventLog;
const AT = Date.UTC(2026, 10, 28, 8) * 1000;
const [ADA, EVE] = [`user:${randomUUID()}`, `user:${randomUUID()}`];

const append = async (stream: string, event: DomainEvent, more: { actor?: string; of?: string; at?: number } = {}) => {
  const correlationId = more.of ?? randomUUID();
  const { actor = ADA, at = AT } = more;
  const written = offer(event, { actor, correlationId, causationId: correlationId, at });
  const [result] = await log.append([{ stream, expected: 'any', appendId: randomUUID(), events: [written] }]);
  if (result?.status !== 'ok') throw new Error('not taken');
  return { id: written.id, position: result.position };
};

const actOf = (more: Partial<Audited> = {}): Audited => ({
  ...{ act: randomUUID(), operation: 'setDemo', kind: 'change', permission: 'sensors.write' },
  who: { actor: ADA, role: 'ADMIN', session: randomUUID(), mfaAt: AT },
  origin: { ip: '192.0.2.9', agent: 'Mozilla/5.0', via: 'graphql' },
  ...{ target: { kind: 'sensor', id: 'edge' }, reason: 'noise', result: 'done', code: null, count: 1 },
  ...{ before: null, after: null, caused: [] },
  ...more,
});
const announced = ({ result: _r, code: _c, count: _n, before: _b, after: _a, caused: _f, ...act }: Audited) =>
  ActAnnounced.create(act);
const audited = (act: Audited, more: { of?: string; at?: number } = {}) =>
  append('audit-api.20261128', ActAudited.create(act), { actor: act.who.actor, ...more });

beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  models = await server.open(log);
});

it('an act is one row from its announcement on; as of then it is open', async () => {
  const act = actOf({ before: { shown: true }, after: { shown: false } });
  const of = randomUUID();
  const begun = await append('audit-api.20261128', announced(act), { of });
  const fact = SettingChanged.create({ area: 'demo', before: { shown: true }, after: { shown: false } });
  await append('setting-demo', fact, { of });
  await followToEnd(models, 'audit');
  expect((await models.queries.audit({})).rows).toMatchObject([
    { id: act.act, result: 'open', position: begun.position },
  ]);
  const { position } = await audited(act, { of });
  await followToEnd(models, 'audit');
  expect(await models.queries.audit({ minPosition: position })).toMatchObject({
    rows: [{ id: act.act, result: 'done', reason: 'noise', mfaAt: '2026-11-28T08:00:00.000000Z', correlation: of }],
    count: 1,
    exact: true,
  });
  expect((await models.queries.audit({ asOf: begun.position })).rows[0]?.result).toBe('open');
  const detail = await models.queries.auditAct({ id: act.act });
  expect(detail).toMatchObject({
    changes: [{ field: 'shown', before: 'true', after: 'false' }],
    projections: ['audit'],
  });
  expect(detail?.chain.map(({ type }) => type)).toEqual([
    ...['domain.ActAnnounced', 'domain.SettingChanged', 'domain.ActAudited'],
  ]);
});

it('whoever may read but his own reads no other, neither in the list nor by id', async () => {
  const other = actOf({ who: { actor: EVE, role: 'VIEWER', session: null, mfaAt: null } });
  await audited(actOf());
  await audited(other);
  await followToEnd(models, 'audit');
  expect((await models.queries.audit({ own: ADA })).rows.map(({ actor }) => actor)).toEqual([ADA]);
  expect(await models.queries.auditAct({ id: other.act, own: ADA })).toBeNull();
  expect(await models.queries.auditAct({ id: other.act, own: EVE })).toMatchObject({ act: { id: other.act } });
});

describe('conditions', () => {
  const origin = { ip: '198.51.100.7', agent: 'curl/8', via: 'rest' as const };
  it.each([
    [{ actor: [EVE] }, ['b']],
    [{ role: ['VIEWER'] }, ['b']],
    [{ operation: ['setDemo'] }, ['a']],
    [{ kind: ['read'] }, ['b']],
    [{ result: ['refused'] }, ['b']],
    [{ target: 'edge' }, ['a', 'b']],
    [{ targetKind: ['rule'] }, []],
    [{ ip: ['198.51.100.0/24'] }, ['b']],
    [{ ip: ['2001:db8::/32'] }, []],
    [{ search: 'CURL' }, ['b']],
    [{ search: '100%' }, []],
    [{ range: { from: '2026-11-28T08:30:00Z', to: '2026-11-28T10:00:00Z' } }, ['b']],
    [{ correlation: 'c-b' }, ['b']],
  ])('%j', async (where, expected) => {
    await audited(actOf({ reason: 'a' }), { of: 'c-a' });
    const who = { actor: EVE, role: 'VIEWER', session: null, mfaAt: null };
    const refused = actOf({
      who,
      origin,
      operation: 'flows',
      kind: 'read',
      result: 'refused',
      code: 'FORBIDDEN',
      reason: 'b',
    });
    await audited(refused, { of: 'c-b', at: AT + 3600e6 });
    await followToEnd(models, 'audit');
    const { rows } = await models.queries.audit({ where });
    expect(rows.map(({ reason }) => reason).sort()).toEqual(expected);
  });

  it.each([
    [{ where: { ip: ['nonsense'] } }],
    [{ where: { range: { from: 'x', to: 'y' } } }],
    [{ first: 1000 }],
    [{ after: 'x' }],
  ])('%j is refused', async (args) => {
    await expect(models.queries.audit(args)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

it('pages are whole: every act once, newest first', async () => {
  for (let i = 0; i < 25; i++) await audited(actOf({ reason: String(i) }));
  await followToEnd(models, 'audit');
  const seen: (string | null)[] = [];
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof models.queries.audit>> = await models.queries.audit({ first: 10, after });
    seen.push(...page.rows.map(({ reason }) => reason));
    after = page.next;
    if (!after) break;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => String(24 - i)));
});

it('events are found by stream, type, prefix and correlation, and followed to what they caused', async () => {
  const act = actOf();
  const of = randomUUID();
  await append('audit-api.20261128', announced(act), { of });
  const fact = SettingChanged.create({ area: 'demo', before: { shown: true }, after: { shown: false } });
  const setting = await append('setting-demo', fact, { of });
  await append('setting-demo', fact, { of: setting.id });
  await audited(act, { of });
  await followToEnd(models, 'audit');
  const types = async (where: JsonObject) => (await models.queries.events({ where })).rows.map(({ type }) => type);
  expect(await types({ stream: 'setting-demo' })).toEqual(['domain.SettingChanged', 'domain.SettingChanged']);
  expect(await types({ type: ['domain.ActAnnounced'] })).toHaveLength(1);
  expect(await types({ type: ['domain.'] })).toHaveLength(4);
  expect(await types({ correlation: of })).toHaveLength(3);
  const detail = await models.queries.auditAct({ id: act.act });
  expect(detail?.chain).toHaveLength(4);
});

it('A-69 hostile texts are rows like others, and a rebuild gives the same', async () => {
  await audited(
    actOf({ reason: '\u0000<img src=x>\ud800', origin: { ip: '1.2.3.4.5', agent: '\u0000', via: 'rest' } }),
  );
  await followToEnd(models, 'audit');
  const before = await models.queries.audit({});
  expect(before.rows[0]).toMatchObject({ reason: '\\u0000<img src=x>\\ud800', ip: '1.2.3.4.5' });
  expect((await models.queries.audit({ where: { ip: ['192.0.2.0/24'] } })).count).toBe(0);
  await models.rebuild('audit');
  await followToEnd(models, 'audit');
  expect(await models.queries.audit({})).toEqual(before);
});
