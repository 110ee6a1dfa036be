import { randomUUID } from 'node:crypto';

import { TestApi } from '../testing/test-api';
import { MOST_FILTERS } from './saved-filter-desk';

let api: TestApi;
let ann: string;
let ben: string;
beforeAll(async () => {
  api = await TestApi.start();
  ann = await api.person('ANALYST');
  ben = await api.person('ANALYST');
});
afterAll(() => api.stop());

const quoted = (text: string) => JSON.stringify(text);
const save = (
  token: string,
  expression: string,
  { id = String(randomUUID()), seen = 0, key = String(randomUUID()), name = 'Big', kind = 'FLOW' } = {},
) =>
  api.query(
    `mutation { done: saveFilter(id: "${id}", seen: ${seen}, key: "${key}", name: ${quoted(name)}, kind: ${kind},
      expression: ${quoted(expression)}) { id revision position } }`,
    { token },
  );
const act = (token: string, field: string, id: string, seen: number, more = '') =>
  api.query(`mutation { done: ${field}(id: "${id}", seen: ${seen}, key: "${randomUUID()}"${more}) { revision } }`, {
    token,
  });
const list = async (token: string) =>
  (await api.query('{ savedFilters { id name kind expression shared own ownerName revision } }', { token })).data
    ?.savedFilters as { id: string; expression: string; own: boolean; ownerName: string }[];
const refusal = ({ errors }: Awaited<ReturnType<typeof save>>) => errors?.[0]?.extensions?.code;
const idOf = ({ data }: Awaited<ReturnType<typeof save>>) => (data?.done as { id: string }).id;

it('A-58 is kept in its written form, for its owner alone until he shares it', async () => {
  const key = randomUUID();
  const id = randomUUID();
  for (let i = 0; i < 2; i++)
    expect((await save(ann, 'proto=TCP&&bytes>1GB', { id, key })).data?.done).toMatchObject({ id, revision: 1 });
  expect(await list(ann)).toEqual([
    expect.objectContaining({ id, name: 'Big', kind: 'FLOW', expression: 'proto = tcp and bytes > 1GB', own: true }),
  ]);
  expect(await list(ben)).toEqual([]);
  // Until then it is to others what was never there, word for word.
  const said = (filter: string) =>
    Promise.all(
      [act(ben, 'removeFilter', filter, 1), act(ben, 'shareFilter', filter, 1, ', shared: true')].map(async (one) => {
        const error = (await one).errors?.[0];
        return [error?.extensions?.code, error?.message];
      }),
    );
  expect(await said(id)).toEqual(await said(randomUUID()));
  expect(refusal(await save(ben, 'bytes > 1', { id, seen: 1 }))).toBe('FILTER_UNKNOWN');
  expect((await act(ann, 'shareFilter', id, 1, ', shared: true')).data?.done).toEqual({ revision: 2 });
  expect(await list(ben)).toMatchObject([{ id, own: false, ownerName: expect.any(String) }]);
  for (const [field, more] of [['removeFilter'], ['shareFilter', ', shared: false']] as const)
    expect(refusal(await act(ben, field, id, 2, more))).toBe('FILTER_OF_ANOTHER');
  expect(refusal(await save(ben, 'bytes > 1', { id, seen: 2 }))).toBe('FILTER_OF_ANOTHER');
  expect(refusal(await save(ann, 'bytes > 1', { id, seen: 1 }))).toBe('FILTER_CONFLICT');
  expect((await act(ann, 'removeFilter', id, 2)).data?.done).toEqual({ revision: 3 });
  expect([await list(ann), await list(ben)]).toEqual([[], []]);
  expect(refusal(await act(ann, 'removeFilter', id, 3))).toBe('FILTER_UNKNOWN');
});

it('tells of a wrong expression with its place, and of a name that is none', async () => {
  const { errors } = await save(ann, 'bytes > 1 and dport = 53');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_FILTER', position: 14, end: 19 });
  expect(refusal(await save(ann, 'bytes > 1', { name: ' ' }))).toBe('BAD_USER_INPUT');
  expect(refusal(await save(ann, 'bytes > 1', { name: 'a\u0007b' }))).toBe('TEXT_INVALID');
  expect(refusal(await save(ann, 'dns.query exists'))).toBe('BAD_FILTER');
});

it('keeps nothing for those who see traffic masked, and shows them nothing', async () => {
  const viewer = await api.person('VIEWER');
  const id = idOf(await save(ann, 'ip = 10.1.2.3'));
  await act(ann, 'shareFilter', id, 1, ', shared: true');
  expect(await list(viewer)).toEqual([]);
  expect(refusal(await save(viewer, 'bytes > 1'))).toBe('MASKED');
  expect(refusal(await act(viewer, 'shareFilter', id, 2, ', shared: false'))).toBe('FORBIDDEN');
  await act(ann, 'removeFilter', id, 2);
});

it('is bounded for each person', async () => {
  const cara = await api.person('OPERATOR');
  for (let n = 0; n < MOST_FILTERS; n++) await save(cara, `bytes > ${n}`, { name: `n${n}` });
  expect(await list(cara)).toHaveLength(MOST_FILTERS);
  expect(refusal(await save(cara, 'bytes > 1'))).toBe('TOO_MANY_FILTERS');
  const [first] = await list(cara);
  expect((await save(cara, 'bytes > 5', { id: first?.id as string, seen: 1 })).data?.done).toMatchObject({
    revision: 2,
  });
  expect((await save(ben, 'bytes > 1')).data?.done).toMatchObject({ revision: 1 });
});
