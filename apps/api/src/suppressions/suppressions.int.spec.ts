import { randomUUID } from 'node:crypto';

import { TestApi } from '../testing/test-api';

let api: TestApi;
let analyst: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST');
});
afterAll(() => api.stop());

const save = (
  id: string,
  seen: number,
  match: string,
  { token = analyst, key = randomUUID(), reason = 'known' } = {},
) =>
  api.query(
    `mutation { done: saveSuppression(id: "${id}", seen: ${seen}, key: "${key}", reason: "${reason}", ${match}) { id revision position } }`,
    { token },
  );
const end = (id: string, seen: number, token = analyst) =>
  api.query(`mutation { done: endSuppression(id: "${id}", seen: ${seen}, key: "${randomUUID()}") { revision } }`, {
    token,
  });
const refusal = ({ errors }: Awaited<ReturnType<typeof save>>) => [errors?.[0]?.extensions?.code, errors?.[0]?.message];

it('is made, changed and ended; the same key acts once, and one of two is told of the other', async () => {
  const [id, key] = [randomUUID(), randomUUID()];
  expect((await save(id, 0, 'rule: "vertical-scan"', { key })).data?.done).toMatchObject({ id, revision: 1 });
  expect((await save(id, 0, 'rule: "vertical-scan"', { key })).data?.done).toMatchObject({ id, revision: 1 });
  const [code] = refusal(await save(id, 0, 'rule: "own.flood"'));
  expect(code).toBe('SUPPRESSION_CONFLICT');
  expect((await end(id, 1)).data?.done).toMatchObject({ revision: 2 });
  expect(refusal(await end(randomUUID(), 0))[0]).toBe('SUPPRESSION_UNKNOWN');
});

it.each<[string, string, RegExp]>([
  ['everything', 'sensor: "edge"', /Name a rule, an entity or an address/],
  ['a prefix that is none', 'src: "10.0.0.0/64"', /`src` is no prefix/],
  ['a time that has passed', 'entity: "x", until: "2001-01-01T00:00:00Z"', /`until` has passed/],
  ['an entity that is empty', 'entity: ""', /`match\.entity`/],
])('refuses %s', async (_what, match, message) => {
  expect(refusal(await save(randomUUID(), 0, match))).toEqual(['BAD_USER_INPUT', expect.stringMatching(message)]);
});

it('within a scope nothing is kept out for all, and nothing of it is shown', async () => {
  const scoped = await api.person('ANALYST', { sensor: ['edge-1'] });
  expect(refusal(await save(randomUUID(), 0, 'entity: "x"', { token: scoped }))[0]).toBe('FORBIDDEN');
  api.readModels.answers.suppressions = () =>
    Promise.resolve([{ id: randomUUID(), entity: 'x', reason: 'r', revision: 1, changedBy: 'system:x', alerts: 1 }]);
  const list = (token: string) => api.query('{ suppressions { entity } }', { token });
  expect(refusal(await list(scoped))).toEqual(['FORBIDDEN', expect.stringContaining('a part of the traffic only')]);
  const { data } = await api.query('{ viewer { permissions } }', { token: scoped });
  expect((data?.viewer as { permissions: string[] }).permissions).not.toContain('lists.write');
  expect((await list(analyst)).data?.suppressions).toEqual([{ entity: 'x' }]);
});
