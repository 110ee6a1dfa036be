import { randomUUID } from 'node:crypto';

import { ModelApi } from '../testing/model-api';
import type { TestApi } from '../testing/test-api';

let world: ModelApi;
let api: TestApi;
let analyst: string;
let operator: string;
beforeAll(async () => {
  world = await ModelApi.start();
  ({ api } = world);
  [analyst, operator] = [await api.person('ANALYST'), await api.person('OPERATOR')];
});
afterAll(() => world?.stop());

const follow = () => world.follow('notify');

interface Saved {
  readonly position: string;
  readonly entity: Record<string, unknown>;
}

const saveMail = (token: string, id: string, seen: number, more = '', key = randomUUID()) =>
  api.query(
    `mutation { saved: saveMailChannel(id: "${id}", seen: ${seen}, key: "${key}", enabled: true, perHour: 5,
      ${more || 'name: "On call", recipients: ["a@example.org"]'}) { position entity { id name kind recipients revision changedByName } } }`,
    { token },
  );
const savePolicy = (token: string, id: string, seen: number, channel: string) =>
  api.query(
    `mutation { saved: saveEscalationPolicy(id: "${id}", seen: ${seen}, key: "${randomUUID()}", name: "Night watch",
      enabled: true, least: high, onEscalation: true, late: false, sensors: [],
      steps: [{ afterSeconds: 0, channels: ["${channel}"] }, { afterSeconds: 900, channels: ["${channel}"] }],
      quiet: { from: 1320, to: 360, zone: "Europe/Berlin", spares: critical }) { position entity { id steps { afterSeconds } } } }`,
    { token },
  );

it('keeps channels and policies, shows them with who changed them, and as they were', async () => {
  const [channel, policy] = [randomUUID(), randomUUID()];
  const first = (await saveMail(operator, channel, 0)).data?.saved as Saved;
  expect(first.entity).toMatchObject({ id: channel, kind: 'email', recipients: ['a@example.org'], revision: 1 });
  const second = (await saveMail(operator, channel, 1, 'name: "Second line", recipients: ["b@example.org"]')).data
    ?.saved as Saved;
  const third = (await savePolicy(analyst, policy, 0, channel)).data?.saved as Saved;
  expect(third.entity).toMatchObject({ id: policy, steps: [{ afterSeconds: 0 }, { afterSeconds: 900 }] });
  await follow();
  const list = (args: string) =>
    api.query(
      `{ notificationChannels(${args}) { name changedByName } escalationPolicies(${args}) { name quiet { zone spares } } }`,
      { token: analyst },
    );
  expect((await list(`minPosition: "${third.position}"`)).data).toEqual({
    notificationChannels: [{ name: 'Second line', changedByName: expect.stringMatching(/^OPERATOR/) }],
    escalationPolicies: [{ name: 'Night watch', quiet: { zone: 'Europe/Berlin', spares: 'critical' } }],
  });
  expect((await list(`asOf: "${first.position}"`)).data).toMatchObject({
    notificationChannels: [{ name: 'On call' }],
    escalationPolicies: [],
  });
  expect(second.position > first.position).toBe(true);
});

it('refuses what cannot be, names the other person in a conflict, and acts once a key', async () => {
  const channel = randomUUID();
  const key = randomUUID();
  const save = () => saveMail(operator, channel, 0, '', key);
  expect((await save()).data?.saved).toMatchObject({ entity: { revision: 1 } });
  expect((await save()).data?.saved).toMatchObject({ entity: { revision: 1 } });
  expect((await saveMail(operator, channel, 0)).errors?.[0]?.extensions).toMatchObject({
    ...{ code: 'CHANNEL_CONFLICT', version: 1, by: expect.stringMatching(/^OPERATOR/) },
  });
  const code = async (more: string) =>
    (await saveMail(operator, randomUUID(), 0, more)).errors?.[0]?.extensions?.code ?? 'none';
  expect(await code('name: "x", recipients: ["not an address"]')).toBe('BAD_USER_INPUT');
  expect(await code('name: "x", recipients: ["a@example.org\\r\\nBcc: b@example.org"]')).toBe('BAD_USER_INPUT');
  expect(await code('name: "x", recipients: []')).toBe('BAD_USER_INPUT');
  const gone = await savePolicy(analyst, randomUUID(), 0, randomUUID());
  expect(gone.errors?.[0]?.extensions).toMatchObject({ code: 'CHANNEL_UNKNOWN' });
});

