import { statSync } from 'node:fs';
import path from 'node:path';
import { userDecider, userStream } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';

import { fromBase32, PASSWORD, TestApi, type TestPerson, until } from '../testing/test-api';
import { codeOf, stepAt } from './mfa/totp';

jest.setTimeout(process.env['WIRELEDGER_FULL'] ? 600_000 : 60_000);

const [TRIES, NETWORKS] = process.env['WIRELEDGER_FULL'] ? [10_000, 500] : [200, 10];
const DAY_MS = 86_400_000;

interface Raised {
  readonly kind: string;
  readonly entity: string;
  readonly rule: { readonly id: string };
  readonly severity: string;
  readonly sources: number;
  readonly summary: string;
}

let api: TestApi;
let ada: TestPerson;
beforeEach(async () => {
  api = await TestApi.start({ env: { TRUST_PROXY: 'loopback' } });
  ada = await api.bootstrap('Ada');
});
afterEach(() => api.stop());

const networkAt = (n: number) => `198.${18 + (n >> 8)}.${n & 255}.7`;
const post = (route: string, json: object, from: number, cookie = '') =>
  api.fetch(`/api/auth/${route}`, { json, headers: { 'x-forwarded-for': networkAt(from), cookie } });
const password = (from: number, cookie = '', text = PASSWORD, name = 'Ada') =>
  post('sign-in', { name, password: text }, from, cookie);
/** Both steps, from a network of one's own unless another one is said; the answer of the last one that was taken. */
async function signIn(cookie = '', from = 900): Promise<Response> {
  const first = await password(from, cookie);
  if (first.status !== 200) return first;
  const { pending } = (await first.json()) as { pending: { token: string } };
  // The code that the app shows next: each is good once.
  api.skewMs += 30_000;
  const code = codeOf(fromBase32(ada.secret), stepAt(Date.now() + api.skewMs));
  return post('code', { token: pending.token, code }, from, cookie);
}
const markIn = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith('wl_device=')) ?? '';
async function alerts(): Promise<Raised[]> {
  const { events } = await api.log.readAll({ after: 'start', filter: { types: ['domain.AlertRaised'] }, limit: 100 });
  return events.map(({ data }) => data as unknown as Raised);
}
/** Somebody guesses at one name, from many networks. */
async function guessed(name = 'Ada'): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let i = 0; i < TRIES; i++) statuses.add((await password(i % NETWORKS, '', `guess ${i}`, name)).status);
  return statuses;
}

