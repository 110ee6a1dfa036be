import { can, PARTIES } from '@wireledger/access';
import { userDecider, userStream, alertDecider, alertStream } from '@wireledger/domain';
import { key, NOW, raised } from '@wireledger/domain/testing';
import { handleCommand } from '@wireledger/event-sourcing';
import { WebSocket } from 'ws';

import { flowsEvent, record, trafficEvent } from '../../testing/telemetry';
import { TestApi, until } from '../../testing/test-api';

const PERMISSIONS = { metrics: 'stats.read', alerts: 'alerts.read', flows: 'live.read' } as const;
type FeedName = keyof typeof PERMISSIONS;
const FEEDS = Object.keys(PERMISSIONS) as FeedName[];

let api: TestApi;
let analyst: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.token('ANALYST');
});
afterAll(() => api?.stop());

type Message = Readonly<Record<string, unknown>> & { readonly type: string };

/** Opens a WebSocket; `says` is what it sends once it is open. */
function open(feed: string, { token, says, origin }: { token?: string; says?: string; origin?: string } = {}) {
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(origin ? { origin } : {}) };
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/ws/${feed}`, { headers });
  const heard: Message[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString('utf8')) as Message));
  socket.on('error', () => undefined);
  socket.on('open', () => says !== undefined && socket.send(says));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return { socket, heard, closed, told: (type: string) => heard.find((one) => one.type === type) };
}
const introducing = (token: string) => JSON.stringify({ type: 'connection_init', payload: { token } });

/** Opens a stream of server-sent events. */
async function stream(query: string, token: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  const response = await api.fetch(`/api/live${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: leaving.signal,
  });
  const heard = { text: '', over: false };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>)
      heard.text += decoder.decode(piece);
  };
  if (response.status === 200)
    void read()
      .catch(() => undefined)
      .finally(() => (heard.over = true));
  const frames = () =>
    [...heard.text.matchAll(/^id: (.*)\nevent: frame\ndata: (.*)$/gm)].map(([, id, data]) => ({
      ...(JSON.parse(data ?? '') as { cursor: string; items: { flow: { src: string } | null }[] }),
      id,
    }));
  const sources = () => frames().flatMap(({ items }) => items.map(({ flow }) => flow?.src));
  return { response, heard, frames, sources, leave: () => leaving.abort() };
}