it('a test is asked for once a key and is on its way; a channel that is gone cannot be tried', async () => {
  const channel = randomUUID();
  await saveMail(operator, channel, 0, 'name: "Two", recipients: ["a@example.org", "b@example.org"]');
  const key = randomUUID();
  const test = () =>
    api.query(`mutation { asked: testChannel(id: "${channel}", key: "${key}") { position deliveries } }`, {
      token: operator,
    });
  const [one, two] = [await test(), await test()];
  expect((one.data?.asked as { deliveries: string[] }).deliveries).toHaveLength(2);
  expect((two.data?.asked as { deliveries: string[] }).deliveries).toEqual(
    (one.data?.asked as { deliveries: string[] }).deliveries,
  );
  await follow();
  const { data } = await api.query('{ deliveries { waiting rows { id kind recipient state channelName } } }', {
    token: analyst,
  });
  expect(data?.deliveries).toMatchObject({
    waiting: 2,
    rows: [{ kind: 'test', state: 'waiting' }, { channelName: 'Two' }],
  });
  const { rows } = data?.deliveries as { rows: { id: string }[] };
  const retry = await api.query(
    `mutation { retryDelivery(id: "${rows[0]?.id}", key: "${randomUUID()}") { position } }`,
    { token: operator },
  );
  expect(retry.errors?.[0]?.extensions).toMatchObject({ code: 'DELIVERY_NOT_FAILED' });
  await api.query(`mutation { removeChannel(id: "${channel}", seen: 1, key: "${randomUUID()}") { id } }`, {
    token: operator,
  });
  const again = await api.query(`mutation { testChannel(id: "${channel}", key: "${randomUUID()}") { position } }`, {
    token: operator,
  });
  expect(again.errors?.[0]?.extensions).toMatchObject({ code: 'CHANNEL_UNKNOWN' });
});

it('messages are for those without a scope', async () => {
  const narrow = await api.person('ANALYST', { sensor: ['edge-1'] });
  const { errors } = await api.query('{ deliveries { failed } }', { token: narrow });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});

it('keeps turns of duty, tells who is on duty, and refuses turns that cannot be', async () => {
  const channel = randomUUID();
  const people = 'name: "Duty", recipients: ["a@example.org", "b@example.org"]';
  const turns = (more: string) => `${people}, rota: { zone: "Europe/Berlin", at: 540, ${more} }`;
  const saved = await saveMail(operator, channel, 0, turns('first: "2026-11-02", days: 7'));
  expect(saved.errors).toBeUndefined();
  await follow();
  const { data } = await api.query('{ notificationChannels { id rota { days standIns { to } onDuty next nextOn } } }', {
    token: analyst,
  });
  const shown = (data as { notificationChannels: { id: string; rota: Record<string, string> }[] }).notificationChannels;
  const rota = shown.find(({ id }) => id === channel)?.rota;
  expect(rota).toMatchObject({ days: 7, standIns: [], nextOn: expect.stringMatching(/^20\d\d-\d\d-\d\d$/) });
  expect([rota?.['onDuty'], rota?.['next']].sort()).toEqual(['a@example.org', 'b@example.org']);
  for (const wrong of [
    turns('first: "2026-02-30", days: 7'),
    turns('first: "2026-11-02", days: 0'),
    turns(
      'first: "2026-11-02", days: 1, standIns: [{ from: "2026-12-02", to: "2026-12-01", recipient: "c@example.org" }]',
    ),
    turns('first: "2026-11-02", days: 1').replace('Europe/Berlin', 'Europe/Nowhere'),
  ])
    expect((await saveMail(operator, channel, 1, wrong)).errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
});
