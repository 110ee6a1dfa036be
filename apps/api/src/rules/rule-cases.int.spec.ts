import { randomUUID } from 'node:crypto';

import { alertDecider, type AlertCommand, alertStream, ruleStream } from '@wireledger/domain';
import { raised } from '@wireledger/domain/testing';
import { handleCommand } from '@wireledger/event-sourcing';

import { ModelApi } from '../testing/model-api';
import type { TestApi } from '../testing/test-api';

let world: ModelApi;
let api: TestApi;
let analyst: string;
let other: string;
beforeAll(async () => {
  world = await ModelApi.start();
  ({ api } = world);
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  other = await api.person('ANALYST');
});
afterAll(() => world?.stop());

const RULE =
  '{ position entity { id state version latestVersion revision cases tested { version passed failed unfit } } }';
const ask = async (text: string, token = analyst) => {
  const { data, errors } = await api.query(`mutation { done: ${text} ${RULE} }`, { token });
  const { code, ...details } = errors?.[0]?.extensions ?? {};
  return { entity: (data?.done as { entity: Record<string, unknown> } | undefined)?.entity, code, details };
};
const key = () => randomUUID();
const text = (value: unknown) => JSON.stringify(value);

const parameters = (threshold: number, more: object = {}) => ({
  ...{ kind: 'dns', measure: 'lookups', by: ['src.ip'], windowS: 60, threshold, severity: 'high', ...more },
});
const draft = (id: string, seen: number, threshold: number, more: object = {}) =>
  ask(
    `draftRule(id: "${id}", seen: ${seen}, key: "${key()}", name: "Lookups", detector: "generic", cooldownSeconds: 600,
      parameters: ${text(text(parameters(threshold, more)))}, description: "")`,
  );
const publish = (id: string, version: number, seen: number, more = '') =>
  ask(`publishRule(id: "${id}", version: ${version}, seen: ${seen}, key: "${key()}"${more})`);
const test = (id: string, version: number, token = analyst) =>
  ask(`testRule(id: "${id}", version: ${version}, key: "${key()}")`, token);
const keepAlert = (alert: string, expects: 'alert' | 'silence', token = analyst) =>
  ask(`keepAlertAsCase(alert: "${alert}", name: "Monday", expects: ${expects}, key: "${key()}")`, token);
const keep = (id: string, seen: number, records: unknown) =>
  ask(`keepRuleCase(id: "${id}", seen: ${seen}, name: "From a file", expects: alert, key: "${key()}",
    records: ${text(typeof records === 'string' ? records : text(records))})`);
const caseFile = (id: string, token = analyst) => api.query(`{ ruleCaseFile(id: "${id}") }`, { token });

const T0 = 1_780_002_000_000_000;
const lookup = (n: number, more: object = {}) => ({
  ...{ event: '11111111-1111-4111-8111-111111111111', n, position: '00000042', hash: 'a'.repeat(64) },
  kind: 'dns' as const,
  record: { at: T0 + 2_000_000, time: T0 + n, client: '10.0.0.1', server: '10.0.0.53', proto: 17, ...more },
});
const RECORDS = [0, 1, 2].map((n) => lookup(n));
const SCOPE = { sensor: 'edge-1', timeline: 'live' };

/** An alert of three lookups that the rule raised; answers its id. */
async function alertOf(rule: string, records = RECORDS): Promise<string> {
  const id = randomUUID();
  const told = (command: AlertCommand) =>
    handleCommand(api.log, alertDecider, alertStream(id), command, {
      ...{ actor: 'system:worker', correlationId: 'c', causationId: 'k', at: T0 },
    });
  const about = { detector: { name: 'generic', version: 1 }, parameters: parameters(3), scope: SCOPE };
  await told({
    type: 'raise',
    facts: raised({ alert: id, rule: { id: rule, version: 1, name: 'Lookups' }, ...about }),
  });
  if (records.length > 0) await told({ type: 'keepEvidence', facts: { alert: id, step: 0, records, left: 0 } });
  return id;
}

