import { randomUUID } from 'node:crypto';

import { feedStream } from '@wireledger/domain';
import { NotifyKeys } from '@wireledger/notify';
import { notifyKey } from '@wireledger/platform';
import { hostileArchives } from '@wireledger/capture/testing';

import type { ListImported } from './list-import';
import { TestApi } from '../testing/test-api';

let api: TestApi;
let analyst: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST');
});
afterAll(() => api.stop());

const mutate = (field: string, args: string, token = analyst) =>
  api.query(`mutation { done: ${field}(${args}, key: "${randomUUID()}") { id revision position } }`, { token });
async function list(kind = 'names', action = 'threat'): Promise<string> {
  const id = randomUUID();
  await mutate('saveList', `id: "${id}", seen: 0, name: "Bad ones", kind: ${kind}, action: ${action}, source: "us"`);
  return id;
}
interface Told {
  readonly status: number;
  readonly body: ListImported & { readonly code?: string; readonly message?: string };
}
async function give(
  id: string,
  seen: number,
  body: string | Uint8Array<ArrayBuffer>,
  more = '',
  token = analyst,
): Promise<Told> {
  const query = `seen=${seen}&key=${randomUUID()}&name=${encodeURIComponent('../../bad.txt')}${more}`;
  const response = await fetch(`${api.url}/api/lists/${id}/file?${query}`, {
    ...{ method: 'POST', body },
    headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as Told['body'] };
}
const entriesOf = async (id: string, args = '') => {
  const { data } = await api.query(`{ listEntries(id: "${id}"${args}) { indicator line note } }`, { token: analyst });
  return data?.listEntries;
};
const numbered = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `n${from + i}.example\n`).join('');
const refusal = ({ errors }: Awaited<ReturnType<typeof mutate>>) => errors?.[0]?.extensions?.code;

it('a file becomes a version, is searched and tested, and goes back', async () => {
  const id = await list();
  const first = await give(id, 1, '# bad\nbad.example # c2\nworse.example\nbad.example\n10.0.0.1\nhttp://x/\n');
  expect(first).toMatchObject({
    status: 200,
    body: {
      state: 'imported',
      added: 2,
      removed: 0,
      report: { format: 'plain', entries: 2, duplicates: 1, otherKind: 1 },
    },
  });
  expect(first.body.report.refusals).toMatchObject([
    { line: 6, text: 'http://x/', mend: expect.stringMatching(/host/) },
  ]);
  expect(await entriesOf(id, ', search: "BAD"')).toEqual([{ indicator: 'bad.example', line: 2, note: 'c2' }]);
  const tested = (text: string) =>
    api.query(`{ testIndicator(id: "${id}", text: "${text}") { indicator line } }`, { token: analyst });
  expect((await tested('WWW.bad.example')).data?.testIndicator).toEqual({ indicator: 'bad.example', line: 2 });
  expect((await tested('good.example')).data?.testIndicator).toBeNull();

  expect((await give(id, 2, 'worse.example\n')).body).toMatchObject({ state: 'imported', added: 0, removed: 1 });
  expect(await entriesOf(id)).toHaveLength(1);
  expect(await entriesOf(id, ', version: 1')).toHaveLength(2);
  expect((await mutate('rollBackList', `id: "${id}", seen: 3, version: 1, reason: "wrong"`)).data?.done).toMatchObject({
    revision: 4,
  });
  expect(await entriesOf(id)).toHaveLength(2);
  expect((await give(id, 4, 'bad.example # c2\n\nworse.example\n')).body.state).toBe('imported');
  expect((await give(id, 5, 'bad.example # c2\n\nworse.example\n')).body.state).toBe('unchanged');
});

