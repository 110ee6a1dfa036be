import { createHash } from 'node:crypto';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { userDecider, userStream } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';

import { flowsEvent, record } from '../testing/telemetry';
import { OPERATION, TestApi, until } from '../testing/test-api';

const LIVE =
  'subscription ($after: String) { liveTail(after: $after) { cursor received matching sampledOut catchingUp items { cursor flow { src } } } }';

interface Frame {
  readonly cursor: string;
  readonly received: number;
  readonly items: readonly { cursor: string; flow: { src: string } }[];
}

describe('WebSocket', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await TestApi.start();
  });
  afterEach(() => api.stop());

  /** Collects what a subscription says. */
  const listen = (
    client: Client,
    payload: { query: string; variables?: Record<string, unknown>; extensions?: Record<string, unknown> },
  ) => {
    const heard = { frames: [] as Frame[], errors: [] as { extensions?: Record<string, unknown> }[], done: false };
    const stop = client.subscribe<{ liveTail: Frame }>(payload, {
      next: ({ data, errors }) => {
        if (data?.liveTail) heard.frames.push(data.liveTail);
        if (errors) heard.errors.push(...(errors as unknown as typeof heard.errors));
      },
      error: (error) => {
        if (Array.isArray(error)) heard.errors.push(...(error as unknown as typeof heard.errors));
      },
      complete: () => (heard.done = true),
    });
    return Object.assign(heard, { stop });
  };
  const raw = async (onOpen: (socket: WebSocket) => void = () => undefined) => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
    socket.on('error', () => undefined);
    socket.on('open', () => onOpen(socket));
    return { socket, closed };
  };

  it('delivers facts as they are recorded, and resumes without gap or double', async () => {
    const { client } = api.socket(await api.token('ANALYST'));
    const first = listen(client, { query: LIVE });
    await until(() => first.frames.length > 0);
    await record(api.log, flowsEvent([{ src: '192.0.2.1' }, { src: '192.0.2.2' }]));
    await until(() => first.frames.some(({ received }) => received === 2));
    const cursor = first.frames.at(-1)?.cursor as string;
    first.stop();
    await record(api.log, flowsEvent([{ src: '192.0.2.3' }]));
    const second = listen(client, { query: LIVE, variables: { after: cursor } });
    await until(() => second.frames.some(({ received }) => received > 0));
    expect([...first.frames, ...second.frames].flatMap(({ items }) => items.map(({ flow }) => flow.src))).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.3',
    ]);
    second.stop();
  });

  it.each([undefined, 'wrong', 42, `wl_u_${'A'.repeat(43)}`])('closes with 4401 for the token %p', async (token) => {
    const { client, closed } = api.socket(token);
    listen(client, { query: LIVE });
    expect((await closed).code).toBe(4401);
  });

  it('A-46 closes a socket that does not say who it is within three seconds', async () => {
    const began = Date.now();
    const { closed } = await raw();
    expect(await closed).toBe(4408);
    expect(Date.now() - began).toBeGreaterThanOrEqual(2900);
  });

  it('closes a socket that subscribes before it said who it is', async () => {
    const { closed } = await raw((socket) =>
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: LIVE } })),
    );
    expect(await closed).toBe(4401);
  });

  it.each([
    ['garbage', 'garbage', 4400],
    [
      'a message beyond 64 KiB',
      JSON.stringify({ type: 'connection_init', payload: { token: 'x'.repeat(70_000) } }),
      1009,
    ],
  ])('closes on %s', async (_what, message, code) => {
    const { closed } = await raw((socket) => socket.send(message));
    expect(await closed).toBe(code);
  });

  it('closes with 4401 when the token expires', async () => {
    const { accessToken } = await api.bootstrap();
    const { client, closed } = api.socket(accessToken);
    const heard = listen(client, { query: LIVE });
    await until(() => heard.frames.length > 0);
    api.skewMs = 301_000;
    expect((await closed).code).toBe(4401);
    await until(() => api.api.live.size === 0);
  });

  it('closes within two seconds when the role changes, and the new token meets the new role', async () => {
    const { accessToken, id, cookie } = await api.bootstrap();
    const { client, closed } = api.socket(accessToken);
    const heard = listen(client, { query: LIVE });
    await until(() => heard.frames.length > 0);
    const began = Date.now();
    const context = { actor: 'test', correlationId: id, causationId: id, at: 0 };
    const command = { type: 'grantRole', role: 'AUDITOR', by: 'another', otherAdmins: 1, reason: 'moved' } as const;
    await handleCommand(api.log, userDecider, userStream(id), command, context);
    expect((await closed).code).toBe(4401);
    expect(Date.now() - began).toBeLessThan(15_000);
    const next = (await (await api.refresh(cookie)).json()) as { accessToken: string };
    const again = listen(api.socket(next.accessToken).client, { query: LIVE });
    await until(() => again.errors.length > 0);
    expect(again.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'live.read' });
    expect(again.frames).toEqual([]);
  });

  it('refuses a subscription that the role may not have, with the permission', async () => {
    const { client } = api.socket(await api.token('AUDITOR'));
    const heard = listen(client, { query: LIVE });
    await until(() => heard.errors.length > 0);
    expect(heard.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'live.read' });
  });

  it.each([
    ['a malformed document', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: 'subscription { liveTale { cursor } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'too many aliases',
      { query: `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
      'LIMIT_EXCEEDED',
    ],
    [
      'too high a cost',
      {
        query: '{ a: flows(first: 1000) { rows { records { n } } } b: flows(first: 1000) { rows { records { n } } } }',
      },
      'LIMIT_EXCEEDED',
    ],
    ['a cursor that is none', { query: LIVE, variables: { after: 'yesterday' } }, 'BAD_USER_INPUT'],
    [
      'an unknown hash',
      { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } },
      'PERSISTED_OPERATION_NOT_FOUND',
    ],
  ])('A-47 answers %s with a typed error and stays open', async (_what, payload, code) => {
    const { client } = api.socket(await api.token('ANALYST'));
    const heard = listen(client, payload);
    await until(() => heard.errors.length > 0);
    expect(heard.errors[0]?.extensions).toMatchObject({ code, requestId: expect.any(String) });
    const live = listen(client, { query: LIVE });
    await until(() => live.frames.length > 0);
    live.stop();
  });

  it('runs a persisted operation by its hash', async () => {
    const { client } = api.socket(await api.token('ANALYST'));
    const sha256Hash = createHash('sha256').update(OPERATION).digest('hex');
    const answer = await new Promise((resolve, reject) =>
      client.subscribe(
        { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } },
        { next: resolve, error: reject, complete: () => undefined },
      ),
    );
    expect(answer).toEqual({ data: { sensors: [] } });
  });

  it('A-46 runs 20 subscriptions on a connection, not 21', async () => {
    const { client } = api.socket(await api.token('ANALYST'));
    const all = Array.from({ length: 21 }, () => listen(client, { query: LIVE }));
    await until(
      () =>
        all.filter(({ errors }) => errors.length > 0).length === 1 &&
        all.filter(({ frames }) => frames.length > 0).length === 20,
    );
    expect(all.flatMap(({ errors }) => errors)[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    all[0]?.stop();
    await until(() => {
      const more = listen(client, { query: LIVE });
      return new Promise<boolean>((resolve) => setTimeout(() => resolve(more.frames.length > 0), 60));
    });
  });

  it('A-46 takes five connections of a person, not six', async () => {
    const { accessToken } = await api.bootstrap();
    const sockets = Array.from({ length: 6 }, () => api.socket(accessToken));
    const heard = sockets.map(({ client }) => listen(client, { query: LIVE }));
    const closed = await Promise.race(sockets.map((socket) => socket.closed));
    expect(closed.code).toBe(4429);
    await until(() => heard.filter(({ frames }) => frames.length > 0).length === 5);
  });

  it('leaves nothing running when clients go', async () => {
    const { client } = api.socket(await api.token('ANALYST'));
    const heard = [
      listen(client, { query: LIVE }),
      listen(client, { query: 'subscription { trafficSampled { serverTime } }' }),
    ];
    await until(() => heard[0]?.frames.length);
    await client.dispose();
    await until(() => api.api.live.size === 0);
  });
});
