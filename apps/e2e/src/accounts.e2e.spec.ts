import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import { axe, becomeAdministrator, CHROMIUM, Complaints, enterCode, launch } from './browser';
import { eventually, System } from './system';

const PASSWORD = 'a long enough sentence';
const NEXT = 'another long enough sentence';
const WAIT_MS = 60_000;

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('the own account in a browser', () => {
    let system: System;
    let browser: Browser;
    let page: Page;
    let other: Page;
    let app: Authenticator;
    const complaints: Complaints[] = [];

    beforeAll(async () => {
      system = await System.start();
      browser = await launch();
      [page, other] = await Promise.all([newPerson('light'), newPerson('dark')]);
    }, 240_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
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
      await on.getByText('this browser').waitFor();
    };
    const rows = (on: Page) => on.locator('.sessions li');

    it('lists both browsers, and puts the other one out at once', async () => {
      app = await becomeAdministrator(page, system.log, 'mara', PASSWORD);
      await signIn(other, PASSWORD);
      await enterCode(other, await app.code());
      await other.waitForURL('**/overview*');
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
      const began = performance.now();
      await page.getByRole('button', { name: /^Sign out Chrome/ }).click();
      await left;
      expect(performance.now() - began).toBeLessThan(10_000);
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
      await page.getByText('this browser').waitFor();
      await signIn(other, PASSWORD);
      await other.getByRole('alert').waitFor();
      await signIn(other, NEXT);
      await enterCode(other, app.recoveryCode());
      await other.waitForURL('**/overview*');
    }, 240_000);
  });
