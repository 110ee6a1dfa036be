import { misfit, type Described } from '../testing/rest-shapes';
import { RestWorld } from '../testing/rest-world';
import type { Route } from './route';
import { ROUTE_GROUPS } from './routes';

jest.setTimeout(120_000);

let world: RestWorld;
let document: Described;
let analyst: string;
beforeAll(async () => {
  world = await RestWorld.start();
  analyst = await world.api.token('ANALYST');
  document = (await (await get('/api/openapi.json')).json()) as Described;
});
afterAll(() => world?.stop());

const get = (path: string, token: string | null = analyst, headers: Record<string, string> = {}) =>
  world.api.fetch(path, { headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
const ROUTES = ROUTE_GROUPS.flatMap(({ routes }) => routes);
const operationOf = ({ name }: Route) =>
  Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find(({ operationId }) => operationId === name) as Described['paths'][string][string];
const acts = async () => {
  const { events } = await world.api.log.readAll({
    after: 'start',
    filter: { types: ['domain.ActAudited'] },
    limit: 1000,
  });
  return events.map(
    ({ data }) => data as { operation: string; result: string; code: string | null; origin: { via: string } },
  );
};

describe('the example of each route', () => {
  it.each(ROUTES.map((one) => [one.door, one] as const))(
    '%s is answered as the document says',
    async (_door, route) => {
      const response = await world.send(route, await world.tokenFor(route));
      const body: unknown = await response.json();
      const wanted = route.example.status ?? route.status ?? 200;
      expect(`${response.status} ${JSON.stringify(body)}`).toMatch(new RegExp(`^${wanted} `));
      expect(misfit(document, operationOf(route), response.status, body)).toBe('');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
      if (!route.door.startsWith('GET')) await world.follow('alerts', 'lists', 'rules');
    },
  );

  it('what they changed is on the audit trail, once each, as come by REST', async () => {
    const changes = (await acts()).filter(({ operation }) =>
      /^(?:acknowledge|close)Alert|Indicator$|Export$|draftRule/.test(operation),
    );
    expect(changes.map(({ operation, result, origin }) => [operation, result, origin.via])).toEqual([
      ...['acknowledgeAlert', 'acknowledgeAlert', 'closeAlert', 'draftRule', 'addIndicator', 'removeIndicator'].map(
        (one) => [one, 'done', 'rest'],
      ),
      ...['startExport', 'cancelExport'].map((one) => [one, 'done', 'rest']),
    ]);
  });
});

describe('REST and GraphQL', () => {
  const RANGE = '{from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';
  const HOUR = 'from=2026-11-21T08:00:00Z&to=2026-11-21T09:00:00Z';
  const LIST = '{ rows { key value share } total distinct suppressed coarse nextExact }';
  it.each([
    [`topTalkers(range: ${RANGE}, first: 5) ${LIST}`, `/api/top-talkers?${HOUR}&limit=5`],
    [`protocols(range: ${RANGE}, first: 10) ${LIST}`, `/api/stats/protocols?${HOUR}`],
    [`connectionStates(range: ${RANGE}) ${LIST}`, `/api/stats/connection-states?${HOUR}`],
    [
      'alertCounts { inbox mine escalated snoozed suppressed closed all critical high medium low info oldestGravest closedLastHour }',
      `/api/stats/alerts?${HOUR}`,
    ],
    [
      'threatLevel(at: "2026-11-21T09:00:00Z") { level from to attempts failures share sources coarse nextExact }',
      '/api/stats/threat-level?at=2026-11-21T09:00:00Z',
    ],
    [
      `attackSessions(range: ${RANGE}) { rows { source } next count exact coarse nextExact }`,
      `/api/attack-sessions?${HOUR}`,
    ],
    [
      'hostScores(at: "2026-11-21T09:00:00Z") { address score alerts rules severity last pieces { alert rule title kind severity last threatLevel confidence left points } }',
      '/api/stats/host-scores?at=2026-11-21T09:00:00Z',
    ],
    ['sensors { name demo hidden firstSeen lastSeen bitsPerSecond packetsPerSecond dropped status }', '/api/sensors'],
  ])('answer the same to the same question: %s', async (field, path) => {
    for (const token of [analyst, await world.api.token('VIEWER')]) {
      const whole = await world.api.query(`{ ${field} }`, { token });
      expect(whole.errors).toBeUndefined();
      expect(await (await get(path, token)).json()).toEqual(Object.values(whole.data ?? {})[0]);
    }
  });

  it('mean the same flows, page by page', async () => {
    const whole = await world.api.query('{ flows(first: 3) { rows { id src dst } count } }', { token: analyst });
    const { rows, count } = whole.data?.flows as { rows: { id: string; src: string; dst: string }[]; count: number };
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = (await (
        await get(`/api/flows?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      ).json()) as {
        rows: { id: string; src: string; dst: string }[];
        next: string | null;
      };
      seen.push(...page.rows.map(({ id, src, dst }) => ({ id, src, dst })));
      cursor = page.next;
    }
    expect(seen).toEqual(rows);
    expect(seen).toHaveLength(count);
  });

  it('tell events in canonical shape', async () => {
    const { rows } = (await (await get('/api/events?kind=dns&domain=example.org&limit=1')).json()) as {
      rows: unknown[];
    };
    expect(rows).toEqual([
      {
        ...{
          timestamp: '2026-11-21T08:15:00.000000Z',
          source_ip: '192.0.2.1',
          source_port: 50000,
          dest_ip: '192.0.2.53',
        },
        ...{ dest_port: 53, protocol: 'dns', domain: 'example.org', http: null, geo: null, asn: null, threat: null },
        dns: { query: 'example.org', type: 'A', rcode: 'NOERROR', answers: ['203.0.113.9'] },
        raw: { collector: 'edge', raw_event_id: expect.any(String) as unknown },
      },
    ]);
    expect((await get('/api/events?domain=example.org')).status).toBe(400);
  });

  it('A-59 keep to the scope of whoever asks, in rows, counts and single things', async () => {
    const narrow = await world.api.token('ANALYST', 30, { scope: { sensor: ['elsewhere'] } });
    const { count, rows } = (await (await get('/api/flows', narrow)).json()) as { count: number; rows: unknown[] };
    expect([count, rows]).toEqual([0, []]);
    const [foreign, unknown_] = [
      await get(`/api/flows/${world.values['{flow}']}`, narrow),
      await get(`/api/flows/${'0'.repeat(32)}`),
    ];
    const bodies = (await Promise.all([foreign.json(), unknown_.json()])) as { requestId?: string }[];
    for (const body of bodies) delete body.requestId;
    expect([foreign.status, unknown_.status, bodies[0]]).toEqual([404, 404, bodies[1]]);
    const alerts = (await (await get('/api/alerts', narrow)).json()) as { count: number };
    expect(alerts.count).toBe(0);
    expect((await get(`/api/alerts/${world.values['{alert}']}`, narrow)).status).toBe(404);
  });

  it('A-81 show masked readers no address and no name, and take none from them', async () => {
    const viewer = await world.api.token('VIEWER');
    const bearing = ['/api/flows', '/api/events?kind=dns', '/api/alerts', `/api/hosts?${HOUR}`, `/api/domains?${HOUR}`];
    for (const path of [
      ...bearing,
      `/api/top-talkers?${HOUR}`,
      '/api/stats/top-attackers?from=2026-11-01T00:00:00Z',
      '/api/stats/recent-events',
    ]) {
      const response = await get(path, viewer);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      expect(text).not.toMatch(/192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|example/);
    }
    const oracles = [
      '/api/flows?ip=192.0.2.1',
      `/api/hosts/192.0.2.1?${HOUR}`,
      '/api/flows?filter=src.ip%20%3D%20192.0.2.1',
    ];
    for (const path of oracles) expect([path, (await get(path, viewer)).status]).toEqual([path, 400]);
    const { rows } = (await (await get('/api/flows?limit=1', viewer)).json()) as { rows: { src: string }[] };
    const own = (await (await get(`/api/flows?ip=${encodeURIComponent(rows[0]?.src ?? '')}`, viewer)).json()) as {
      count: number;
    };
    expect(own.count).toBeGreaterThan(0);
  });
});

describe('POST /api/alerts', () => {
  const draft = async (token: string, more: object = {}) => {
    const { example } = ROUTES.find(({ name }) => name === 'draftRule') as Route;
    const id = `rule-${Math.random().toString(36).slice(2)}`;
    const response = await world.api.fetch('/api/alerts', {
      json: { ...example.body, ...more, id },
      headers: { authorization: `Bearer ${token}` },
    });
    const { rule, ...answer } = (await response.json()) as {
      rule: { state: string };
      published: boolean;
      not_published: unknown;
    };
    return { status: response.status, state: rule.state, ...answer };
  };

  it('drafts for a program, and says why it is not published', async () => {
    const refused = { code: 'FORBIDDEN', message: expect.stringContaining('rules.publish') as unknown };
    expect(await draft(analyst)).toEqual({ status: 201, state: 'draft', published: false, not_published: refused });
    const person = await world.api.person('ANALYST');
    expect(await draft(person)).toMatchObject({ published: false, not_published: { code: 'STEP_UP_REQUIRED' } });
  });

  it('publishes for a person who has just proved himself, unless he says not to', async () => {
    const person = await world.api.person('ANALYST', null, { steppedUp: true });
    expect(await draft(person)).toEqual({ status: 201, state: 'published', published: true, not_published: null });
    expect(await draft(person, { publish: false })).toMatchObject({ state: 'draft', published: false });
    const [published] = (await acts()).filter(({ operation }) => operation === 'publishRule');
    expect(published).toMatchObject({ result: 'done', origin: { via: 'rest' } });
  });
});

describe('a request that is not as it should be', () => {
  const HOSTILE = [
    "'; drop table rm.flow --",
    '<img src=x onerror=alert(1)>',
    '../../etc/passwd',
    '${7*7}',
    '%00',
    '\u202e',
    '=cmd|x',
  ];
  it.each(HOSTILE)('A-67 %j is a value and nothing else', async (text) => {
    const value = encodeURIComponent(text);
    for (const path of [
      `/api/domains?search=${value}`,
      `/api/flows?app=${value}`,
      `/api/domains/${value}`,
      `/api/alerts?search=${value}`,
    ]) {
      const response = await get(path);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect([path, [200, 400, 404].includes(response.status)]).toEqual([path, true]);
    }
  });

  it.each([
    ['/api/flows?limit=0', 'limit'],
    ['/api/flows?limit=1001', 'limit'],
    ['/api/flows?limit=0x10', 'limit'],
    ['/api/flows?limit=5&limit=6', 'limit'],
    ['/api/flows?port=99999', 'port'],
    ['/api/flows?nope=1', 'nope'],
    ['/api/flows?__proto__=1', '__proto__'],
    ['/api/flows?from=yesterday', 'from'],
    ['/api/flows?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z', 'range'],
    ['/api/flows?sort=src; drop', 'sort'],
    ['/api/flows?cursor=xx', 'cursor|after'],
    ['/api/flows?as_of=-1', 'as_of'],
    ['/api/alerts?unacknowledged_only=yes', 'unacknowledged_only'],
    ['/api/alerts/not-a-uuid', 'id'],
    ['/api/sensors?x=1', 'x'],
  ])('A-47 GET %s is refused, and says where', async (path, place) => {
    const response = await get(path);
    const { code, message, requestId } = (await response.json()) as {
      code: string;
      message: string;
      requestId: string;
    };
    expect([response.status, code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(message).toMatch(new RegExp(place));
    expect(requestId).toBe(response.headers.get('x-request-id'));
  });

  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    world.api.fetch(path, {
      ...{ method: 'POST', body },
      headers: { authorization: `Bearer ${analyst}`, 'content-type': 'application/json', ...headers },
    });
  it.each([
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', '{}', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a page of another site', '{}', { origin: 'https://evil.example' }, 403, 'FOREIGN_ORIGIN'],
    ['broken JSON', '{', {}, 400, 'BAD_USER_INPUT'],
    ['a list', '[]', {}, 400, 'BAD_USER_INPUT'],
    ['hidden fields', '{"source":"3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90","role":"ADMIN"}', {}, 403, 'FORBIDDEN'],
    ['600 KiB', JSON.stringify({ source: 'x'.repeat(600 * 1024) }), {}, 413, 'TOO_LARGE'],
  ])('A-44 A-63 POST of %s is refused', async (_what, body, headers, status, code) => {
    const path = code === 'FORBIDDEN' ? '/api/capture/stop' : '/api/alerts/acknowledge';
    const response = await post(path, body, headers);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('A-61 a field that is not named is refused, and nothing is changed', async () => {
    const before = (await world.api.log.head()) ?? 'start';
    const body = { timestamp: '2026-11-21T08:15:00Z', source_ip: '192.0.2.1', assignee: 'me' };
    const response = await post('/api/alerts/acknowledge', JSON.stringify(body));
    expect(response.status).toBe(400);
    const { events } = await world.api.log.readAll({ after: before, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual(['domain.ActAnnounced', 'domain.ActAudited']);
    expect((await acts()).at(-1)).toMatchObject({ operation: 'POST /api/alerts/acknowledge', code: 'BAD_USER_INPUT' });
  });

  it('A-52 a token in the address is not one', async () => {
    expect((await get(`/api/flows?token=${analyst}`, null)).status).toBe(401);
    expect((await get(`/api/flows?access_token=${analyst}`, null)).status).toBe(401);
  });

  it('refusals are on the audit trail with the route', async () => {
    await get('/api/capture', analyst);
    expect((await acts()).at(-1)).toMatchObject({
      operation: 'GET /api/capture',
      result: 'refused',
      code: 'FORBIDDEN',
      origin: { via: 'rest' },
    });
  });

  it('an answer that has not changed is not sent again', async () => {
    const first = await get('/api/lists');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).not.toBe('');
    // Without this, fetch says that it wants no cache.
    const known = { 'if-none-match': tag, 'cache-control': 'max-age=0' };
    expect((await get('/api/lists', analyst, known)).status).toBe(304);
    expect((await get('/api/lists', null, known)).status).toBe(401);
  });
});

describe('the description', () => {
  it('is for those who may ask for the schema', async () => {
    for (const [party, status] of [
      ['OPERATOR', 200],
      ['tool-read', 200],
      ['VIEWER', 403],
      ['AUDITOR', 403],
      ['export', 403],
    ] as const)
      expect([party, (await get('/api/openapi.json', await world.api.token(party))).status]).toEqual([party, status]);
    expect((await get('/api/openapi.json', null)).status).toBe(401);
    expect((await get('/api/openapi.json', await world.api.person('ANALYST'))).status).toBe(403);
    expect((await get('/api/openapi.json', await world.api.person('ADMIN'))).status).toBe(200);
  });

  it('A-64 its page holds no script and no style of its own, and files of the package alone', async () => {
    const page = await get('/api/docs', null);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self';");
    expect(html).not.toMatch(/<style|<script(?![^>]* src="\/api\/docs\/)|\son\w+=/);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/api\/docs\/[^"]+)"/g))
      expect((await get(path as string, null)).status).toBe(200);
    for (const path of ['package.json', '..%2fpackage.json', 'index.html', '__proto__'])
      expect((await get(`/api/docs/${path}`, null)).status).toBe(404);
  });
});