describe('guessing', () => {
  it('A-53 at one account is an alert, and does not keep its owner out of a browser where he signed in before', async () => {
    const mark = markIn(await signIn());
    expect(mark).toMatch(/^wl_device=\d+\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
    expect(await guessed()).toEqual(new Set([401, 429]));

    // A stranger waits, also with the right password; so would the owner elsewhere.
    expect((await password(901)).status).toBe(429);
    // From among those who guess, without a wait, by password and code; which ends no wait of theirs.
    expect((await password(3, mark)).status).toBe(200);
    expect((await password(902)).status).toBe(429);
    const signedIn = await signIn(mark, 3);
    expect(signedIn.status).toBe(200);
    expect(markIn(signedIn)).not.toBe('');
    const raised = await until(async () => {
      const all = await alerts();
      return all.some(({ rule }) => rule.id === 'sign-ins-of-one-system') ? all : null;
    });
    const [account] = raised.filter(({ rule }) => rule.id === 'sign-ins-of-one-account');
    expect(account).toMatchObject({ kind: 'sign_in_guessing', entity: `user:${ada.id}`, severity: 'high' });
    expect(account?.summary).toMatch(/^20 sign-ins of one account were refused within 1 min, from \d+ networks/);
    // Names can be erased: ids tell who it is.
    expect(JSON.stringify(raised)).not.toContain('Ada');
    const { data } = await api.query('{ viewer { name } }', { token: ada.accessToken });
    expect(data?.viewer).toEqual({ name: 'Ada' });
  });

  it('A-53 of one password at very many accounts is an alert, of its network and of all, and nobody waits for it', async () => {
    const mark = markIn(await signIn());
    for (let i = 0; i < TRIES; i++) await password(i % 2 ? 0 : i % NETWORKS, '', 'Summer of 2026!', `name ${i}`);
    const raised = await until(async () => {
      const all = await alerts();
      return all.length >= 2 ? all : null;
    });
    expect(new Set(raised.map(({ entity }) => entity))).toEqual(new Set(['198.18.0.0/24', 'all accounts']));
    // Not from the loudest network of the whole size: what it may ask at all is used up, whoever asks.
    expect((await signIn(mark, TRIES > 1000 ? 2 : 0)).status).toBe(200);
    expect((await signIn('', 903)).status).toBe(200);
  });

  it('A-53 grows the alert instead of raising another one, and begins anew after an hour of silence', async () => {
    for (let i = 0; i < 100; i++) await password(i % 60, '', `guess ${i}`);
    const grown = await until(async () => {
      const page = await api.log.readAll({ after: 'start', filter: { types: ['domain.AlertRecurred'] }, limit: 9 });
      return page.events.length > 0 ? page.events : null;
    });
    expect(grown.map(({ data }) => data.step)).toEqual([100]);
    expect(await alerts()).toHaveLength(1);
    api.skewMs += 3 * 3_600_000;
    for (let i = 0; i < 20; i++) await password(i % 60, '', `guess ${i}`);
    await until(async () => (await alerts()).length === 2);
  });
});

describe('a known device', () => {
  /** Whether somebody with that mark waits like a stranger while the account is being guessed. */
  async function waits(mark: string): Promise<boolean> {
    for (let i = 0; i < 8; i++) await password(i, '', `guess ${i}`);
    return (await password(904, mark)).status === 429;
  }

  it.each<[string, (mark: string) => string | Promise<string>]>([
    ['made up', () => `wl_device=${Math.floor(Date.now() / DAY_MS)}.${'A'.repeat(22)}.${'A'.repeat(43)}`],
    ['with another day', (mark) => mark.replace(/=\d+/, (day) => `=${Number(day.slice(1)) + 1}`)],
    ['cut', (mark) => mark.slice(0, -1)],
    ['of a month ago', (mark) => ((api.skewMs += 30 * DAY_MS), mark)],
    [
      'from before his password was changed',
      async (mark) => {
        const before = api.api.services.directory.user(ada.id)?.sessionVersion ?? 0;
        const context = { actor: `user:${ada.id}`, correlationId: 'c', causationId: 'k', at: 1 };
        const change = { type: 'changePassword', by: ada.id } as const;
        await handleCommand(api.log, userDecider, userStream(ada.id), change, context);
        await until(() => (api.api.services.directory.user(ada.id)?.sessionVersion ?? 0) > before);
        return mark;
      },
    ],
  ])('A-53 is none when the mark is %s', async (_what, make) => {
    expect(await waits(await make(markIn(await signIn())))).toBe(true);
  });

  it('A-53 is of one person, and gives neither password nor code', async () => {
    const mark = markIn(await signIn());
    expect(await waits(mark)).toBe(false);
    const given = await password(905, mark, PASSWORD, 'Nobody');
    expect(given.status).toBe(401);
    const body = (await (await password(905, mark)).json()) as object;
    expect(Object.keys(body)).toEqual(['pending']);
  });

  it('A-53 that guesses itself waits by itself', async () => {
    const mark = markIn(await signIn());
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await password(906, mark, `guess ${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await password(907)).status).toBe(200);
  });

  it('has its mark for this host alone, out of reach of scripts, once TLS is there', async () => {
    const first = await password(908);
    const { pending } = (await first.json()) as { pending: { token: string } };
    api.skewMs += 30_000;
    const code = codeOf(fromBase32(ada.secret), stepAt(Date.now() + api.skewMs));
    const headers = { 'x-forwarded-for': networkAt(908), 'x-forwarded-proto': 'https' };
    const signedIn = await api.fetch('/api/auth/code', { json: { token: pending.token, code }, headers });
    expect(signedIn.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/^__Host-wl_device=[^;]+; Max-Age=2592000; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/),
    );
  });

  it('keeps its key where only its owner reads it', () => {
    expect(statSync(path.join(api.dataDir, 'keys/known-device.key')).mode & 0o777).toBe(0o600);
  });
});
