import { CONTROL_TOKEN, TestApi } from '../testing/test-api';

describe('HTTP', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  it('serves the console with a policy and a nonce of its own each time', async () => {
    const [first, second] = [await api.fetch('/flows?x=1'), await api.fetch('/')];
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(policy).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; ` +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; require-trusted-types-for 'script'; trusted-types angular",
    );
    const html = await first.text();
    expect(html).toContain(`ngCspNonce="${nonce}"`);
    expect(html).not.toContain('CSP_NONCE');
    expect(await second.text()).not.toContain(nonce);
    expect(first.headers.get('cache-control')).toBe('no-store');
  });

  it('A-64 sets the headers of a page that nobody may frame, sniff or refer from', async () => {
    const { headers } = await api.fetch('/');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('gives data a policy by which it can do nothing, as a page', async () => {
    for (const path of ['/health/live', '/api/nothing', '/graphql']) {
      const { headers } = await api.fetch(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('keeps a connection longer than proxies do', async () => {
    expect((await api.fetch('/health/live')).headers.get('keep-alive')).toBe('timeout=65');
  });

  it('keeps hashed files for ever and the API not at all', async () => {
    const file = await api.fetch('/main-ABCDEFGH.js');
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await api.fetch('/api/auth/state')).headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    '/gone.js',
    '/api/nothing',
    '/../operations.json',
    '/%2e%2e/operations.json',
    '/..%2foperations.json',
    '/health/none',
  ])('A-28 has nothing at %s', async (route) => {
    const response = await api.fetch(route);
    expect([404, 400, 403]).toContain(response.status);
    expect(await response.json()).toMatchObject({ requestId: expect.any(String) });
  });

  it('is alive and ready', async () => {
    expect(await (await api.fetch('/health/live')).json()).toEqual({ status: 'ok' });
    const ready = await api.fetch('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ok' });
  });

  it('is not ready when a part is missing, and names it', async () => {
    const ping = jest.spyOn(api.store, 'ping').mockRejectedValue(new Error('postgres://secret'));
    const ready = await api.fetch('/health/ready');
    ping.mockRestore();
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: expect.arrayContaining([{ name: 'database', ok: false, reason: 'failed' }]),
    });
  });

  it('shows metrics to this host, and to others only with a token', async () => {
    await api.query('{ sensors { name } }', { token: await api.token('ADMIN') });
    expect(await (await api.fetch('/metrics')).text()).toMatch(
      /wireledger_query_seconds_count\{process="api",query="sensors"\} 1/,
    );
    const forwarded = { 'x-forwarded-for': '203.0.113.5' };
    expect((await api.fetch('/metrics', { headers: forwarded })).status).toBe(403);
    const authorization = `Bearer ${await api.token('OPERATOR')}`;
    expect((await api.fetch('/metrics', { headers: { ...forwarded, authorization } })).status).toBe(200);
  });

  it('opens the control door to its own token alone', async () => {
    const ask = (authorization?: string) =>
      api.fetch('/api/control/projections', { headers: authorization ? { authorization } : {} });
    expect((await ask()).status).toBe(401);
    expect((await ask('Bearer wrong')).status).toBe(401);
    expect((await ask(`Bearer ${await api.token('ADMIN')}`)).status).toBe(401);
    expect(await (await ask(`Bearer ${CONTROL_TOKEN}`)).json()).toEqual({
      head: expect.stringMatching(/^\d{19}$/),
      projections: [{ name: 'flows', position: null, state: 'running', lagSeconds: 0 }],
    });
  });

  it('refuses bodies with fields it does not know, in the same shape as everywhere', async () => {
    const response = await api.fetch('/api/auth/sign-in', { json: { name: 'a', password: 'b', role: 'ADMIN' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.any(String),
      requestId: expect.any(String),
    });
  });

  it('A-52 takes no token in the address', async () => {
    const token = await api.token('ADMIN');
    const response = await api.fetch(`/graphql?access_token=${token}&token=${token}`, {
      json: { query: '{ sensors { name } }' },
    });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