async function shown(id: string) {
  await world.follow('rules');
  const { data } = await api.query(
    `{ rule(id: "${id}") { rule { cases tested { version passed failed } }
      cases { id name expects alert records keptByName outcome raised } changes { action version reason } } }`,
    { token: other },
  );
  return data?.rule as { rule: object; cases: { id: string }[]; changes: object[] };
}

it('a draft is tested on what an alert has shown; one that would miss it is published for a reason alone', async () => {
  const id = `own-${randomUUID()}`;
  await draft(id, 0, 3);
  const alert = await alertOf(id);
  expect((await keepAlert(alert, 'alert')).entity).toMatchObject({ cases: 1, tested: null, revision: 2 });
  expect((await keepAlert(alert, 'alert')).code).toBe('RULE_CASE_KEPT');
  expect((await test(id, 1)).entity?.tested).toEqual({ version: 1, passed: 1, failed: 0, unfit: 0 });
  expect((await publish(id, 1, 3)).entity).toMatchObject({ state: 'published', revision: 5 });

  await draft(id, 5, 4);
  expect((await test(id, 2)).entity?.tested).toEqual({ version: 2, passed: 0, failed: 1, unfit: 0 });
  const refused = await publish(id, 2, 7);
  expect([refused.code, refused.details]).toEqual(['RULE_TESTS_FAILED', expect.objectContaining({ failed: 1 })]);
  const despite = await publish(id, 2, 7, ', despite: "three are usual here now"');
  expect(despite.entity).toMatchObject({ state: 'published', version: 2, revision: 9 });

  expect(await shown(id)).toMatchObject({
    rule: { cases: 1, tested: { version: 2, passed: 0, failed: 1 } },
    cases: [{ name: 'Monday', expects: 'alert', alert, records: 3, outcome: 'failed', raised: 0 }],
    changes: [
      { action: 'published', version: 2, reason: 'three are usual here now' },
      { action: 'tested', version: 2 },
      { action: 'tested', version: 2 },
      { action: 'drafted', version: 2 },
      { action: 'published', version: 1, reason: null },
      { action: 'tested', version: 1 },
      { action: 'tested', version: 1 },
      { action: 'caseKept', version: 1 },
      { action: 'drafted', version: 1 },
    ],
  });
  const { events } = await api.log.readStream({ stream: ruleStream(id), dir: 'back', limit: 1 });
  expect(events[0]?.data).toMatchObject({ tests: { passed: 0, failed: 1, unfit: 0 } });
});

it('what was a false positive has to be silent', async () => {
  const id = `own-${randomUUID()}`;
  await draft(id, 0, 3);
  await keepAlert(await alertOf(id), 'silence');
  expect((await publish(id, 1, 2)).code).toBe('RULE_TESTS_FAILED');
  await draft(id, 2, 3, { except: 'src.ip = 10.0.0.1' });
  expect((await publish(id, 2, 3)).entity).toMatchObject({
    ...{ state: 'published', tested: { version: 2, passed: 1, failed: 0, unfit: 0 } },
  });
});

it('a version that rests on more than records is not tried, and is published', async () => {
  const id = `own-${randomUUID()}`;
  await draft(id, 0, 3, { compare: 'times', baseline: 3 });
  await keepAlert(await alertOf(id), 'alert');
  expect((await publish(id, 1, 2)).entity?.tested).toEqual({ version: 1, passed: 0, failed: 0, unfit: 1 });
});