describe('GET /api/live', () => {
  it('tells facts as they are recorded, and goes on behind the id of an event: nothing lost, nothing twice', async () => {
    const first = await stream('?kinds=FLOW', analyst);
    expect(first.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(first.response.headers.get('cache-control')).toBe('no-store');
    await until(() => first.frames().length > 0);
    await record(api.log, flowsEvent([{ src: '192.0.2.11' }, { src: '192.0.2.12' }]));
    await until(() => first.sources().length === 2);
    const last = first.frames().at(-1)?.id as string;
    first.leave();
    await record(api.log, flowsEvent([{ src: '192.0.2.13' }]));
    const again = await stream('?kinds=FLOW', analyst, { 'last-event-id': last });
    await until(() => again.sources().includes('192.0.2.13'));
    expect(again.sources()).toEqual(['192.0.2.13']);
    again.leave();
  });

  it('masks as every answer does', async () => {
    const viewer = await api.token('VIEWER');
    const masked = await stream('', viewer);
    await until(() => masked.frames().length > 0);
    await record(api.log, flowsEvent([{ src: '192.0.2.77' }]));
    await until(() => masked.sources().length > 0);
    expect(masked.heard.text).not.toContain('192.0.2.77');
    masked.leave();
  });

  it.each([
    ['?kinds=PACKET', {}],
    ['?port=70000', {}],
    ['?limit=1e9', {}],
    ['?nothing=1', {}],
    ['?ip=not-an-address', {}],
    ['?filter=(((', {}],
    ['', { 'last-event-id': 'x'.repeat(300) }],
    ['', { 'last-event-id': '-1#x' }],
  ])('A-47 answers %s %j with a typed error before anything is sent', async (query, headers) => {
    const { response } = await stream(query, analyst, headers);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: expect.stringMatching(/^BAD_(?:USER_INPUT|FILTER)$/) as unknown,
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('A-46 is open at most twenty times for a token', async () => {
    const token = await api.token('OPERATOR');
    // Those of the tests before end when the server hears that their callers left.
    await until(() => api.api.services.streams.size === 0);
    const open_ = await Promise.all(Array.from({ length: 20 }, () => stream('', token)));
    expect(open_.map(({ response }) => response.status)).toEqual(open_.map(() => 200));
    expect((await stream('', token)).response.status).toBe(429);
    for (const one of open_) one.leave();
    await until(() => api.api.services.streams.size === 0);
  });
});

describe('plain WebSockets', () => {
  it('metrics tell rates once there is traffic, flows and alerts what is new', async () => {
    const [rates, told, seen] = [
      open('metrics', { token: analyst }),
      open('flows', { token: analyst }),
      open('alerts', { token: analyst }),
    ];
    await until(() => [rates, told, seen].every((one) => one.told('connection_ack')));
    const alert = key(500);
    const context = { actor: 'system:worker', correlationId: 'c', causationId: 'k', at: NOW };
    await handleCommand(
      api.log,
      alertDecider,
      alertStream(alert),
      { type: 'raise', facts: raised({ alert }) },
      context,
    );
    await record(
      api.log,
      trafficEvent([
        { packets: 40, bytesIn: 4000, bytesOut: 1000 },
        { app: 'dns', packets: 4, bytesIn: 100, bytesOut: 50, queries: 2 },
      ]),
      flowsEvent(Array.from({ length: 9 }, (_, i) => ({ flow: i, src: `192.0.2.${i + 1}` }))),
    );
    await until(() => rates.heard.some(({ packets_per_second: packets }) => packets === 44));
    expect(rates.heard.find(({ packets_per_second: packets }) => packets === 44)).toMatchObject({
      ...{ type: 'metrics', seconds: 1, bytes_per_second: 5150, dns_queries_per_second: 2 },
      apps: [
        { app: 'tls', bytes_per_second: 5000 },
        { app: 'dns', bytes_per_second: 150 },
      ],
    });
    await until(() => told.told('flows') && seen.told('alerts'));
    const message = told.told('flows') as unknown as {
      flows: { source_ip: string; raw: { collector: string } }[];
      more: number;
    };
    expect(message.flows.length + message.more).toBe(9);
    expect(message.flows.length).toBeLessThanOrEqual(6);
    expect(message.flows[0]?.raw.collector).toBe('edge');
    expect(JSON.stringify(message).length).toBeLessThan(4096);
    expect(seen.told('alerts')).toMatchObject({ alerts: [{ alert, change: 'raised' }], more: 0 });
    for (const { socket } of [rates, told, seen]) socket.terminate();
  });

  it('A-83 metrics name no application to whoever is told nothing of small groups', async () => {
    const token = await api.person('ADMIN', null, { steppedUp: true });
    const setMode = (mode: string) =>
      api.query(`mutation { setMaskingMode(mode: ${mode}, reason: "a test") { mode } }`, { token });
    expect((await setMode('PSEUDONYM')).errors).toBeUndefined();
    const { socket, heard, told } = open('metrics', { token: await api.token('tool-read') });
    await until(() => told('connection_ack'));
    await record(api.log, trafficEvent([{ packets: 30 }, { app: 'dns', packets: 7 }]));
    await until(() => heard.some(({ packets_per_second: packets }) => packets === 37));
    expect(heard.find(({ packets_per_second: packets }) => packets === 37)).toMatchObject({ apps: [] });
    socket.terminate();
    expect((await setMode('OFF')).errors).toBeUndefined();
  });

  it('take a token in the first message as well, and nothing after it', async () => {
    const { socket, told, closed } = open('metrics', { says: introducing(analyst) });
    await until(() => told('connection_ack'));
    socket.send('{"type":"subscribe"}');
    expect(await closed).toBe(1008);
  });

  it.each([
    ['no token', { says: '{"type":"connection_init"}' }],
    ['what is no JSON', { says: '}{' }],
    ['a wrong token', { says: introducing('wl_u_nothing') }],
    ['a wrong header', { token: 'x' }],
  ])('A-49 close on %s', async (_what, how) => {
    expect(await open('flows', how).closed).toBe(4401);
  });

  it('A-52 take no token in the address', async () => {
    expect(await open(`flows?token=${analyst}`, { says: '{}' }).closed).toBe(4401);
  });

  it.each(['https://evil.example', 'null'])('A-63 refuse the origin %s', async (origin) => {
    const { socket, closed } = open('alerts', { token: analyst, origin });
    const refused = new Promise<number>((resolve) =>
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)),
    );
    expect(await Promise.race([refused, closed])).toBe(403);
    socket.terminate();
  });

  it.each(PARTIES)('A-57 a token of %s hears what the matrix lets it hear', async (party) => {
    const token = await api.token(party);
    for (const feed of FEEDS) {
      const { socket, told, closed } = open(feed, { token });
      const outcome = await Promise.race([closed, until(() => told('connection_ack')).then(() => 'heard')]);
      const decision = can({ party, token: true }, PERMISSIONS[feed]);
      expect([feed, outcome]).toEqual([feed, decision === 'deny' ? 4403 : 'heard']);
      socket.terminate();
    }
  });
});

it('A-65 a user who is disabled loses stream and WebSockets within two seconds', async () => {
  const token = await api.person('ANALYST');
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  const sse = await stream('', token);
  const sockets = FEEDS.map((feed) => open(feed, { token }));
  await until(() => sse.frames().length > 0 && sockets.every(({ told }) => told('connection_ack')));
  const context = { actor: 'user:other', correlationId: 'c', causationId: 'k', at: NOW };
  const began = performance.now();
  await handleCommand(
    api.log,
    userDecider,
    userStream(sub),
    { type: 'disable', by: 'other', reason: 'gone', otherAdmins: 1 },
    context,
  );
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4401, 4401, 4401]);
  await until(() => sse.heard.over);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(sse.heard.text).toMatch(/event: end\ndata: \{"code":"UNAUTHENTICATED"\}\n\n$/);
  const after = sse.frames().length;
  await record(api.log, flowsEvent([{ src: '192.0.2.99' }]));
  expect(sse.frames()).toHaveLength(after);
});
