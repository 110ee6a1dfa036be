import { randomUUID } from 'node:crypto';
import { type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { LocalProvider } from '@wireledger/embedded/testing';
import { handleCommand } from '@wireledger/event-sourcing';

import { BrowserJar } from '../testing/browser-jar';
import { HostileProvider, type Lies } from '../testing/hostile-provider';
import { PASSWORD, TestApi, until } from '../testing/test-api';

const SECRET = 'a secret of the client that nobody guesses';
const CLIENT = 'wireledger';

const env = (issuer: string, more: Record<string, string> = {}) => ({
  ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT, OIDC_CLIENT_SECRET: SECRET, OIDC_NAME: 'Example login' },
  ...{ OIDC_SIGN_UP: '1', OIDC_MFA: 'otp' },
  ...more,
});

async function eventsOf(api: TestApi, type: string): Promise<Record<string, unknown>[]> {
  const { events } = await api.log.readAll({ after: 'start', filter: { types: [type] }, limit: 500 });
  return events.map(({ data }) => data);
}

const invite = (api: TestApi, token: string, name: string, role = 'VIEWER') =>
  api
    .query(
      'mutation ($name: String!, $role: Role!) { inviteUser(name: $name, role: $role, reason: "new") { link entity { id } } }',
      { token, variables: { name, role } },
    )
    .then(({ data, errors }) => {
      if (errors) throw new Error(JSON.stringify(errors));
      return (data as { inviteUser: { link: string; entity: { id: string } } }).inviteUser;
    });

