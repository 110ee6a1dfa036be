import { randomUUID } from 'node:crypto';

import { CONTROL_TOKEN, TestApi } from '../testing/test-api';

let api: TestApi;
let analyst: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST');
});
afterAll(() => api.stop());

const HUNT = 'id cause list entries state note matched matches { indicator hosts values first alert }';
const mutate = (text: string, token = analyst) => api.query(`mutation { done: ${text} { ${HUNT} } }`, { token });
const code = ({ errors }: Awaited<ReturnType<typeof mutate>>) => errors?.[0]?.extensions.code;

it('looks for entries as people write them, once each, and tells what is none', async () => {
  const asked = await mutate('huntFor(entries: ["WWW.Bad[.]example.", "198.51.100.7/24", "198.51.100.0/24"])');
  expect(asked.data?.done).toMatchObject({
    ...{ cause: 'asked', list: null, state: 'waiting', matches: [] },
    entries: ['www.bad.example', '198.51.100.0/24'],
  });
  const { id } = asked.data?.done as { id: string };
  expect(api.hunts.rung).toEqual([id]);
  const match = {
    ...{
      indicator: 'www.bad.example',
      line: 0,
      sensor: 'edge',
      first: 1_763_712_000_000_000,
      last: 1_763_712_000_000_001,
    },
    ...{ count: 2, days: 1, hosts: ['10.0.0.5'], more: false, values: ['www.bad.example'], valueCount: 1, alert: null },
  };
  Object.assign(api.hunts.made ?? {}, { state: 'done', matched: 1, matches: [match] });
  const { data } = await api.query(`{ hunt(id: "${id}") { ${HUNT} } hunts { id } }`, { token: analyst });
  expect(data?.hunt).toMatchObject({
    matches: [{ indicator: 'www.bad.example', hosts: ['10.0.0.5'], first: '2025-11-21T08:00:00.000000Z' }],
  });
  expect(data?.hunts).toEqual([{ id }]);

  const wrong = await mutate('huntFor(entries: ["bad.example", "not an entry"])');
  expect(wrong.errors?.[0]).toMatchObject({
    message: expect.stringContaining('"not an entry": '),
    extensions: { code: 'BAD_USER_INPUT' },
  });
  expect(code(await mutate('huntFor(entries: [])'))).toBe('BAD_USER_INPUT');
  const many = await api.query('mutation ($e: [String!]!) { huntFor(entries: $e) { id } }', {
    ...{ token: analyst, variables: { e: Array.from({ length: 1001 }, (_, i) => `n${i}.example`) } },
  });
  expect(many.errors?.[0]).toMatchObject({ message: expect.stringContaining('1,000 entries') });
});

it('A-58 is one’s own alone, and nobody looks back who sees a part, or sees traffic masked', async () => {
  const { data } = await mutate('huntFor(entries: ["bad.example"])');
  const { id } = data?.done as { id: string };
  const other = await api.person('ADMIN');
  expect((await api.query(`{ hunt(id: "${id}") { id } }`, { token: other })).errors?.[0]?.extensions.code).toBe(
    'NOT_FOUND',
  );
  expect(code(await mutate('huntFor(entries: ["bad.example"])', await api.person('VIEWER')))).toBe('FORBIDDEN');
  const scoped = await api.person('ANALYST', { sensor: ['edge'] });
  expect(code(await mutate('huntFor(entries: ["bad.example"])', scoped))).toBe('FORBIDDEN');
  const admin = await api.person('ADMIN', null, { steppedUp: true });
  const mask = (mode: string) =>
    api.query(`mutation { setMaskingMode(mode: ${mode}, reason: "a test") { mode } }`, { token: admin });
  expect((await mask('PSEUDONYM')).errors).toBeUndefined();
  expect(code(await mutate('huntFor(entries: ["bad.example"])'))).toBe('MASKED');
  expect((await api.query(`{ hunt(id: "${id}") { id } }`, { token: analyst })).errors?.[0]?.extensions.code).toBe(
    'MASKED',
  );
  expect(code(await mutate(`cancelHunt(id: "${id}")`))).toBe('MASKED');
  await mask('OFF');
  expect(code(await mutate(`cancelHunt(id: "${id}")`, scoped))).toBe('FORBIDDEN');
});

it('looks back for a list that is there, and goes on when it is held only for a reason', async () => {
  expect(code(await mutate(`huntList(id: "${randomUUID()}")`))).toBe('LIST_UNKNOWN');
  const id = randomUUID();
  const define = `saveList(id: "${id}", seen: 0, key: "${randomUUID()}", name: "Bad", kind: names, action: threat) { id }`;
  await api.query(`mutation { ${define} }`, { token: analyst });
  const asked = await mutate(`huntList(id: "${id}")`);
  expect(asked.data?.done).toMatchObject({ list: id, entries: null });
  const hunt = (asked.data?.done as { id: string }).id;
  expect(code(await mutate(`releaseHunt(id: "${hunt}", reason: "why not")`))).toBe('NOT_HELD');
  Object.assign(api.hunts.made ?? {}, { state: 'held' });
  expect(code(await mutate(`releaseHunt(id: "${hunt}", reason: " ")`))).toBe('BAD_USER_INPUT');
  expect((await mutate(`releaseHunt(id: "${hunt}", reason: "it is right")`)).data?.done).toMatchObject({
    state: 'waiting',
  });
});

it('the host looks back by its own door, and by no other', async () => {
  const ask = (method: string, path: string, token: string, body?: object) =>
    fetch(`${api.url}/api/control/hunts${path}`, {
      ...{ method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  expect((await ask('POST', '', analyst, { entries: ['bad.example'] })).status).toBe(401);
  const begun = await ask('POST', '', CONTROL_TOKEN, { entries: ['bad.example'] });
  const { id } = (await begun.json()) as { id: string };
  expect([begun.status, await (await ask('GET', `/${id}`, CONTROL_TOKEN)).json()]).toMatchObject([
    200,
    { id, state: 'waiting' },
  ]);
  expect((await ask('POST', '', CONTROL_TOKEN, { entries: ['?'] })).status).toBe(400);
});
