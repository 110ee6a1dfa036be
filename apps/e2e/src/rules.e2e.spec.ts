import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import { axe, becomeAdministrator, CHROMIUM, Complaints, launch, stepUp } from './browser';
import { cli, eventually, System } from './system';

const PASSWORD = 'a long enough sentence';
const WAIT_MS = 60_000;

interface Answers {
  readonly attacks: readonly { readonly kind: string; readonly src: string }[];
}

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('a rule of one’s own in a browser', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-rules-'));
    const file = path.join(folder, 'simulated.pcap');
    let system: System;
    let browser: Browser;
    let page: Page;
    let complaints: Complaints;
    let token: string;
    let phone: Authenticator;

    beforeAll(async () => {
      const size = ['--seconds', '60', '--rate', '60', '--attacks', 'vertical-scan'];
      expect(await cli(['simulate', '--out', file, '--answers', `${file}.json`, ...size])).toMatchObject({ code: 0 });
      system = await System.start();
      token = await system.token();
      const replayed = await system.cli('replay', file, '--sensor', 'north', '--wait');
      expect(replayed).toMatchObject({ code: 0 });
      browser = await launch();
      page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      page.setDefaultTimeout(WAIT_MS);
      complaints = new Complaints(page, system.url.replace('127.0.0.1', 'localhost'));
      phone = await becomeAdministrator(page, system.log, 'ada', PASSWORD);
    }, 400_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    const raised = async () => {
      const query = '{ alerts(tab: ALL, group: NONE, first: 200, sort: SEVERITY) { rows { alert { id rule } } } }';
      type Rows = { alerts: { rows: { alert: { id: string; rule: string } }[] } };
      return (await system.graphql<Rows>(token, query)).alerts.rows.map(({ alert }) => alert);
    };
    const panel = () => page.locator('wl-backtest');

    it('is written, mended, tried on what was recorded, and published', async () => {
      const { attacks } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Answers;
      const [{ src } = { src: '' }] = attacks;
      const before = await raised();
      await page.goto(`${system.url.replace('127.0.0.1', 'localhost')}/rules`);
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByLabel('Name').fill('Many ports');
      await page.getByLabel('When', { exact: true }).fill('proto = tcp and dport != 443');
      await page.getByRole('button', { name: 'Use proto = tcp and dst.port != 443' }).click();
      await page.getByLabel('Measure', { exact: true }).selectOption('distinct dst.port');
      await page.getByRole('group', { name: 'By' }).getByLabel('src.ip').check();
      await page.getByLabel('Window').fill('60');
      await page.getByLabel('Threshold', { exact: true }).fill('12');
      await page.getByRole('button', { name: 'Save draft' }).click();
      await page.locator('.middle header').getByText('Draft v1').waitFor();

      await page.keyboard.press('Control+Enter');
      await panel().getByText('Finished in').waitFor();
      await panel()
        .locator('.figures')
        .filter({ hasText: /^\s*1\s+alert\s*$/ })
        .waitFor();
      await panel().locator('summary').click();
      await panel().locator('.evidence li').nth(4).waitFor();
      expect(await panel().locator('details').innerText()).toContain(`src.ip ${src}:`);
      expect(await panel().locator('.evidence li').count()).toBe(5);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page)).toEqual([]);
      }
      // Nothing was raised by it, and nobody has heard of it.
      expect(await raised()).toEqual(before);

      await page.getByRole('button', { name: 'Publish' }).click();
      await stepUp(page, phone, 'it was tried');
      await page.locator('.middle header').getByText('Live v1').waitFor();
      await panel()
        .getByRole('button', { name: `Leave out src.ip = ${src}` })
        .click();
      const except = page.getByLabel('Except', { exact: true });
      await eventually('it is left out', 60_000, async () => (await except.inputValue()) === `src.ip = ${src}`);
      await panel().getByRole('button', { name: 'Run again' }).click();
      await panel().getByText('v2 against v1').waitFor();
      await panel().getByText('Finished in').waitFor();
      await panel()
        .locator('.figures')
        .filter({ hasText: /−\s*1\s+removed/ })
        .waitFor();
      expect(complaints.list.splice(0)).toEqual([]);
    }, 400_000);
  });
