import { createHash } from 'node:crypto';
import type { SubscribePayload } from 'graphql-ws';

import { OPERATION, TestApi, until } from '../testing/test-api';

const OWN = '{ viewer { role } }';
const REFUSED = { code: 'FORBIDDEN', permission: 'api.adhoc' };
const byHash = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(OPERATION).digest('hex') } };

describe('documents that the console does not have', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ knownDocumentsOnly: true });
  });
  afterAll(() => api.stop());

  const overSocket = (token: string, payload: SubscribePayload): Promise<unknown> =>
    new Promise((resolve) => {
      const { client } = api.socket(token);
      client.subscribe(payload, {
        next: ({ data, errors }) => resolve(data ?? errors?.[0]?.extensions),
        error: (error) => resolve((error as { extensions: object }[])[0]?.extensions),
        complete: () => undefined,
      });
    });

  it.each(['OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER'] as const)(
    'A-45 are refused to the browser of a person (%s) over both doors, known ones are not',
    async (role) => {
      const token = await api.person(role);
      const { errors } = await api.query(OWN, { token });
      expect(errors?.[0]?.extensions).toMatchObject(REFUSED);
      expect(await overSocket(token, { query: OWN })).toMatchObject(REFUSED);
      for (const body of [{ query: OPERATION }, { extensions: byHash }])
        expect((await api.query('', { token, body })).data).toEqual({ sensors: [] });
      expect(await overSocket(token, { query: OPERATION })).toEqual({ sensors: [] });
    },
  );

  it.each([
    ['an administrator', () => api.person('ADMIN')],
    ['a token of an analyst', () => api.token('ANALYST')],
    ['a token of a tool', () => api.token('tool-read')],
  ])('are taken from %s', async (_who, bearer) => {
    const token = await bearer();
    expect((await api.query(OWN, { token })).errors).toBeUndefined();
    expect(await overSocket(token, { query: OWN })).toHaveProperty('viewer');
  });

  it('A-45 that were refused are on the trail', async () => {
    const rows = async () => {
      const { events } = await api.log.readAll({
        after: 'start',
        filter: { types: ['domain.ActAudited'] },
        limit: 100,
      });
      return events.map(({ data }) => data as { operation: string; code: string | null });
    };
    await until(async () =>
      (await rows()).some(({ operation, code }) => operation === 'POST /graphql' && code === 'FORBIDDEN'),
    );
    await until(async () =>
      (await rows()).some(({ operation, code }) => operation.startsWith('WebSocket') && code === 'FORBIDDEN'),
    );
  });
});
