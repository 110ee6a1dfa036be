import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from '../testing/test-certificate';
import { CONTROL_TOKEN, OPERATION, PASSWORD, TestApi, until } from '../testing/test-api';

const portOf = (api: TestApi): number => Number(new URL(api.url).port);

/** What the server answers to these bytes, until it closes. */
async function raw(api: TestApi, text: string): Promise<string> {
  const socket = connect(portOf(api), '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += String(data)));
  socket.on('error', () => undefined);
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

describe('over TLS', () => {
  let api: TestApi;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-tls-'));
    const [TLS_CERT_FILE, TLS_KEY_FILE] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    writeFileSync(TLS_CERT_FILE, TEST_CERTIFICATE);
    writeFileSync(TLS_KEY_FILE, TEST_CERTIFICATE_KEY);
    api = await TestApi.start({ env: { TLS_CERT_FILE, TLS_KEY_FILE }, factorRoles: [] });
  });
  afterAll(async () => {
    await api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (
    route: string,
    json?: object,
    headers: object = {},
  ): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> =>
    new Promise((resolve, reject) => {
      const type = json ? { 'content-type': 'application/json' } : {};
      const options = {
        ca: TEST_CERTIFICATE,
        agent: false,
        method: json ? 'POST' : 'GET',
        headers: { ...type, ...headers },
      };
      const request = httpsRequest(`https://localhost:${portOf(api)}${route}`, options, (response) => {
        let text = '';
        response.on('data', (part) => (text += String(part)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      request.on('error', reject);
      request.end(json && JSON.stringify(json));
    });
  /** Protocol and suite of a handshake, or why there is none. */
  const handshake = (options: ConnectionOptions): Promise<string> =>
    new Promise((resolve) => {
      const where = { host: '127.0.0.1', port: portOf(api), servername: 'localhost', ca: TEST_CERTIFICATE };
      const socket = connectTls({ ...where, ...options }, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
        socket.destroy();
      });
      socket.on('error', () => resolve('refused'));
    });

  it('speaks TLS 1.2 and 1.3, by suites that keep past talks secret', async () => {
    expect(await handshake({})).toMatch(/^TLSv1\.3 TLS_(AES_\d+_GCM|CHACHA20_POLY1305)/);
    expect(await handshake({ maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_(AES_256_GCM|CHACHA20)/);
    const old = { maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2' } as const;
    expect(await handshake({ ...old, ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA' })).toBe('refused');
    expect(await handshake({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })).toBe(
      'refused',
    );
  });

  it('does not speak plain HTTP on that port', async () => {
    expect(await raw(api, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n')).not.toContain('HTTP/1.1 200');
  });

  it('says whose certificate it serves, until when and from which version on, and not by which key', async () => {
    const token = await ask(
      '/api/control/tokens',
      { role: 'AUDITOR', days: 1 },
      { authorization: `Bearer ${CONTROL_TOKEN}` },
    );
    const authorization = `Bearer ${(JSON.parse(token.text) as { token: string }).token}`;
    const query =
      '{ security { transport { kind minVersion hsts certificate { subject issuer notAfter daysLeft } } } }';
    const { text } = await ask('/graphql', { query }, { authorization });
    expect(JSON.parse(text)).toEqual({
      data: {
        security: {
          transport: {
            ...{ kind: 'OWN', minVersion: 'TLSv1.2', hsts: true },
            certificate: {
              ...{ subject: 'CN=localhost', issuer: 'CN=localhost', notAfter: '2126-11-05T02:55:15.000000Z' },
              daysLeft: expect.any(Number),
            },
          },
        },
      },
    });
  });

  it('sends HSTS once TLS is there', async () => {
    for (const route of ['/', '/api/auth/state', '/gone.js'])
      expect((await ask(route)).headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });

  it('sets the cookie for this host alone, out of reach of scripts, once TLS is there', async () => {
    const made = await ask('/api/control/bootstrap-link', {}, { authorization: `Bearer ${CONTROL_TOKEN}` });
    const { url } = JSON.parse(made.text) as { url: string };
    const [, token] = url.split('#token=');
    const signedIn = await ask('/api/auth/bootstrap', { token, name: 'Ada', password: PASSWORD });
    const [cookie = '', ...others] = signedIn.headers['set-cookie'] ?? [];
    expect([signedIn.status, others]).toEqual([200, []]);
    expect(cookie).toMatch(
      /^__Host-wl_refresh=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(signedIn.text).not.toContain(cookie.slice('__Host-wl_refresh='.length, cookie.indexOf(';')));
  });
});

describe('requests that are not what they seem', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const post = (headers: string, body: string) =>
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
  const smuggled = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';

  it.each([
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 3', '{}x'), /^HTTP\/1\.1 400 /],
    [
      'a length beside chunks',
      post('Content-Length: 2\r\nTransfer-Encoding: chunked', `0\r\n\r\n${smuggled}`),
      /^HTTP\/1\.1 400 /,
    ],
    ['chunks that are none', post('Transfer-Encoding: xchunked\r\nConnection: close', '{}'), /^HTTP\/1\.1 400 /],
    ['a length below nothing', post('Content-Length: -1', '{}'), /^HTTP\/1\.1 400 /],
    // Whoever still sends when the connection is closed may not get to read why.
    ['a megabyte of headers', post(`X-Long: ${'x'.repeat(1_000_000)}`, ''), /^(HTTP\/1\.1 431 |$)/],
  ])('A-85 refuses %s', async (_what, text, refusal) => {
    const answer = await raw(api, text);
    expect(answer).toMatch(refusal);
    expect(answer).not.toMatch(/wireledger_|HTTP\/1\.1 200/);
  });

  it('A-85 believes a forwarded address of a trusted proxy alone', async () => {
    const proxied = await TestApi.start({ env: { TRUST_PROXY: 'loopback' } });
    const addressOf = async (at: TestApi) => {
      const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
      await at.fetch('/graphql', { json: { query: OPERATION }, headers });
      const row = await until(async () => {
        const { events } = await at.log.readAll({
          after: 'start',
          filter: { types: ['domain.ActAudited'] },
          limit: 10,
        });
        return events[0]?.data as { origin: { ip: string } } | undefined;
      });
      return row.origin.ip;
    };
    try {
      expect([await addressOf(api), await addressOf(proxied)]).toEqual(['127.0.0.1', '198.51.100.7']);
    } finally {
      await proxied.stop();
    }
  });

  it.each([
    ['body', '/api/auth/sign-in', '{"name":"a","password":"b","__proto__":{"polluted":1}}'],
    ['constructor of a body', '/api/auth/sign-in', '{"name":"a","constructor":{"prototype":{"polluted":1}}}'],
    [
      'body of GraphQL',
      '/graphql',
      `{"query":"${OPERATION}","__proto__":{"polluted":1},"extensions":{"__proto__":{"polluted":1}}}`,
    ],
    [
      'variable',
      '/graphql',
      '{"query":"query ($w: FlowWhere) { flows(where: $w) { count } }","variables":{"w":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}}',
    ],
    ['address', '/graphql?__proto__[polluted]=1&constructor.prototype.polluted=1', `{"query":"${OPERATION}"}`],
  ])('A-86 leaves prototypes alone, whatever the %s says', async (_what, route, body) => {
    const authorization = `Bearer ${await api.token('ANALYST')}`;
    const headers = { 'content-type': 'application/json', authorization };
    const { status } = await api.fetch(route, { method: 'POST', body, headers });
    expect(status).toBeLessThan(500);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(api.logged.join('\n')).not.toContain('"level":"error"');
  });

  it.each([
    ['a name', '/api/auth/sign-in', (deep: string) => `{"name":${deep},"password":"b"}`],
    [
      'a variable',
      '/graphql',
      (deep: string) =>
        `{"query":"query ($w: FlowWhere) { flows(where: $w) { count } }","variables":{"w":{"ip":${deep}}}}`,
    ],
    ['an object', '/graphql', (deep: string) => `{"query":"{ sensors { name } }","variables":${deep}}`],
    [
      'an extension',
      '/graphql',
      (deep: string) => `{"query":"{ sensors { name } }","extensions":{"persistedQuery":${deep}}}`,
    ],
  ])('A-29 is not brought down by %s that goes down 10,000 levels', async (_what, route, make) => {
    const authorization = `Bearer ${await api.token('ANALYST')}`;
    const headers = { 'content-type': 'application/json', authorization };
    for (const deep of [
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    ]) {
      const answer = await api.fetch(route, { method: 'POST', body: make(deep), headers });
      expect([answer.status < 500, await answer.text()]).toEqual([true, expect.not.stringContaining('INTERNAL')]);
    }
  });
});

describe('what is not there', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it.each([
    ...['/graphiql', '/playground', '/altair', '/debug', '/debug/pprof', '/api', '/api/control', '/admin'],
    ...[
      '/.git/config',
      '/.env',
      '/package.json',
      '/operations.json',
      '/main-ABCDEFGH.js.map',
      '/media/',
      '/health/',
      '/keys',
    ],
  ])('A-90 has nothing at %s', async (route) => {
    const response = await api.fetch(route, { headers: { accept: 'text/html' } });
    const text = await response.text();
    // Paths that are not the server's are the console's own, which says that it has no such page.
    if (response.status === 200)
      expect(text).toMatch(/^<!doctype html><app-root ngCspNonce="[^"]+"><\/app-root><style nonce="[^"]+"><\/style>$/);
    else expect([response.status, JSON.parse(text)]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });

  it('A-90 repeats no request to whoever traces', async () => {
    for (const route of ['/', '/graphql', '/api/auth/state']) {
      const answer = await raw(
        api,
        `TRACE ${route} HTTP/1.1\r\nHost: localhost\r\nX-Canary: abc123\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 40[45] /);
      expect(answer).not.toContain('abc123');
    }
  });

  it('A-90 shows no stack, path or version on what goes wrong', async () => {
    const routes = [
      '/graphql',
      '/api/auth/sign-in',
      '/api/auth/refresh',
      '/api/exports/x/file',
      '/api/account/sessions',
      '/api/nothing',
      '/metrics/x',
    ];
    const bodies = [undefined, '', '{', '[]', 'null', '7', '"x"', '{"query":7}', '{"query":"{"}', '{"name":{}}'];
    const json = { 'content-type': 'application/json' };
    let tried = 0;
    for (const route of routes)
      for (const body of bodies) {
        const response = await api.fetch(route, body === undefined ? {} : { method: 'POST', body, headers: json });
        const text = `${[...response.headers].join('\n')}\n${await response.text()}`;
        expect(`${route} ${body} ${response.status} ${text}`).not.toMatch(
          /node_modules|\.[jt]s:\d|\n\s+at |express|nestjs|apollo/i,
        );
        expect(response.status).toBeLessThan(500);
        tried++;
      }
    expect(tried).toBeGreaterThan(50);
  });

  it('allows no other origin', async () => {
    const origin = 'https://evil.example';
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    for (const [route, init] of [
      ['/', { headers: { origin } }],
      ['/api/auth/state', { headers: { origin } }],
      ['/graphql', { method: 'OPTIONS', headers: preflight }],
      ['/api/auth/sign-in', { method: 'OPTIONS', headers: preflight }],
    ] as const) {
      const { headers } = await api.fetch(route, init);
      expect([route, [...headers.keys()].filter((name) => name.startsWith('access-control-'))]).toEqual([route, []]);
    }
  });

  it('says what each body is, in UTF-8', async () => {
    const token = await api.token('ANALYST');
    const answers = [
      ...(await Promise.all(
        ['/', '/gone.js', '/api/auth/state', '/metrics', '/health/ready'].map((route) => api.fetch(route)),
      )),
      await api.fetch('/graphql', { json: { query: OPERATION }, headers: { authorization: `Bearer ${token}` } }),
    ];
    const types = answers.map(({ headers }) => headers.get('content-type') ?? '');
    for (const type of types) expect(type).toMatch(/^(text\/html|text\/plain|application\/json)\b.*charset=utf-8/i);
  });
});

describe('a client that is slow', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ requestTimes: { head: 1000, whole: 2000, longest: 6000, look: 200 } });
  });
  afterAll(() => api.stop());

  const HEAD =
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n';

  /** Sends a start, then a byte at a time, until the server has had enough. */
  const dribble = async (start: string): Promise<string> => {
    const socket = connect(portOf(api), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(start);
    const timer = setInterval(() => socket.write(' '), 100);
    await closed;
    clearInterval(timer);
    return answer;
  };

  it('A-32 is ended, whether its head or its body does not come; others are served meanwhile', async () => {
    const slow = Array.from({ length: 100 }, (_, i) =>
      dribble(i % 2 === 0 ? HEAD : 'GET /health/live HTTP/1.1\r\nHost:'),
    );
    const served = await Promise.all(Array.from({ length: 20 }, () => api.fetch('/health/live')));
    expect(served.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 |^$/);
    expect((await api.fetch('/health/live')).status).toBe(200);
  }, 60_000);

  /** Begins to send a list of entries, and sends its last line after a time. */
  const giveList = async (token: string, afterMs: number): Promise<string> => {
    const list = randomUUID();
    const analyst = await api.person('ANALYST');
    const made = `mutation { saveList(id: "${list}", seen: 0, name: "Slow", kind: names, action: threat, source: "us", key: "${randomUUID()}") { revision } }`;
    expect((await api.query(made, { token: analyst })).errors).toBeUndefined();
    const [begun, rest] = ['bad.example\n', 'worse.example\n'];
    const socket = connect(portOf(api), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const head = [
      `POST /api/lists/${list}/file?seen=1&key=${randomUUID()} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/octet-stream',
      `Content-Length: ${begun.length + rest.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${begun}`);
    const timer = setTimeout(() => socket.write(rest), afterMs);
    await closed;
    clearTimeout(timer);
    return answer;
  };

  it('A-32 who may fill a list has longer for it, up to a bound; whoever may not has no longer than others', async () => {
    const analyst = await api.person('ANALYST');
    expect(await giveList(analyst, 3000)).toMatch(/^HTTP\/1\.1 200 [^]*"state":"imported"/);
    expect(await giveList(analyst, 60_000)).not.toMatch(/^HTTP\/1\.1 200 /);
    expect(await giveList('nobody', 3000)).toMatch(/^HTTP\/1\.1 401 /);
  }, 60_000);
});

describe('a client that asks too much', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ requests: { burst: 6, perSecond: 0.001 } });
  });
  afterAll(() => api.stop());

  it('is told when to ask again, over HTTP and WebSocket; others, files and probes are as before', async () => {
    const [eager, other] = [await api.person('ANALYST'), await api.person('ANALYST')];
    const asked = [];
    for (let i = 0; i < 7; i++) asked.push(await api.query('{ viewer { id } }', { token: eager }));
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect(asked[6]?.errors?.[0]?.extensions).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 1000 });
    const headers = { authorization: `Bearer ${eager}` };
    const rest = await api.fetch('/api/account/sessions', { headers });
    expect([rest.status, rest.headers.get('retry-after'), await rest.json()]).toMatchObject([
      ...[429, '1000', { code: 'TOO_MANY_REQUESTS' }],
    ]);
    const answers: unknown[] = [];
    const { client } = api.socket(eager);
    const sink = {
      next: () => undefined,
      error: (error: unknown) => void answers.push(error),
      complete: () => undefined,
    };
    client.subscribe({ query: 'subscription { trafficSampled { serverTime } }' }, sink);
    await until(() => answers.length > 0);
    expect(JSON.stringify(answers)).toContain('TOO_MANY_REQUESTS');
    expect((await api.query('{ viewer { id } }', { token: other })).errors).toBeUndefined();
    for (let i = 0; i < 10; i++)
      for (const route of ['/health/live', '/', '/main-ABCDEFGH.js']) expect((await api.fetch(route)).status).toBe(200);
  });

  it('without a sign-in: by the network that it comes from', async () => {
    const signIn = () => api.fetch('/api/auth/sign-in', { json: { name: 'nobody', password: PASSWORD } });
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await signIn()).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses[0]).toBe(401);
  });
});

describe('behind a proxy that takes requests in clear', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ env: { TRUST_PROXY: 'loopback' } });
  });
  afterAll(() => api.stop());

  it('nothing is served, over HTTP and WebSocket', async () => {
    const clear = await api.fetch('/', { headers: { 'x-forwarded-proto': 'http' } });
    expect([clear.status, await clear.json()]).toMatchObject([403, { code: 'NOT_ENCRYPTED' }]);
    expect((await api.fetch('/', { headers: { 'x-forwarded-proto': 'https' } })).status).toBe(200);
    const upgrade = (protocol: string) =>
      raw(
        api,
        'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
          `Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-Proto: ${protocol}\r\n\r\n`,
      );
    expect(await upgrade('http')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await upgrade('https')).toMatch(/^HTTP\/1\.1 101 /);
  });
});