it('A-39 holds what changes far more than usual until somebody says why, and refuses what is no list', async () => {
  const id = await list();
  expect((await give(id, 1, numbered(200))).body.state).toBe('imported');
  const held = await give(id, 2, numbered(200, 500));
  expect(held.body).toMatchObject({ state: 'held', why: expect.stringMatching(/200 of 200 entries would go/) });
  const empty = await give(id, 2, '# nothing\n');
  expect(empty.body).toMatchObject({ state: 'refused', why: expect.stringMatching(/Nothing in it/) });
  expect((await give(id, 2, numbered(200, 500), '&accepted=a%20new%20source')).body).toMatchObject({
    state: 'imported',
  });
  const wild = await list('addresses');
  expect((await give(wild, 1, '0.0.0.0/0\n10.0.0.0/8\n')).body).toMatchObject({
    state: 'refused',
    report: { refused: 2, entries: 0 },
  });
});

it.each<[string, () => string | Uint8Array<ArrayBuffer>, string, number, RegExp]>([
  ['a packed file', () => Uint8Array.of(0x1f, 0x8b, 8, 0), '', 400, /packed/],
  ['no text', () => Uint8Array.of(65, 0, 66, 0), '', 400, /no text/],
  ['a format that there is not', () => 'x', '&format=pdf', 400, /format/],
])('A-14 refuses %s', async (_what, body, more, status, message) => {
  const told = await give(await list(), 1, body(), more);
  expect([told.status, told.body.message]).toEqual([status, expect.stringMatching(message)]);
});

it.each(hostileArchives('bad.example\n'))('A-30 refuses a %s whole, and the list stays', async (_what, make) => {
  const id = await list();
  expect((await give(id, 1, 'bad.example\n')).body.state).toBe('imported');
  const told = await give(id, 2, make(), '&accepted=yes');
  expect([told.status, told.body.message]).toEqual([400, expect.stringMatching(/packed|no text/)]);
  expect(await entriesOf(id)).toEqual([{ indicator: 'bad.example', line: 1, note: '' }]);
});

it('A-39 a line without an end is read away and told', async () => {
  const told = await give(await list(), 1, `${'x'.repeat(20_000_000)}\nbad.example\n`);
  expect(told.body).toMatchObject({ state: 'imported', report: { refused: 1, entries: 1 } });
});

it('tells one of two people of the other, and nobody of what is not there', async () => {
  const id = await list();
  const told = await give(id, 0, 'bad.example\n');
  expect([told.status, told.body.code]).toEqual([400, 'LIST_CONFLICT']);
  expect((await give(randomUUID(), 0, 'bad.example\n')).body.code).toBe('LIST_UNKNOWN');
  expect(refusal(await mutate('pauseList', `id: "${id}", seen: 9, reason: "x"`))).toBe('LIST_CONFLICT');
});

it('entries by hand have a reason and an end to come', async () => {
  const id = await list('addresses', 'watch');
  const add = (args: string) => mutate('addIndicator', `id: "${id}", reason: "ticket 4711", ${args}`);
  expect((await add('value: "10.1.2.0/24", until: "2099-01-01T00:00:00Z"')).data?.done).toMatchObject({ revision: 2 });
  expect(refusal(await add('value: "10.1.2.3", until: "2001-01-01T00:00:00Z"'))).toBe('BAD_USER_INPUT');
  expect(refusal(await add('value: "bad.example"'))).toBe('BAD_USER_INPUT');
  const { data } = await api.query(`{ testIndicator(id: "${id}", text: "10.1.2.9") { indicator line } }`, {
    token: analyst,
  });
  expect(data?.testIndicator).toEqual({ indicator: '10.1.2.0/24', line: 0 });
  expect(
    (await mutate('removeIndicator', `id: "${id}", value: "10.1.2.0/24", reason: "over"`)).data?.done,
  ).toMatchObject({
    revision: 3,
  });
});

it('within a scope, and with a viewer’s rights, nothing is changed or looked into', async () => {
  const id = await list();
  for (const token of [await api.person('ANALYST', { sensor: ['edge-1'] }), await api.person('VIEWER')]) {
    expect((await give(id, 1, 'bad.example\n', '', token)).status).toBe(403);
    expect(refusal(await mutate('pauseList', `id: "${id}", seen: 1, reason: "x"`, token))).toBe('FORBIDDEN');
    const { errors } = await api.query(`{ listEntries(id: "${id}") { line } }`, { token });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  }
});