it('goes with a rule that is exported, and is taken out for a reason', async () => {
  const [from, into] = [`own-${randomUUID()}`, `own-${randomUUID()}`];
  await draft(from, 0, 3);
  await keepAlert(await alertOf(from), 'alert');
  const cases = JSON.parse((await caseFile(from)).data?.ruleCaseFile as string) as Record<string, unknown>[];
  expect(cases).toEqual([{ name: 'Monday', expects: 'alert', scope: SCOPE, records: RECORDS }]);
  await draft(into, 0, 3);
  const { scope, records } = cases[0] as Record<string, unknown>;
  expect((await keep(into, 1, { scope, records })).entity).toMatchObject({ cases: 1 });
  expect((await test(into, 1)).entity?.tested).toMatchObject({ passed: 1, failed: 0 });
  const [{ id = '' } = {}] = (await shown(into)).cases;
  const drop = (seen: number, one: string, reason = 'told twice') =>
    ask(`dropRuleCase(id: "${into}", seen: ${seen}, key: "${key()}", case: "${one}", reason: "${reason}")`);
  expect((await drop(3, randomUUID())).code).toBe('RULE_CASE_UNKNOWN');
  expect((await drop(3, id, ' ')).code).toBe('TEXT_NEEDED');
  expect((await drop(2, id)).code).toBe('RULE_CONFLICT');
  expect((await drop(3, id)).entity).toMatchObject({ cases: 0 });
  expect((await shown(into)).changes[0]).toMatchObject({ action: 'caseDropped', reason: 'told twice' });
  expect((await test(into, 1)).code).toBe('RULE_UNTESTED');
});

it('the biggest case that can be exported can be imported, though every other character of it is escaped', async () => {
  const id = `own-${randomUUID()}`;
  await draft(id, 0, 3);
  const records = text({ scope: SCOPE, records: [lookup(0, { name: '"'.repeat(122_000) })] });
  expect(records.length).toBeGreaterThan(238 * 1024);
  const order = `mutation Keep($records: String!) {
    done: keepRuleCase(id: "${id}", seen: 1, name: "Big", expects: alert, key: "${key()}", records: $records) ${RULE} }`;
  const { data, errors } = await api.query(order, { token: analyst, variables: { records } });
  expect([errors, data?.done]).toMatchObject([undefined, { entity: { cases: 1 } }]);
  expect(JSON.parse((await caseFile(id)).data?.ruleCaseFile as string)).toEqual([
    { name: 'Big', expects: 'alert', ...(JSON.parse(records) as object) },
  ]);
});

it.each<[string, unknown, RegExp]>([
  ['what is no JSON', 'oops', /no JSON/],
  ['no records', { scope: SCOPE, records: [] }, /records/],
  ['a column that there is not', { scope: SCOPE, records: [lookup(0, { colour: 'red' })] }, /no column colour/],
  ['a text where a number stands', { scope: SCOPE, records: [lookup(0, { time: 'noon' })] }, /column time/],
  ['a kind that there is not', { scope: SCOPE, records: [{ ...lookup(0), kind: 'smoke' }] }, /records/],
  ['far too much', { scope: SCOPE, records: [lookup(0, { name: 'x'.repeat(260_000) })] }, /240 KiB/],
])('a file with %s is refused', async (_what, records, message) => {
  const id = `own-${randomUUID()}`;
  await draft(id, 0, 3);
  const answer = await api.query(
    `mutation { keepRuleCase(id: "${id}", seen: 1, name: "x", expects: alert, key: "${key()}",
      records: ${text(typeof records === 'string' ? records : text(records))}) { position } }`,
    { token: analyst },
  );
  expect([answer.errors?.[0]?.extensions?.code, answer.errors?.[0]?.message]).toEqual([
    'BAD_USER_INPUT',
    expect.stringMatching(message),
  ]);
});

it('alerts outside one’s scope, without records or of nobody’s rule are not kept; nobody exports what he does not see', async () => {
  const id = `own-${randomUUID()}`;
  await draft(id, 0, 3);
  const alert = await alertOf(id);
  const narrow = await api.token('ANALYST', 30, { scope: { sensor: ['elsewhere'] } });
  expect((await keepAlert(alert, 'alert', narrow)).code).toBe('ALERT_UNKNOWN');
  expect((await keepAlert(await alertOf(id, []), 'alert')).code).toBe('RULE_CASE_UNFIT');
  expect((await keepAlert(await alertOf('own-nobody'), 'alert')).code).toBe('RULE_UNKNOWN');
  expect((await test('own-nobody', 1)).code).toBe('RULE_UNKNOWN');
  expect((await caseFile(id, narrow)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  expect((await keepAlert(alert, 'alert', await api.token('OPERATOR'))).code).toBe('FORBIDDEN');
});
