import { getIntrospectionQuery } from 'graphql';
import { DomainError } from '@wireledger/kernel';
import { askerGone } from '@wireledger/read-models';

import { OPERATION, TestApi, until } from '../testing/test-api';
import { createHash } from 'node:crypto';

const RANGE = 'range: {from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('GraphQL over HTTP', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await TestApi.start();
    token = await api.token('ANALYST');
  });
  afterAll(() => api.stop());
  const codeOf = async (query: unknown, variables?: object) => {
    const before = api.readModels.asked.length;
    const { errors, status } = await api.query(query, { token, ...(variables ? { variables } : {}) });
    expect(api.readModels.asked).toHaveLength(before);
    expect(errors?.[0]?.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(errors)).not.toMatch(/stacktrace|node_modules|Did you mean/);
    return [errors?.[0]?.extensions.code, status];
  };

  it.each([
    ['a malformed document', '{ flows {', 'GRAPHQL_PARSE_FAILED', undefined],
    ['an unknown field', '{ flowz { count } }', 'GRAPHQL_VALIDATION_FAILED', undefined],
    [
      'a circular fragment',
      'query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      undefined,
    ],
    [
      'more than 15 aliases',
      `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      'LIMIT_EXCEEDED',
      undefined,
    ],
    ['more than 10 root fields', `{ ${'sensors { name } '.repeat(11)} }`, 'LIMIT_EXCEEDED', undefined],
    [
      'root fields in fragments',
      `{ ...A } fragment A on Query { ${'sensors { name } '.repeat(11)} }`,
      'LIMIT_EXCEEDED',
      undefined,
    ],
    [
      'more than 10 directives',
      `{ sensors { name ${'@include(if: true) '.repeat(1)} ${Array.from({ length: 10 }, () => 'demo @include(if: true)').join(' ')} } }`,
      'LIMIT_EXCEEDED',
      undefined,
    ],
    [
      'depth beyond 10',
      `{ __schema { types { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } } }`,
      undefined,
      undefined,
    ],
    // As big as §4 has them: each ends where its limit is, whatever comes behind.
    [
      'a thousand aliases',
      `{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`,
      'GRAPHQL_PARSE_FAILED',
      undefined,
    ],
    [
      'ten thousand directives',
      `{ sensors { name ${'@include(if: true) '.repeat(10_000)} } }`,
      'GRAPHQL_PARSE_FAILED',
      undefined,
    ],
    ['depth 50', `{ ${'flows { rows { '.repeat(25)} id ${'} } '.repeat(25)} }`, 'LIMIT_EXCEEDED', undefined],
    ['a hundred thousand tokens', `{ sensors { ${'name '.repeat(90_000)} } }`, 'GRAPHQL_PARSE_FAILED', undefined],
    ['a flood of __typename', `{ ${'__typename '.repeat(2000)} }`, 'GRAPHQL_PARSE_FAILED', undefined],
    ['not a number as a page', '{ flows(first: NaN) { count } }', 'GRAPHQL_VALIDATION_FAILED', undefined],
    [
      'nothing where something is required',
      'query ($id: ID!) { flow(id: $id) { id } }',
      'BAD_USER_INPUT',
      { id: null },
    ],
    ['a huge number in a variable', 'query ($n: Int) { flows(first: $n) { count } }', 'BAD_USER_INPUT', { n: 1e300 }],
    ['a field whose name is of another script', '{ ﬂows { count } }', 'GRAPHQL_PARSE_FAILED', undefined],
    ['more than 1,000 tokens', `{ sensors { ${'name '.repeat(1001)} } }`, 'GRAPHQL_PARSE_FAILED', undefined],
    [
      'a cost beyond 5,000',
      `{ a: flows(first: 1000) { rows { id records { n } } } b: flows(first: 1000) { rows { id records { n } } } }`,
      'LIMIT_EXCEEDED',
      undefined,
    ],
    [
      'a cost by variable',
      'query ($n: Int) { a: flows(first: $n) { rows { records { n } } } b: flows(first: $n) { rows { records { n } } } c: flows(first: $n) { rows { records { n } } } }',
      'LIMIT_EXCEEDED',
      { n: 1000 },
    ],
    ['a page beyond its limit', '{ flows(first: 1001) { count } }', 'BAD_USER_INPUT', undefined],
    ['a huge page', '{ hosts(first: 1000000, RANGE) { count } }'.replace('RANGE', RANGE), 'LIMIT_EXCEEDED', undefined],
    ['a page of none', '{ flows(first: 0) { count } }', 'BAD_USER_INPUT', undefined],
    ['a negative page', '{ flows(first: -1) { count } }', 'BAD_USER_INPUT', undefined],
    ['2^53 as a page', '{ flows(first: 9007199254740992) { count } }', 'GRAPHQL_VALIDATION_FAILED', undefined],
    [
      'a time that is none',
      '{ hosts(range: {from: "yesterday", to: "2026-11-21T09:00:00Z"}) { count } }',
      'GRAPHQL_VALIDATION_FAILED',
      undefined,
    ],
    [
      'a range upside down',
      '{ hosts(range: {from: "2026-11-21T09:00:00Z", to: "2026-11-21T08:00:00Z"}) { count } }',
      'BAD_USER_INPUT',
      undefined,
    ],
    ['an address that is none', '{ flows(where: {ip: ["10.0.0.0/40"]}) { count } }', 'BAD_USER_INPUT', undefined],
    ['a NUL in a value', '{ flows(where: {app: ["a\\u0000b"]}) { count } }', 'BAD_USER_INPUT', undefined],
    [
      'a NUL in a search',
      `{ hosts(RANGE, search: "\\u0000") { count } }`.replace('RANGE', RANGE),
      'BAD_USER_INPUT',
      undefined,
    ],
    ['a port that is none', '{ flows(where: {port: [70000]}) { count } }', 'BAD_USER_INPUT', undefined],
    ['a variable of the wrong type', 'query ($n: Int) { flows(first: $n) { count } }', 'BAD_USER_INPUT', { n: 'many' }],
    [
      'a time variable that is none',
      'query ($from: Time!) { hosts(range: {from: $from, to: "2026-11-21T09:00:00Z"}) { count } }',
      'BAD_USER_INPUT',
      { from: 'yesterday' },
    ],
    ['a missing variable', 'query ($id: ID!) { flow(id: $id) { id } }', 'BAD_USER_INPUT', {}],
    ['an unknown input field', '{ flows(where: {colour: "red"}) { count } }', 'GRAPHQL_VALIDATION_FAILED', undefined],
    ['a subscription', 'subscription { trafficSampled { serverTime } }', 'BAD_USER_INPUT', undefined],
    ['a document that is no text', 7, 'BAD_REQUEST', undefined],
  ])('A-40 A-41 A-43 A-47 refuses %s', async (_what, query, code, variables) => {
    const [said, status] = await codeOf(query, variables);
    expect(said).toBe(code ?? 'LIMIT_EXCEEDED');
    expect(status).toBeLessThan(500);
  });

  it.each([
    '{ flows(sort: EVIL) { count } }',
    '{ flows(sort: "start_us; drop table rm.flow") { count } }',
    '{ flows(columns: "*") { count } }',
    `{ hosts(${RANGE}, sort: NAME_DESC_EVIL) { count } }`,
    `{ traffic(${RANGE}, by: "sensor') from rm.flow --") { series { key } } }`,
  ])('A-68 orders and groups by what is listed alone: %s', async (query) => {
    expect((await codeOf(query))[0]).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('takes a page of 1,000 flows with their records', async () => {
    const { errors } = await api.query(
      '{ flows(first: 1000) { rows { id src dst records { position n } } next count } }',
      { token },
    );
    expect(errors).toBeUndefined();
  });

  it('takes the usual introspection query of tools', async () => {
    const { errors, data } = await api.query(getIntrospectionQuery(), { token });
    expect(errors).toBeUndefined();
    expect(data?.__schema).toBeDefined();
  });

  it('hands arguments on without nulls, with defaults', async () => {
    await api.query('{ flows(where: {ip: ["192.0.2.0/24"], port: null}, after: null) { count } }', { token });
    expect(api.readModels.asked.at(-1)).toEqual([
      'flows',
      { where: { ip: ['192.0.2.0/24'] }, sort: 'START_DESC', first: 50 },
      null,
    ]);
  });

  it('A-40 refuses a document of a megabyte by its length, before it is read as one', async () => {
    const { status, errors } = await api.query(`{ sensors { ${'name '.repeat(210_000)} } }`, { token });
    expect([413, 400]).toContain(status);
    expect(errors?.[0]?.extensions.code ?? 'TOO_LARGE').toMatch(/TOO_LARGE|LIMIT_EXCEEDED|BAD_REQUEST/);
  });

  it.each([
    'inviteUser(name: "Eve", role: VIEWER, reason: "x", verified: true) { link }',
    'grantScope(id: "x", reason: "x", role: ADMIN) { position }',
    'createToken(name: "x", role: VIEWER, days: 1, owner: "x") { text }',
    'saveFilter(id: "x", key: "x", name: "x", kind: FLOW, expression: "port = 53", seen: 0, owner: "x") { position }',
    'startExport(format: CSV, flows: {scope: null}) { id }',
  ])('A-61 takes no argument that it does not name: %s', async (field) => {
    expect((await codeOf(`mutation { ${field} }`))[0]).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('A-42 refuses a batch', async () => {
    const body = Array.from({ length: 100 }, () => ({ query: OPERATION }));
    expect((await api.fetch('/graphql', { json: body, headers: { authorization: `Bearer ${token}` } })).status).toBe(
      400,
    );
  });

  it.each([
    ['GET', { method: 'GET' }, 405],
    ['no content type', { method: 'POST', body: Buffer.from('{}') }, 415],
    ['text/plain', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
    ['a form', { method: 'POST', body: new URLSearchParams({ query: OPERATION }) }, 415],
    ['malformed JSON', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400],
    [
      'a body beyond 512 KiB',
      {
        method: 'POST',
        body: JSON.stringify({ query: 'x'.repeat(530_000) }),
        headers: { 'content-type': 'application/json' },
      },
      413,
    ],
    [
      'a foreign origin',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', origin: 'https://evil.example' } },
      403,
    ],
    [
      'no origin at all',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', origin: 'null' } },
      403,
    ],
  ] as [string, RequestInit, number][])('A-44 A-63 refuses %s', async (_what, init, status) => {
    const response = await api.fetch('/graphql', init);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('A-29 A-44 of a key that stands twice the last one counts, for the check and for the answer alike', async () => {
    const send = (body: string) =>
      api.fetch('/graphql', {
        ...{ method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } },
      });
    const [known, refused] = ['{ viewer { id } }', '{ __schema { queryType { name } } nothing }'];
    const both = (first: string, second: string) =>
      `{"query": ${JSON.stringify(first)}, "query": ${JSON.stringify(second)}}`;
    expect(await (await send(both(refused, known))).json()).toMatchObject({ data: { viewer: {} } });
    expect(await (await send(both(known, refused))).json()).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    const twice = '{"token": "x", "name": "Eve", "password": "short", "name": 7, "password": "short"}';
    const headers = { 'content-type': 'application/json' };
    const rest = await api.fetch('/api/auth/bootstrap', { method: 'POST', body: twice, headers });
    expect([rest.status, await rest.json()]).toMatchObject([400, { code: 'BAD_USER_INPUT' }]);
  });

  it('A-48 what a client asked for that has gone is told to stop; that of others is not', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const held: (() => void)[] = [];
    api.readModels.answers.sensors = () => {
      signals.push(askerGone());
      return new Promise((resolve) => held.push(() => resolve([])));
    };
    try {
      const leaving = new AbortController();
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const body = JSON.stringify({ query: '{ sensors { name } }' });
      const left = api
        .fetch('/graphql', { method: 'POST', body, headers, signal: leaving.signal })
        .catch((error: Error) => error.name);
      const stays = api.query('{ sensors { name } }', { token });
      await until(() => signals.length === 2);
      expect(signals.map((signal) => signal?.aborted)).toEqual([false, false]);
      leaving.abort();
      expect(await left).toBe('AbortError');
      await until(() => signals.filter((signal) => signal?.aborted).length === 1);
      for (const answer of held.splice(0)) answer();
      expect((await stays).data).toEqual({ sensors: [] });
    } finally {
      for (const answer of held) answer();
      delete (api.readModels.answers as Record<string, unknown>).sensors;
    }
  });

  it('A-45 runs a persisted operation by its hash, refuses others', async () => {
    const persisted = (sha256Hash: string, more: object = {}) =>
      api.query('', { token, body: { extensions: { persistedQuery: { version: 1, sha256Hash } }, ...more } });
    expect(await persisted(sha256(OPERATION), { operationName: 'Sensors', variables: {} })).toMatchObject({
      data: { sensors: [] },
    });
    expect((await persisted(sha256('{ other }'))).errors?.[0]?.extensions.code).toBe('PERSISTED_OPERATION_NOT_FOUND');
    expect((await persisted('nonsense')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await persisted(sha256(OPERATION), { query: '{ health { status } }' })).errors?.[0]?.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('says what is stale, and hides what is ours', async () => {
    api.readModels.answers.flows = () => Promise.reject(new DomainError('STALE', 'behind', { lagSeconds: 7 }));
    expect((await api.query('{ flows { count } }', { token })).errors?.[0]?.extensions).toMatchObject({
      code: 'STALE',
      lagSeconds: 7,
    });
    api.readModels.answers.flows = () => Promise.reject(new Error('password of postgres://secret'));
    const { errors, status } = await api.query('{ flows { count } }', { token });
    delete api.readModels.answers.flows;
    expect(status).toBe(200);
    expect(errors?.[0]?.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(errors)).not.toContain('secret');
    const { requestId } = errors?.[0]?.extensions as { requestId: string };
    expect(api.logged.some((line) => line.includes(requestId) && line.includes('password of postgres'))).toBe(true);
  });

  it('A-52 never writes a token to the log', () => {
    expect(api.logged.join()).not.toContain(token);
  });
});