describe('a provider that lies', () => {
  let provider: HostileProvider;
  let api: TestApi;
  let sub = '';

  beforeAll(async () => {
    provider = await HostileProvider.start(SECRET);
    api = await TestApi.start({ env: env(provider.issuer), factorRoles: [] });
  }, 60_000);
  afterAll(async () => {
    await api?.stop();
    await provider?.stop();
  });
  beforeEach(() => {
    sub = randomUUID();
    provider.lies = {};
  });

  const claims = (more: object = {}) => ({ sub, preferred_username: `P ${sub.slice(0, 8)}`, ...more });
  /** The whole way of one browser. */
  async function way(lies: Lies = {}, more: Readonly<Record<string, string>> = {}) {
    provider.lies = { ...lies, claims: claims(lies.claims ?? {}) };
    const browser = new BrowserJar(api);
    return { browser, ...(await browser.finish(provider.visit(await browser.begin(), more))) };
  }

  it('is named to whoever is to sign in', async () => {
    expect(await (await api.fetch('/api/auth/state')).json()).toEqual({
      bootstrapNeeded: true,
      provider: 'Example login',
      passwordLength: 12,
    });
  });

  it('makes an account at the first sign-in, and knows it by issuer and subject afterwards', async () => {
    const first = await way();
    expect(first).toMatchObject({ status: 200, body: { viewer: { name: `P ${sub.slice(0, 8)}`, role: 'VIEWER' } } });
    expect(first.browser.cookie('wl_refresh')).toBeDefined();
    expect(first.browser.cookie('wl_oidc')).toBeUndefined();
    const again = await way({ claims: { preferred_username: 'called otherwise now' } });
    const idOf = ({ body }: { body: Record<string, unknown> }) => (body.viewer as { id: string }).id;
    expect(idOf(again)).toBe(idOf(first));
    expect((await eventsOf(api, 'domain.IdentityLinked')).at(-1)).toMatchObject({
      user: idOf(first),
      by: 'firstSignIn',
    });
    expect((await eventsOf(api, 'domain.ProviderVouched')).at(-1)).toMatchObject({ user: idOf(first), factor: false });
    expect(JSON.stringify(await eventsOf(api, 'domain.IdentityLinked'))).not.toContain(sub);
    // the session is the product's own
    const refreshed = await api.refresh(`wl_refresh=${again.browser.cookie('wl_refresh')}`);
    expect(refreshed.status).toBe(200);
  });

  it('is asked with code, S256, state and nonce, for exactly the page of the console', async () => {
    const asked = new URL(await new BrowserJar(api).begin()).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: 'code', client_id: CLIENT, code_challenge_method: 'S256', scope: 'openid profile email' },
      redirect_uri: `${api.url.replace('127.0.0.1', 'localhost')}/sign-in/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, Lies]>([
    ['another nonce', { claims: { nonce: 'of another time' } }],
    ['no nonce', { without: ['nonce'] }],
    ['another issuer', { claims: { iss: 'https://login.example.org' } }],
    ['another audience', { claims: { aud: 'another client' } }],
    ['several audiences, and another party that it was made for', { claims: { aud: [CLIENT, 'other'], azp: 'other' } }],
    ['an end that is past', { claims: { exp: Math.floor(Date.now() / 1000) - 600 } }],
    ['no end', { without: ['exp'] }],
    ['no subject', { without: ['sub'] }],
    ['no issuer', { without: ['iss'] }],
    ['a subject without an end', { claims: { sub: 's'.repeat(256) } }],
    ['a signature of somebody else', { signedBy: 'stranger' }],
    ['a signature by the secret of the client', { signedBy: 'secret' }],
    ['no signature at all', { signedBy: 'nobody' }],
  ])('signs nobody in by a token with %s', async (_what, lies) => {
    const { status, body, browser } = await way(lies);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'OIDC_REFUSED' });
    expect(browser.cookie('wl_refresh')).toBeUndefined();
    await until(async () => (await eventsOf(api, 'domain.SignInRefused')).some(({ why }) => why === 'OIDC_REFUSED'));
  });

  it.each<[string, Record<string, string>]>([
    ['another state', { state: 'A'.repeat(43) }],
    ['no state', { state: '' }],
    ['the issuer of another provider (RFC 9207)', { iss: 'https://login.example.org' }],
    ['no issuer though it promised one', { iss: '' }],
    ['a token in the address', { id_token: 'eyJ' }],
    ['a code that it never gave', { code: 'guessed' }],
  ])('signs nobody in when the way back has %s', async (_what, more) => {
    const { status, body } = await way({}, more);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'OIDC_REFUSED' });
  });

  it('says that it let nobody in, in words, with nothing of its own', async () => {
    const browser = new BrowserJar(api);
    const url = new URL(await browser.begin());
    const query = new URLSearchParams({
      error: 'access_denied<b>',
      state: url.searchParams.get('state') ?? '',
      iss: provider.issuer,
    });
    expect(await browser.finish(query)).toMatchObject({ status: 403, body: { code: 'OIDC_DENIED' } });
  });

  it('signs nobody in twice by one answer, and nobody in another browser', async () => {
    provider.lies = { claims: claims() };
    const [mine, other] = [new BrowserJar(api), new BrowserJar(api)];
    const query = provider.visit(await mine.begin());
    const cookie = mine.cookie('wl_oidc') ?? '';
    // login CSRF: the answer of somebody else's way, without and with a way of one's own
    expect(await other.finish(query)).toMatchObject({ status: 410, body: { code: 'OIDC_EXPIRED' } });
    await other.begin();
    expect(await other.finish(query)).toMatchObject({ status: 400, body: { code: 'OIDC_REFUSED' } });
    expect(await mine.finish(query)).toMatchObject({ status: 200 });
    mine.put('wl_oidc', cookie);
    expect(await mine.finish(query)).toMatchObject({ status: 410, body: { code: 'OIDC_EXPIRED' } });
  });

  it('is waited for ten minutes', async () => {
    provider.lies = { claims: claims() };
    const browser = new BrowserJar(api);
    const query = provider.visit(await browser.begin());
    api.skewMs = 10 * 60_000;
    try {
      expect(await browser.finish(query)).toMatchObject({ status: 410, body: { code: 'OIDC_EXPIRED' } });
    } finally {
      api.skewMs = 0;
    }
  });

  it('is neither begun nor ended by a page of another site', async () => {
    const browser = new BrowserJar(api);
    for (const route of ['begin', 'finish', 'sign-out']) {
      const foreign = await browser.post(`/api/auth/oidc/${route}`, {}, { origin: 'https://evil.example.org' });
      expect((await foreign.json()) as object).toMatchObject({ code: 'FOREIGN_ORIGIN' });
      const plain = await api.fetch(`/api/auth/oidc/${route}`, { json: {}, headers: { origin: api.url } });
      expect((await plain.json()) as object).toMatchObject({ code: 'FOREIGN_ORIGIN' });
    }
  });

  it('cannot move where it sends people back to: no header of the request decides it', async () => {
    const response = await new BrowserJar(api).post(
      '/api/auth/oidc/begin',
      {},
      { 'x-forwarded-host': 'evil.example.org', forwarded: 'host=evil.example.org' },
    );
    const { url } = (await response.json()) as { url: string };
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(
      `${api.url.replace('127.0.0.1', 'localhost')}/sign-in/callback`,
    );
  });

  it.each<[string, Lies['tokenAnswer']]>([
    ['sends elsewhere', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
    ['answers no JSON', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['answers without an ID token', { status: 200, body: '{"access_token":"a","token_type":"Bearer"}' }],
  ])('signs nobody in when it %s', async (_what, tokenAnswer) => {
    expect(await way({ ...(tokenAnswer ? { tokenAnswer } : {}) })).toMatchObject({
      status: 400,
      body: { code: 'OIDC_REFUSED' },
    });
  });

  it('is told from one that is away when it answers without an end', async () => {
    const answer = await way({ tokenAnswer: { status: 200, body: `"${'x'.repeat(2 * 1024 * 1024)}"` } });
    expect(answer).toMatchObject({ status: 503, body: { code: 'OIDC_UNAVAILABLE' } });
  });

  it('never lets anybody into an account because of its name or e-mail address', async () => {
    const { accessToken } = await api.bootstrap('Mara');
    expect(accessToken).toBeTruthy();
    const { status, body } = await way({
      claims: { preferred_username: 'mara', email: 'mara@example.org', email_verified: true },
    });
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'NAME_TAKEN' });
    expect((await eventsOf(api, 'domain.SignInRefused')).at(-1)).toMatchObject({
      user: null,
      reason: 'provider',
      why: 'NAME_TAKEN',
    });
  });

  it('keeps those out who are disabled here', async () => {
    const { body } = await way();
    const { id } = body.viewer as { id: string };
    const context = { actor: 'system:test', correlationId: id, causationId: id, at: Date.now() * 1000 };
    const command: UserCommand = { type: 'disable', reason: 'gone', by: 'somebody', otherAdmins: 1 };
    await handleCommand(api.log, userDecider, userStream(id), command, context);
    await until(() => api.api.services.directory.user(id)?.disabled);
    expect(await way()).toMatchObject({ status: 401, body: { code: 'SIGN_IN_REFUSED' } });
    await until(async () => (await eventsOf(api, 'domain.SignInRefused')).some(({ user }) => user === id));
  });

  it('puts every sign-in and every refusal on the trail', async () => {
    const { body } = await way();
    const rows = (await eventsOf(api, 'domain.ActAudited')).filter(
      ({ operation }) => operation === 'POST /api/auth/oidc/finish',
    );
    const { id } = body.viewer as { id: string };
    expect(rows.filter(({ result }) => result === 'done').at(-1)).toMatchObject({ who: { actor: `user:${id}` } });
    const refusals = rows.filter(({ result }) => result === 'refused').map(({ code }) => code);
    expect(refusals).toEqual(expect.arrayContaining(['OIDC_REFUSED', 'OIDC_EXPIRED', 'NAME_TAKEN']));
  });
});

describe('what the operator has set', () => {
  let provider: HostileProvider;
  const started: TestApi[] = [];

  beforeAll(async () => {
    provider = await HostileProvider.start(SECRET);
  });
  afterAll(async () => {
    for (const api of started) await api.stop();
    await provider?.stop();
  });
  async function apiWith(more: Record<string, string>, factorRoles?: []): Promise<TestApi> {
    const api = await TestApi.start({ env: env(provider.issuer, more), ...(factorRoles ? { factorRoles } : {}) });
    started.push(api);
    return api;
  }
  async function enter(api: TestApi, claims: Record<string, unknown>, body: object = {}) {
    provider.lies = { claims };
    const browser = new BrowserJar(api);
    return { browser, ...(await browser.finish(provider.visit(await browser.begin(body)))) };
  }
  const viewerOf = ({ body }: { body: Record<string, unknown> }) => body.viewer as { id: string; role: string };

  it('decides the role, anew at each sign-in, and never takes the last administrator away', async () => {
    const api = await apiWith(
      { OIDC_ROLE_CLAIM: 'realm.roles', OIDC_ROLES: 'boss=ADMIN,soc=ANALYST', OIDC_DEFAULT_ROLE: 'NONE' },
      [],
    );
    const said = (...roles: string[]) => ({ sub: 'u1', preferred_username: 'Uma', realm: { roles } });
    expect(await enter(api, said('cook'))).toMatchObject({ status: 403, body: { code: 'OIDC_NOT_ALLOWED' } });
    const first = await enter(api, said('soc'));
    expect(viewerOf(first).role).toBe('ANALYST');
    expect(viewerOf(await enter(api, said('soc', 'boss'))).role).toBe('ADMIN');
    // his session from before has ended with the other role
    expect((await api.refresh(`wl_refresh=${first.browser.cookie('wl_refresh')}`)).status).toBe(401);
    expect(viewerOf(await enter(api, said('soc'))).role).toBe('ADMIN');
    await api.bootstrap('Ada');
    expect(viewerOf(await enter(api, said('soc'))).role).toBe('ANALYST');
    expect(await enter(api, said('cook'))).toMatchObject({ status: 403, body: { code: 'OIDC_NOT_ALLOWED' } });
  });

  it('asks for the second factor here unless the provider says in trusted words that it did', async () => {
    const api = await apiWith({ OIDC_DEFAULT_ROLE: 'ANALYST' });
    const said = { sub: 'u1', preferred_username: 'Uma' };
    expect(await enter(api, { ...said, amr: ['pwd'] })).toMatchObject({
      status: 200,
      body: { pending: { needs: 'enrol' } },
    });
    const trusted = await enter(api, { ...said, amr: ['pwd', 'otp'] });
    expect(viewerOf(trusted).role).toBe('ANALYST');
    expect((await eventsOf(api, 'domain.SignedIn')).at(-1)).toMatchObject({ mfa: 'provider' });
    const refreshed = await api.refresh(`wl_refresh=${trusted.browser.cookie('wl_refresh')}`);
    expect(refreshed.status).toBe(200);
  });

  it('lets only verified addresses of its domains in; without sign-up only those who are known or invited', async () => {
    const api = await apiWith({ OIDC_EMAIL_DOMAINS: 'example.org', OIDC_SIGN_UP: '0' }, []);
    const said = (email: unknown, verified: unknown = true, sub = 'u1') => ({ sub, email, email_verified: verified });
    for (const wrong of [
      said('a@example.com'),
      said('a@example.org', false),
      said('a@evil@example.org'),
      said(undefined),
      said('a@example.org', 'true'),
    ])
      expect(await enter(api, wrong)).toMatchObject({ status: 403, body: { code: 'OIDC_NOT_ALLOWED' } });
    expect(await enter(api, said('a@Example.org'))).toMatchObject({ status: 403, body: { code: 'OIDC_UNKNOWN' } });

    const admin = await api.person('ADMIN', null, { steppedUp: true });
    const { link, entity } = await invite(api, admin, 'Uma');
    const invitation = new URL(link).hash.replace('#token=', '');
    expect(viewerOf(await enter(api, said('a@example.org'), { invitation })).id).toBe(entity.id);
    expect(viewerOf(await enter(api, said('a@example.org'))).id).toBe(entity.id);
    expect((await eventsOf(api, 'domain.IdentityLinked')).at(-1)).toMatchObject({ by: 'invitation' });
    // used: by link, and by whoever has an account already
    await expect(new BrowserJar(api).begin({ invitation })).rejects.toThrow('LINK_REFUSED');
    const second = await invite(api, admin, 'Ugo');
    const taken = await enter(api, said('a@example.org'), {
      invitation: new URL(second.link).hash.replace('#token=', ''),
    });
    expect(taken).toMatchObject({ status: 409, body: { code: 'IDENTITY_TAKEN' } });
    // his password is nobody's: there is none
    const tried = await api.fetch('/api/auth/sign-in', { json: { name: 'Uma', password: PASSWORD } });
    expect(tried.status).toBe(401);
  });

  it('asks the UserInfo endpoint for names that the token leaves out, and for nothing that decides who and how', async () => {
    const api = await apiWith({ OIDC_MFA: 'otp', OIDC_DEFAULT_ROLE: 'ANALYST' });
    provider.lies = {
      ...{ claims: { sub: 'u9' }, metadata: { userinfo_endpoint: `${provider.issuer}/userinfo` } },
      userInfo: { sub: 'u9', preferred_username: 'Nia', amr: ['otp'] },
    };
    const browser = new BrowserJar(api);
    const { body } = await browser.finish(provider.visit(await browser.begin()));
    expect(body).toMatchObject({ pending: { needs: 'enrol' } });
    expect([...new Set(api.api.services.directory.all().map(({ name }) => name))]).toEqual(['Nia']);
    provider.lies = {
      ...provider.lies,
      userInfo: { sub: 'somebody else', preferred_username: 'Eve' },
      claims: { sub: 'u10' },
    };
    expect(await browser.finish(provider.visit(await browser.begin()))).toMatchObject({
      body: { code: 'OIDC_REFUSED' },
    });
  });

  it('does not go where the documents of the provider lead unless webhooks may go there', async () => {
    for (const token_endpoint of [
      'http://10.0.0.1/token',
      'https://10.0.0.1/token',
      'http://localhost:9/token',
      'file:///etc/passwd',
    ]) {
      const api = await apiWith({}, []);
      provider.lies = { metadata: { token_endpoint } };
      const browser = new BrowserJar(api);
      const url = await browser.begin();
      const { body } = await browser.finish(provider.visit(url));
      expect(body.code).toMatch(/^OIDC_(UNAVAILABLE|REFUSED)$/);
    }
  });

  it('is another provider than the one that answers: nobody is sent there', async () => {
    const api = await apiWith({}, []);
    provider.lies = { metadata: { issuer: 'https://login.example.org' } };
    await expect(new BrowserJar(api).begin()).rejects.toThrow('OIDC_UNAVAILABLE');
    // the next one asks again, and signing in with a password went on all the time
    provider.lies = {};
    expect(await new BrowserJar(api).begin()).toContain(provider.issuer);
  });

  it('may be no provider at all: its doors say so', async () => {
    const api = await apiWith({ OIDC_ISSUER: '' }, []);
    await expect(new BrowserJar(api).begin()).rejects.toThrow('OIDC_OFF');
    expect(await (await api.fetch('/api/auth/state')).json()).toMatchObject({ provider: null });
  });
});

describe('a real provider (oidc-provider)', () => {
  let provider: LocalProvider;
  let api: TestApi;
  const origin = 'http://localhost:34567';

  beforeAll(async () => {
    provider = await LocalProvider.start({
      port: 0,
      clients: [
        {
          ...{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${origin}/sign-in/callback`] },
          post_logout_redirect_uris: [`${origin}/sign-in`],
        },
      ],
      accounts: {
        lena: { claims: { preferred_username: 'Lena', email: 'lena@example.org' }, amr: ['pwd', 'otp'] },
        milo: { claims: { preferred_username: 'Milo' } },
      },
    });
    api = await TestApi.start({ env: env(provider.issuer, { PUBLIC_URL: origin, OIDC_DEFAULT_ROLE: 'ANALYST' }) });
  }, 60_000);
  afterAll(async () => {
    await api?.stop();
    await provider?.stop();
  });

  const auth = (token: string) => ({ authorization: `Bearer ${token}` });
  /** The whole way with a real browser's hops in between. */
  async function enter(browser: BrowserJar, login: string | null) {
    const back = await provider.walk(await browser.begin(), login);
    expect(back.origin + back.pathname).toBe(`${origin}/sign-in/callback`);
    return browser.finish(back.search);
  }
  /** Away for an errand of somebody who is signed in, and back. */
  async function errand(browser: BrowserJar, token: string, route: string, body: object, login: string) {
    const set = await browser.post(`/api/account/identity/${route}`, body, auth(token));
    const { url = '', code } = (await set.json()) as { url?: string; code?: string };
    if (set.status !== 200) return { status: set.status, body: { code } };
    const back = await provider.walk(url, login);
    const done = await browser.post('/api/account/identity/finish', { query: back.search }, auth(token));
    return { url, status: done.status, body: (await done.json()) as Record<string, unknown> };
  }
  const shown = async (token: string) =>
    (await (await api.fetch('/api/account/identity', { headers: auth(token) })).json()) as Record<string, unknown>;

  it('signs in, step by step; and who denies himself is told so', async () => {
    expect(await enter(new BrowserJar(api), null)).toMatchObject({ status: 403, body: { code: 'OIDC_DENIED' } });
    const { status, body } = await enter(new BrowserJar(api), 'lena');
    expect({ status, body }).toMatchObject({ status: 200, body: { viewer: { name: 'Lena', role: 'ANALYST' } } });
  });

  it('tells where to sign out there too', async () => {
    const response = await new BrowserJar(api).post('/api/auth/oidc/sign-out', {});
    const url = new URL(((await response.json()) as { url: string }).url);
    expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([
      provider.issuer,
      `${origin}/sign-in`,
    ]);
  });

  it('proves people anew where a code is asked for, and stands for the password that they do not have', async () => {
    const browser = new BrowserJar(api);
    const { body } = await enter(browser, 'lena');
    const token = body.accessToken as string;
    expect(await shown(token)).toMatchObject({ provider: 'Example login', hasPassword: false, factorAtProvider: true });
    const next = 'purple tractor lemon sea';
    const change = () => browser.post('/api/account/password', { current: '', next }, auth(token));
    expect(((await (await change()).json()) as { code: string }).code).toBe('PROOF_NEEDED');
    expect(await errand(browser, token, 'unlink', { password: '' }, 'lena')).toMatchObject({
      body: { code: 'LAST_WAY' },
    });

    const asked = { permission: 'packets.payload', reason: 'case 7' };
    const proven = await errand(browser, token, 'step-up', asked, 'lena');
    expect(proven).toMatchObject({ status: 200, body: { done: 'stepUp', expiresIn: 300 } });
    const parameters = new URL(proven.url ?? '').searchParams;
    expect([parameters.get('prompt'), parameters.get('max_age')]).toEqual(['login', '0']);
    expect((await eventsOf(api, 'domain.StepUpGranted')).at(-1)).toMatchObject({
      method: 'provider',
      reason: 'case 7',
    });
    const other = await errand(browser, token, 'step-up', asked, 'milo');
    expect(other.body).toMatchObject({ code: 'IDENTITY_OTHER' });
    const wrong = await errand(browser, token, 'step-up', { ...asked, permission: 'users.write' }, 'lena');
    expect(wrong.body).toMatchObject({ code: 'BAD_USER_INPUT' });

    const own = await errand(browser, token, 'step-up', { permission: 'profile.own', reason: 'a password' }, 'lena');
    expect(own.status).toBe(200);
    expect((await change()).status).toBe(200);
    // with a password the provider is not the last way in any more
    const signedIn = await api.fetch('/api/auth/sign-in', { json: { name: 'Lena', password: next } });
    expect(await signedIn.json()).toMatchObject({ pending: { needs: 'enrol' } });
  });

  it('is linked by whoever has signed in with a password, with password and code, and unlinked again', async () => {
    const ada = await api.bootstrap('Ada');
    const browser = new BrowserJar(api);
    const [, code = '', second = ''] = ada.recoveryCodes;
    const link = (proof: object, login = 'milo') => errand(browser, ada.accessToken, 'link', proof, login);
    expect((await link({ password: 'not it', code })).body).toMatchObject({ code: 'PASSWORD_WRONG' });
    expect(await shown(ada.accessToken)).toMatchObject({ linkedAt: null, hasPassword: true });
    expect(await link({ password: PASSWORD, code })).toMatchObject({ status: 200, body: { done: 'link' } });
    // the provider signs milo in, his second factor is asked for here
    expect(await enter(new BrowserJar(api), 'milo')).toMatchObject({ body: { pending: { needs: 'code' } } });
    const unlink = await browser.post(
      '/api/account/identity/unlink',
      { password: PASSWORD, code: second },
      auth(ada.accessToken),
    );
    expect(unlink.status).toBe(200);
    expect((await eventsOf(api, 'domain.IdentityUnlinked')).length).toBe(1);
    expect(viewerName(await enter(new BrowserJar(api), 'milo'))).not.toBe('Ada');
  });

  const viewerName = ({ body }: { body: Record<string, unknown> }) =>
    (body.viewer as { name?: string } | undefined)?.name;

  it('is not asked for long when it is away; signing in with a password goes on', async () => {
    await provider.stop();
    const away = await TestApi.start({ env: env(provider.issuer), factorRoles: [] });
    try {
      await expect(new BrowserJar(away).begin()).rejects.toThrow('OIDC_UNAVAILABLE');
      await away.bootstrap('Ada');
      const signedIn = await away.fetch('/api/auth/sign-in', { json: { name: 'Ada', password: PASSWORD } });
      expect(signedIn.status).toBe(200);
    } finally {
      await away.stop();
    }
  });
});
