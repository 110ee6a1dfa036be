import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalProvider } from '@wireledger/embedded/testing';
import {
  axe,
  axeInBothThemes,
  becomeAdministrator,
  CHROMIUM,
  Complaints,
  enterCode,
  launch,
  proveSignIn,
} from './browser';
import { eventually, freePort, System } from './system';

const PASSWORD = 'a long enough sentence';
const NEXT = 'another long enough sentence';
const WAIT_MS = 60_000;

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('the own account in a browser', () => {
    let system: System;
    let provider: LocalProvider;
    let browser: Browser;
    let page: Page;
    let other: Page;
    let app: Authenticator;
    const complaints: Complaints[] = [];

    beforeAll(async () => {
      // The system knows the provider before it runs: nothing is asked of it until somebody signs in.
      const port = await freePort();
      system = await System.start({
        env: {
          ...{ OIDC_ISSUER: `http://localhost:${port}`, OIDC_CLIENT_ID: 'console', OIDC_CLIENT_AUTH: 'none' },
          ...{ OIDC_NAME: 'Example login', OIDC_SIGN_UP: '1', OIDC_MFA: 'otp', OIDC_DEFAULT_ROLE: 'ANALYST' },
        },
      });
      provider = await LocalProvider.start({
        port,
        clients: [
          {
            ...{ client_id: 'console', token_endpoint_auth_method: 'none' },
            redirect_uris: [`${base()}/sign-in/callback`],
            post_logout_redirect_uris: [`${base()}/sign-in`],
          },
        ],
        accounts: { lena: { claims: { preferred_username: 'Lena' }, amr: ['pwd', 'otp'] } },
      });
      browser = await launch();
      [page, other] = await Promise.all([newPerson('light'), newPerson('dark')]);
      app = await becomeAdministrator(page, system.log, 'mara', PASSWORD);
      await signIn(other, PASSWORD);
      await proveSignIn(other, app);
      await other.waitForURL('**/overview*');
    }, 400_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      await provider?.stop();
    }, 60_000);
    afterEach(() => expect(complaints.flatMap(({ list }) => list.splice(0))).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    /** A browser of its own: cookies of one are not those of the other. */
    async function newPerson(colorScheme: 'light' | 'dark'): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme });
      const opened = await context.newPage();
      opened.setDefaultTimeout(WAIT_MS);
      complaints.push(new Complaints(opened, base()));
      return opened;
    }
    const signIn = async (on: Page, password: string) => {
      await on.goto(`${base()}/sign-in`);
      await on.locator('input[autocomplete=username]').fill('mara');
      await on.locator('input[type=password]').fill(password);
      await on.keyboard.press('Enter');
    };
    const account = async (on: Page) => {
      await on
        .getByRole('button', { name: /account/i })
        .first()
        .click();
      await on.getByRole('menuitem', { name: 'My account' }).click();
      await on.waitForURL('**/account*');
      await on.getByText('this browser', { exact: true }).waitFor();
    };
    const rows = (on: Page) => on.locator('.sessions li');

    it('lists both browsers, and puts the other one out at once', async () => {
      await account(other);
      await account(page);
      expect([await rows(page).count(), await rows(other).count()]).toEqual([2, 2]);
      // the middle of a long text may give way, so it stands in two halves
      expect((await rows(page).first().innerText()).replace(/\s+/g, '')).toMatch(/Chrome\d+onLinux/);
      for (const on of [page, other]) expect(await axe(on)).toEqual([]);
      const token = await page.evaluate(
        'location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)',
      );
      expect(token).not.toMatch(/eyJ|sentence/);
      const left = other.waitForURL('**/sign-in*');
      await other.goto(`${base()}/overview`);
      await other.getByText('Live').first().waitFor();
      await page.getByRole('button', { name: /^Sign out Chrome/ }).click();
      await page.getByLabel(/^Your password, to sign out Chrome/).fill('not the one that it is');
      await page.keyboard.press('Enter');
      await page.getByText('The current password is wrong.').waitFor();
      expect(await axe(page)).toEqual([]);
      await page.locator('#ending-password').fill(PASSWORD);
      await page.locator('.ending').getByRole('button', { name: 'Sign out' }).click();
      await left;
      await eventually('one session is left', WAIT_MS, async () => (await rows(page).count()) === 1);
    }, 240_000);

    it('changes the password by keyboard alone, with the current one only', async () => {
      await page.locator('#current').focus();
      await page.keyboard.type('not the one that it is');
      await page.keyboard.press('Tab');
      await page.keyboard.type(NEXT);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('The current password is wrong.');
      expect(await axe(page)).toEqual([]);
      await page.locator('#current').fill(PASSWORD);
      await page.locator('#next').press('Enter');
      await page.getByText('Password changed').waitFor();
      await page.getByText('this browser', { exact: true }).waitFor();
      await signIn(other, PASSWORD);
      await other.getByRole('alert').waitFor();
      await signIn(other, NEXT);
      await enterCode(other, app.recoveryCode());
      await other.waitForURL('**/overview*');
    }, 240_000);

    it('signs in by the provider, and confirms there what asks for a code', async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
      const lena = await context.newPage();
      lena.setDefaultTimeout(WAIT_MS);
      const look = async () => {
        expect(await axeInBothThemes(lena)).toEqual([]);
      };
      const atProvider = async (button: 'Sign in' | 'Deny') => {
        await lena.getByRole('heading', { name: 'Local provider' }).waitFor();
        await lena.getByLabel('Login').fill('lena');
        await lena.getByRole('button', { name: button }).click();
      };
      await lena.goto(`${base()}/sign-in?return=%2Fflows`);
      await lena.getByRole('button', { name: 'Continue with Example login' }).click();
      await atProvider('Deny');
      await lena.getByRole('alert').waitFor();
      expect(await lena.getByRole('alert').innerText()).toContain('Example login did not let you in');
      expect(lena.url()).toBe(`${base()}/sign-in/callback`);
      await look();
      await lena.getByRole('button', { name: 'Back to sign-in' }).click();
      await lena.getByRole('button', { name: 'Continue with Example login' }).waitFor();
      await look();
      await lena.goto(`${base()}/sign-in?return=%2Fflows`);
      await lena.getByRole('button', { name: 'Continue with Example login' }).click();
      await atProvider('Sign in');
      await lena.waitForURL('**/flows*');
      await lena.goto(`${base()}/account`);
      await lena.getByRole('button', { name: 'Prove yourself at Example login' }).waitFor();
      await look();
      await lena.getByRole('button', { name: 'Prove yourself at Example login' }).click();
      await atProvider('Sign in');
      await lena.getByRole('heading', { name: 'Confirmed' }).waitFor();
      await look();
      await lena.getByRole('button', { name: 'Go back' }).click();
      await lena.locator('#next').fill(NEXT);
      await lena.getByRole('button', { name: 'Set a password' }).click();
      await lena.getByText('Password set').waitFor();
      await lena
        .getByRole('button', { name: /account/i })
        .first()
        .click();
      await lena.getByRole('menuitem', { name: /sign out/i }).click();
      await lena.getByRole('button', { name: 'Sign out there too' }).click();
      await lena.waitForURL(`http://localhost:${new URL(provider.issuer).port}/**`);
      await context.close();
    }, 240_000);

    it('A-64 no page of another site frames the console, or holds on to a window of it', async () => {
      const hostile = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html');
        response.end(`<iframe src="${base()}/overview"></iframe><a id="open" href="#">open</a>
          <script>onmessage = (e) => document.title = 'told'; document.getElementById('open').onclick = () => { window.held = window.open('${base()}/overview'); return false; }</script>`);
      });
      await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
      try {
        const tab = await other.context().newPage();
        tab.setDefaultTimeout(WAIT_MS);
        await tab.goto(`http://localhost:${(hostile.address() as AddressInfo).port}/`);
        const refused = () => tab.frames().some((frame) => frame.url().startsWith('chrome-error:'));
        await eventually('the frame is refused', WAIT_MS, async () => refused());
        for (const frame of tab.frames().slice(1))
          expect(await frame.locator('app-root, wl-root, nav').count()).toBe(0);
        const [opened] = await Promise.all([tab.waitForEvent('popup'), tab.locator('#open').click()]);
        await opened.waitForURL('**/overview*');
        await opened.getByText('Live').first().waitFor();
        await eventually('its window is none of theirs', WAIT_MS, () => tab.evaluate<boolean>('window.held.closed'));
        expect(await opened.evaluate('window.opener')).toBeNull();
        await tab.evaluate('window.held.postMessage("hello", "*")');
        expect(await tab.title()).toBe('');
        await opened.close();
        await tab.close();
      } finally {
        hostile.closeAllConnections();
        hostile.close();
      }
    }, 240_000);

    it('the description of the API opens for a signed-in administrator, in both themes, and sends requests', async () => {
      const tab = await page.context().newPage();
      tab.setDefaultTimeout(WAIT_MS);
      const heard = new Complaints(tab, base());
      await tab.goto(`${base()}/api/docs`);
      const route = tab.locator('.opblock', { hasText: '/api/sensors' });
      await route.locator('.opblock-summary-control').press('Enter');
      await route.getByRole('button', { name: 'Try it out' }).click();
      await route.getByRole('button', { name: 'Execute' }).click();
      await route.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.emulateMedia({ colorScheme });
        const dark = () => tab.evaluate<boolean>(`document.documentElement.classList.contains('dark-mode')`);
        await eventually(
          'the theme is that of the system',
          WAIT_MS,
          async () => (await dark()) === (colorScheme === 'dark'),
        );
      }
      expect(heard.list).toEqual([]);
      await tab.close();
    }, 120_000);

    it('A-66 who signs out in one tab is out in all: nothing is shown again, nothing is left', async () => {
      const tab = await other.context().newPage();
      tab.setDefaultTimeout(WAIT_MS);
      await tab.goto(`${base()}/overview`);
      await tab.getByText('Live').first().waitFor();
      await other.goto(`${base()}/account`);
      await other.getByText('this browser', { exact: true }).waitFor();
      const left = tab.waitForURL('**/sign-in*');
      await other
        .getByRole('button', { name: /account/i })
        .first()
        .click();
      await other.getByRole('menuitem', { name: /sign out/i }).click();
      await other.waitForURL('**/sign-in*');
      await left;
      await other.goBack();
      await other.locator('input[autocomplete=username]').waitFor();
      expect(await other.getByText('this browser', { exact: true }).count()).toBe(0);
      const again = await other.context().newPage();
      again.setDefaultTimeout(WAIT_MS);
      await again.goto(`${base()}/overview`);
      await again.locator('input[autocomplete=username]').waitFor();
      for (const one of [other, tab, again]) {
        const kept = await one.evaluate('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
        expect(kept).not.toMatch(/eyJ|token|mara/i);
      }
      // The mark of a known browser stays: it opens nothing.
      expect((await other.context().cookies()).map(({ name }) => name)).toEqual(['wl_device']);
    }, 240_000);
  });