it('a list is fetched from where people say, which is checked first; its secret is never shown', async () => {
  const id = await list();
  const set = (url: string, more = '', seen = 0) =>
    mutate('setListFeed', `id: "${id}", seen: ${seen}, url: "${url}", everyMinutes: 60${more}`);
  for (const url of [
    ...['http://127.0.0.1/a', 'https://[::1]/a', 'https://169.254.169.254/', 'https://10.0.0.1/', 'http://2130706433/'],
    ...[
      'https://user:pw@8.8.8.8/',
      'https://8.8.8.8:22/',
      'file:///etc/passwd',
      'gopher://8.8.8.8/',
      'http://8.8.8.8/a',
    ],
  ])
    expect([url, refusal(await set(url))]).toEqual([url, 'ADDRESS_REFUSED']);
  const good = 'https://8.8.8.8/lists/bad.txt';
  expect(refusal(await set(good, ', headerName: "X-Key"'))).toBe('BAD_USER_INPUT');
  expect(refusal(await set(good, ', headerName: "Host", headerValue: "x"'))).toBe('BAD_USER_INPUT');
  expect(refusal(await set(good, ', headerName: "X-Key", headerValue: "a\\nb"'))).toBe('BAD_USER_INPUT');
  expect(refusal(await mutate('setListFeed', `id: "${id}", seen: 0, url: "${good}", everyMinutes: 5`))).toBe(
    'BAD_USER_INPUT',
  );
  expect((await set(good, ', headerName: "X-Key", headerValue: "open sesame"')).data?.done).toMatchObject({
    revision: 1,
  });
  const feeds = () =>
    api.query(
      '{ listFeeds { list url format everyMinutes headerName revision changedByName last { state } nextAt } }',
      { token: analyst },
    );
  const shown = await feeds();
  expect(shown.data?.listFeeds).toEqual([
    {
      ...{ list: id, url: good, format: null, everyMinutes: 60, headerName: 'X-Key', revision: 1 },
      ...{ changedByName: expect.any(String), last: null, nextAt: null },
    },
  ]);
  expect(JSON.stringify(shown)).not.toContain('sesame');
  expect((await set(good, ', headerName: "X-Key", format: stix', 1)).data?.done).toMatchObject({ revision: 2 });
  expect(refusal(await set(good, '', 1))).toBe('LIST_CONFLICT');
  // A collection of TAXII with a user and a password, which is sent as RFC 7617 says.
  const taxii = ', headerName: "Authorization", headerValue: "reader:s3cret", format: taxii';
  expect((await set('https://8.8.8.8/taxii2/', taxii, 2)).data?.done).toMatchObject({ revision: 3 });
  expect((await feeds()).data?.listFeeds).toMatchObject([{ format: 'taxii', headerName: 'Authorization' }]);
  const { events } = await api.log.readStream({ stream: feedStream(id), dir: 'back', limit: 1 });
  const { feed } = events[0]?.data as { feed: { header: { sealed: string } } };
  const keys = new NotifyKeys(notifyKey(api.dataDir));
  expect(keys.open(feedStream(id), feed.header.sealed)).toBe(`Basic ${btoa('reader:s3cret')}`);
  const key = randomUUID();
  const ask = () => api.query(`mutation { done: fetchList(id: "${id}", key: "${key}") { id } }`, { token: analyst });
  expect([(await ask()).data?.done, (await ask()).data?.done]).toEqual([{ id }, { id }]);
  expect((await mutate('removeListFeed', `id: "${id}", seen: 3`)).data?.done).toMatchObject({ revision: 4 });
  expect((await feeds()).data?.listFeeds).toEqual([]);
  expect(refusal(await mutate('fetchList', `id: "${id}"`))).toBe('NOT_FOUND');
});
