import type { Browser, Page } from 'playwright-core';
import { axe, becomeAdministrator, CHROMIUM, Complaints, launch } from './browser';
import { System } from './system';

const PASSWORD = 'a long enough sentence';
const VALUE = 'a-key-that-nobody-sees-again-c0de';

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('keys of services outside in a browser', () => {
    let system: System;
    let browser: Browser;
    let complaints: Complaints;
    let page: Page;

    beforeAll(async () => {
      system = await System.start();
      browser = await launch();
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      page = await context.newPage();
      complaints = new Complaints(page, base());
      await becomeAdministrator(page, system.log, 'mara', PASSWORD);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
    }, 30_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    const keys = () => page.getByRole('region', { name: 'Keys of services' });
    const services = () => page.getByRole('region', { name: 'Services outside', exact: true });
    const accessible = async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page)).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: null });
    };

    it('a key is given by keyboard, switches its service on, is never shown again, and is removed', async () => {
      await page.goto(`${base()}/settings/enrichment`);
      await keys().getByText('none is kept').first().waitFor();
      await keys().getByRole('button', { name: 'Give a key for VirusTotal' }).press('Enter');
      const field = keys().getByLabel('Key of VirusTotal');
      await field.fill(VALUE);
      await accessible();
      await field.press('Enter');
      await keys().getByText('VirusTotal is asked with the key that ends in c0de.').waitFor();
      await keys().getByText('ends in c0de', { exact: true }).waitFor();
      expect(await page.locator('input[type=password]').count()).toBe(0);

      await page.reload();
      await keys().getByText('ends in c0de', { exact: true }).waitFor();
      const row = services().getByRole('row').filter({ hasText: 'VirusTotal' });
      await row.getByText('on', { exact: true }).waitFor();
      expect(await page.content()).not.toContain(VALUE.slice(0, -4));
      await accessible();

      await keys().getByRole('button', { name: 'Remove the key of VirusTotal' }).press('Enter');
      await accessible();
      await keys().getByRole('button', { name: 'Remove', exact: true }).press('Enter');
      await keys().getByText('VirusTotal has no key any more.').waitFor();
    }, 120_000);
  });
