import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import { axeInBothThemes, becomeAdministrator, CHROMIUM, Complaints, launch, stepUp } from './browser';
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
      expect(await axeInBothThemes(page)).toEqual([]);
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

      await panel().getByLabel('What the back-test is compared with').selectOption('live');
      await panel().getByLabel('Range of the back-test').selectOption('0');
      await panel().getByRole('button', { name: 'Run again' }).click();
      await panel().getByText('v2 against what was raised').waitFor();
      await panel().getByText('Finished in').waitFor();
      expect(await axeInBothThemes(page)).toEqual([]);
      expect(complaints.list.splice(0)).toEqual([]);
    }, 400_000);

    it('the evidence of an alert becomes a test case, which a version that would miss it fails', async () => {
      const at = system.url.replace('127.0.0.1', 'localhost');
      const scan = (await raised()).find(({ rule }) => rule === 'vertical-scan');
      await page.goto(`${at}/alerts?tab=all&sel=${scan?.id}`);
      await page.getByRole('button', { name: 'Keep as test case' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('The first scan');
      await page.getByRole('dialog').getByRole('button', { name: 'Keep', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await page.goto(`${at}/rules?sel=vertical-scan`);
      const cases = page.locator('wl-rule-cases');
      await cases.getByText('The first scan', { exact: true }).first().waitFor();
      await cases.getByRole('button', { name: 'Test v1' }).click();
      await cases.getByText('v1: 1 of 1 passed').waitFor();
      await page.getByLabel('Ports', { exact: true }).fill('60000');
      await page.getByRole('button', { name: 'Save draft' }).click();
      await cases.getByRole('button', { name: 'Test v2' }).click();
      await cases.getByText('v2: 0 of 1 passed').waitFor();
      expect(await axeInBothThemes(page)).toEqual([]);
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('dialog').getByText('1 of 1 test cases failed').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      expect(complaints.list.splice(0)).toEqual([]);
    }, 200_000);

    it('a threat list is imported, mended, searched, and tells what has to do with it', async () => {
      const { attacks } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Answers;
      const [{ src } = { src: '' }] = attacks;
      const detail = page.locator('wl-list-detail');
      const give = (name: string, text: string) =>
        page.getByLabel('File of entries').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
      await page.keyboard.press('g');
      await page.keyboard.press('t');
      await page.getByText('No lists yet').waitFor();
      await page.keyboard.press('Shift+N');
      await page.getByLabel('Name', { exact: true }).fill('<b>Known scanners');
      await page.getByLabel('Where its entries come from').fill('our own notes');
      await page.getByRole('button', { name: 'Make list' }).click();
      await detail.getByText('No file was imported yet.').waitFor();

      await give('bad.txt', '0.0.0.0/0\n10.0.0.0/8\n');
      await detail.getByText('Refused, nothing changed').waitFor();
      await detail.getByRole('cell', { name: /lies in 10\.0\.0\.0\/8/ }).waitFor();
      const others = Array.from({ length: 300 }, (_, i) => `203.0.${i % 250}.${(i % 200) + 1}`);
      await give('scanners.txt', `# seen\n${src} # scans\n10.0.0.1\n${others.join('\n')}\n`);
      await detail.getByText('Imported: 301 entries').waitFor();
      await detail.getByText('In force', { exact: true }).waitFor();
      await give('others.txt', others.map((one) => one.replace('203.0', '198.18')).join('\n'));
      await detail.getByRole('button', { name: 'Put in force anyway' }).waitFor();

      await detail.getByLabel('Search entries').fill('scans');
      await detail.getByLabel('Search entries').press('Enter');
      await detail.getByLabel('Entries of the version in force').getByText('line 2', { exact: true }).waitFor();
      await detail.getByLabel('Address, name or fingerprint to test').fill(src);
      await detail.getByRole('button', { name: 'Test' }).click();
      await detail.getByText(`On the list by ${src} (line 2).`).waitFor();
      await detail.getByLabel('Entry', { exact: true }).fill('198.51.100.0/25');
      await detail.getByLabel('Reason', { exact: true }).fill('ticket 4711');
      await detail.getByRole('button', { name: 'Add', exact: true }).click();
      await detail.getByRole('button', { name: 'Remove 198.51.100.0/25' }).waitFor();
      expect(await axeInBothThemes(page)).toEqual([]);

      // What was there before the list knew it: by the file, and by the entry.
      const back = detail.getByLabel('Looks back for this list').getByRole('listitem');
      await back
        .filter({ hasText: /observed, \d+ alert/ })
        .nth(1)
        .waitFor();
      const box = page.locator('wl-look-back');
      await box.getByRole('textbox').fill(`${src} nowhere.example`);
      await box.getByRole('textbox').press('Enter');
      await box.getByText('1 of 2 observed.').waitFor();
      await box.getByRole('row', { name: src }).waitFor();
      const hunted = await system.cli('hunt', src, '--json');
      expect(hunted).toMatchObject({ code: 0 });
      expect(JSON.parse(hunted.stdout)).toMatchObject({ indicator: src, sensor: 'north', days: 1 });

      expect(await system.cli('replay', file, '--sensor', 'south', '--wait')).toMatchObject({ code: 0 });
      const told = (await raised()).filter(({ rule }) => rule === 'threat-list');
      expect(told.length).toBeGreaterThan(0);
      await page.reload();
      await page
        .getByRole('row', { name: /Known scanners/ })
        .getByRole('cell', { name: String(told.length), exact: true })
        .waitFor();
      expect(complaints.list.splice(0)).toEqual([]);
    }, 400_000);
  });
