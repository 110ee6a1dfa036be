import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import {
  axeInBothThemes,
  becomeAdministrator,
  CHROMIUM,
  Complaints,
  enrol,
  enterCode,
  enterPassword,
  launch,
  stepUp,
} from './browser';
import { cli, System } from './system';

const PASSWORD = 'a long enough sentence';

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('the second factor in a browser', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-factor-'));
    const file = path.join(folder, 'simulated.pcap');
    let system: System;
    let browser: Browser;
    let page: Page;
    let complaints: Complaints;
    let app: Authenticator;
    let flows: string;

    beforeAll(async () => {
      const made = await cli(['simulate', '--out', file, '--answers', `${file}.json`, '--seconds', '30']);
      expect(made).toMatchObject({ code: 0 });
      const { firstUs = 0, lastUs = 0 } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Record<string, number>;
      const iso = (us: number) => new Date(us / 1000).toISOString();
      flows = `/flows?v=1&from=${iso(firstUs - 1e6)}&to=${iso(lastUs + 2e6)}`;
      system = await System.start();
      expect(await system.cli('replay', file, '--wait')).toMatchObject({ code: 0 });
      browser = await launch();
      page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
      page.setDefaultTimeout(60_000);
      complaints = new Complaints(page, base());
    }, 240_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    /** In both themes. */
    const look = async () => {
      expect(await axeInBothThemes(page)).toEqual([]);
    };
    const signOut = async () => {
      await page
        .getByRole('button', { name: /account/i })
        .first()
        .click();
      await page.getByRole('menuitem', { name: /sign out/i }).click();
      await page.waitForURL('**/sign-in*');
    };

    it('the first administrator enrols; nothing of it stays in the browser', async () => {
      app = await becomeAdministrator(page, system.log, 'mara', PASSWORD, look);
      expect(new Set(app.recoveryCodes).size).toBe(10);
      const kept = String(
        await page.evaluate('location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)'),
      );
      expect(kept).not.toMatch(/[A-Z2-7]{16}|([A-Z2-7]{4}-){3}|eyJ/);
    }, 240_000);

    it('signs in with a code, by keyboard alone; a wrong and a used one are refused', async () => {
      await signOut();
      await page.goto(`${base()}/sign-in?return=%2Faccount`);
      await enterPassword(page, 'mara', PASSWORD);
      await page.locator('#code:focus').waitFor();
      await look();
      const code = await app.code();
      await page.keyboard.type('000000');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await look();
      await page.locator('#code').fill('');
      await page.keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/account*');
      await signOut();
      await enterPassword(page, 'mara', PASSWORD);
      await enterCode(page, code);
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('used already');
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await enterCode(page, app.recoveryCode().toLowerCase());
      await page.waitForURL('**/overview*');
    }, 240_000);

    it('an export asks for a code and a reason: not without, once with', async () => {
      await page.goto(`${base()}${flows}`);
      await page.locator('cdk-virtual-scroll-viewport [role=row]').nth(3).waitFor();
      const begin = async () => {
        await page.getByRole('button', { name: /^Export/ }).click();
        await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Start' }).click();
        await page.getByRole('dialog', { name: 'Confirm it is you' }).waitFor();
      };
      await begin();
      await look();
      await page.keyboard.press('Escape');
      await page.getByText('Not confirmed, so nothing was done.').waitFor();
      await page.getByText('Nothing exported yet.').waitFor();
      await page.keyboard.press('Escape');
      await begin();
      // Of the app: how many recovery codes are left is looked at below.
      const proof = async () => ({ code: await app.code(), recovery: false });
      await stepUp(page, { proof }, 'evidence for case 12');
      const button = page.getByRole('button', { name: /^Download flows-/ });
      await button.waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      expect(readFileSync(await download.path(), 'utf8').split('\r\n').length).toBeGreaterThan(3);
    }, 240_000);

    it('its owner makes new recovery codes, and sets up another app', async () => {
      await page.goto(`${base()}/account`);
      await page.getByText('9 recovery codes left').waitFor();
      await look();
      await page.getByRole('button', { name: 'New recovery codes' }).click();
      await page.locator('#proof').fill(PASSWORD);
      await page.locator('#proof-code').fill(app.recoveryCode());
      await page.getByRole('button', { name: 'Make new codes' }).click();
      await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
      const fresh = await page.locator('.codes li').allInnerTexts();
      expect(fresh).not.toContain(app.recoveryCodes[0]);
      await page.locator('#kept-code').fill(fresh[0] ?? '');
      await page.getByRole('button', { name: 'I have kept them' }).click();
      await page.getByText('10 recovery codes left').waitFor();
      await page.getByRole('button', { name: 'Set up another app' }).click();
      await page.locator('#proof').fill(PASSWORD);
      await page.locator('#proof-code').fill(fresh[1] ?? '');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Set up your second factor' }).waitFor();
      await look();
      app = await enrol(page);
      await page.getByText('10 recovery codes left').waitFor();
      await signOut();
      await enterPassword(page, 'mara', PASSWORD);
      await enterCode(page, await app.code());
      await page.waitForURL('**/overview*');
    }, 240_000);
  });
