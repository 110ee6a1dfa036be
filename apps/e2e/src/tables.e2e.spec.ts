import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import {
  axe,
  becomeAdministrator,
  CHROMIUM,
  Complaints,
  enterPassword,
  launch,
  proveSignIn,
  reach,
  stepUp,
} from './browser';
import { cli, eventually, System } from './system';

const PASSWORD = 'a long enough sentence';

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('tables in a browser', () => {
    const files = mkdtempSync(path.join(tmpdir(), 'wl-tables-'));
    const simulated = path.join(files, 'simulated.pcap');
    let system: System;
    let browser: Browser;
    let complaints: Complaints;
    let app: Authenticator;
    let page: Page;
    let where: string;

    beforeAll(async () => {
      const made = await cli(['simulate', '--out', simulated, '--answers', `${simulated}.json`, '--seconds', '60']);
      expect(made).toMatchObject({ code: 0 });
      const { firstUs, lastUs } = JSON.parse(readFileSync(`${simulated}.json`, 'utf8')) as Record<string, number>;
      const iso = (us: number) => new Date(us / 1000).toISOString();
      where = `v=1&from=${iso((firstUs ?? 0) - 1e6)}&to=${iso((lastUs ?? 0) + 2e6)}&sensor=sim`;
      system = await System.start();
      expect(await system.cli('replay', simulated, '--sensor', 'sim', '--wait')).toMatchObject({ code: 0 });
      browser = await launch();
      page = await (await context()).newPage();
      complaints = new Complaints(page, base());
      app = await becomeAdministrator(page, system.log, 'mara', PASSWORD);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(files, { recursive: true, force: true });
    }, 30_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    async function context(): Promise<BrowserContext> {
      const made = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await made.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base() });
      return made;
    }
    const rows = (of: Page = page) => of.locator('cdk-virtual-scroll-viewport [role=row]');
    const open = async (of: Page, route: string) => {
      await of.goto(`${base()}${route}`);
      await rows(of).nth(3).waitFor();
    };
    const heads = (of: Page = page) => of.locator('wl-column-head').allInnerTexts();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const total = async () => {
      const text = await page.locator('.bar [role=status]').first().innerText();
      return Number(/^[\d,]+/.exec(text)?.[0].replace(/,/g, ''));
    };

    it('columns are chosen, moved and sized by keyboard, and a link carries them', async () => {
      await open(page, `/flows?${where}`);
      const first = await heads();
      await press('c');
      await page.locator('[role=dialog] :focus').waitFor();
      await press('End', 'Space', 'Alt+ArrowUp', 'ArrowRight');
      await eventually('the address', 10_000, async () => /cols=[^&]*direction:88/.test(page.url()));
      const shown = await heads();
      expect(shown).toHaveLength(first.length + 1);
      await page.getByRole('button', { name: 'Roomy' }).click();
      await eventually('the row height', 10_000, async () => (await rows().first().boundingBox())?.height === 40);
      expect(await axe(page)).toEqual([]);

      const other = await (await context()).newPage();
      await other.goto(`${base()}/sign-in`);
      await enterPassword(other, 'mara', PASSWORD);
      await proveSignIn(other, app);
      await other.waitForURL('**/overview*');
      await open(other, page.url().slice(base().length));
      expect(await heads(other)).toEqual(shown);
      expect((await rows(other).first().boundingBox())?.height).toBe(40);
      await other.reload();
      await rows(other).nth(3).waitFor();
      expect(await heads(other)).toEqual(shown);
      await other.context().close();

      await page.getByRole('button', { name: 'Reset', exact: true }).click();
      await eventually('the clean address', 10_000, async () => !/cols=|dens=/.test(page.url()));
      expect(await heads()).toEqual(first);
      await press('Escape');
    }, 240_000);

    it('an expression filters flows; a wrong one says where, and how to mend it; links keep it', async () => {
      await open(page, `/flows?${where}`);
      const all = await total();
      const line = page.getByRole('combobox', { name: 'Expression that flows must meet' });
      const told = page.locator('#expression-told');
      const reads = (text: string) =>
        eventually('the expression', 10_000, async () => (await line.inputValue()) === text);
      await press('e');
      await page.locator('wl-expression-line input:focus').waitFor();
      const offer = (name: string) => page.getByRole('option', { name: new RegExp(`^${name} `) });
      await line.pressSequentially('stat');
      await offer('state').waitFor();
      await line.press('ArrowDown');
      expect(await axe(page)).toEqual([]);
      await line.press('Enter');
      await reads('state ');
      await line.pressSequentially('= ');
      await offer('SF').waitFor();
      await line.fill('proto = tcp && dport = 443');
      await line.press('Enter');
      await told.locator('[role=alert]').waitFor();
      expect(await told.innerText()).toContain('There is no field dport');
      const marked = await page.evaluate<string>(
        '(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.activeElement)',
      );
      expect(marked).toBe('dport');
      expect(page.url()).not.toContain('q=');
      expect(await axe(page)).toEqual([]);

      await told.getByRole('button', { name: /^Use/ }).click();
      await page.locator('wl-expression-line input:focus').waitFor();
      await reads('proto = tcp && dst.port = 443');
      await line.press('Control+Enter');
      await eventually('the address', 10_000, async () => page.url().includes('q='));
      await reads('proto = tcp and dst.port = 443');
      const pills = page.getByRole('group', { name: 'Conditions of the expression' });
      await pills.getByRole('button', { name: 'dst.port = 443', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Set aside' }).click();
      await reads('proto = tcp');
      await pills.getByRole('button', { name: 'dst.port = 443, set aside' }).click();
      await page.getByRole('menuitem', { name: 'Put in force again' }).click();
      await reads('proto = tcp and dst.port = 443');
      let few = 0;
      await eventually('fewer flows', 20_000, async () => {
        few = await total();
        return few > 0 && few < all;
      });
      expect(await told.innerText()).toContain('the IP protocol is tcp, and the destination port is 443');
      expect(await axe(page)).toEqual([]);

      await line.fill('half an expres');
      await line.press('Escape');
      await reads('proto = tcp and dst.port = 443');
      await line.press('Escape');
      await page.locator('wl-expression-line input:not(:focus)').waitFor();

      await page.reload();
      await rows().nth(3).waitFor();
      await eventually('the same flows', 20_000, async () => (await total()) === few);

      await line.fill('proto = tcp and not proto = tcp');
      await line.press('Enter');
      await page.getByText('No flow matches').waitFor();
      await page.getByRole('button', { name: 'Clear filter' }).click();
      await eventually('all flows', 20_000, async () => (await total()) === all);
      await reads('');

      await page.goto(`${base()}/flows?${where}&q=${encodeURIComponent('dport = 443')}`);
      await page.getByText('The expression is not understood').waitFor();
      expect(await told.innerText()).toContain('dst.port = 443');
      expect(await rows().count()).toBe(0);
    }, 120_000);

    it('columns are moved and sized by mouse', async () => {
      await open(page, `/hosts?${where}`);
      const [first = '', second = ''] = await heads();
      const box = async (at: number) => {
        const found = await page.locator('wl-column-head').nth(at).boundingBox();
        if (!found) throw new Error(`no head ${at}`);
        return found;
      };
      const from = await box(1);
      const to = await box(0);
      await page.mouse.move(from.x + 10, from.y + 15);
      await page.mouse.down();
      await page.mouse.move(to.x + 5, to.y + 15, { steps: 5 });
      await page.mouse.up();
      await eventually(
        'the columns',
        10_000,
        async () => (await heads()).slice(0, 2).join() === [second, first].join(),
      );
      const edge = await box(0);
      await page.mouse.move(edge.x + edge.width + 6, edge.y + 15);
      await page.mouse.down();
      await page.mouse.move(edge.x + 200, edge.y + 15, { steps: 5 });
      await page.mouse.up();
      await eventually('the width', 10_000, async () => Math.abs((await box(0)).width - 200) < 2);
      await page.evaluate('localStorage.clear()');
    }, 60_000);

    it('rows are marked and copied, the first column and the active row stay', async () => {
      await open(page, `/flows?${where}&cols=src:300,dst:300,start,domain:300,community,flags:300,history`);
      await press('j', 'x', 'j', 'j', 'Shift+X');
      await page.getByText('3 marked').first().waitFor();
      await press('Control+c');
      const copied = await eventually('the copy', 10_000, async () => {
        const text = String(await page.evaluate('navigator.clipboard.readText()'));
        return text.includes('\t') && text;
      });
      expect(copied.trimEnd().split('\n')).toHaveLength(4);
      const grid = page.getByRole('grid');
      const active = (await grid.getAttribute('aria-activedescendant')) ?? '';
      await page.evaluate(`document.querySelector('[role=grid]').scrollTo(400, 2000)`);
      await eventually('other rows', 10_000, async () => (await rows().first().getAttribute('aria-rowindex')) !== '2');
      expect(await page.locator(`[id="${active}"]`).getAttribute('aria-rowindex')).toBe('4');
      const left = async (selector: string) => (await page.locator(selector).nth(8).boundingBox())?.x ?? 0;
      const gridLeft = (await grid.boundingBox())?.x ?? 0;
      expect((await left('.cell.lead')) - gridLeft).toBeLessThan(60);
      expect(await axe(page)).toEqual([]);
      await press('*', 'n');
      await page.getByText('3 marked').first().waitFor({ state: 'hidden' });
    }, 60_000);

    it('an export holds as many rows as the list shows', async () => {
      await open(page, `/flows?${where}&app=dns`);
      const count = await total();
      expect(count).toBeGreaterThan(10);
      await press('Shift+D');
      await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Start' }).waitFor();
      await press('Enter');
      await stepUp(page, app, 'the rows of case 12');
      const button = page.getByRole('button', { name: /^Download flows-/ });
      await button.waitFor({ timeout: 30_000 });
      expect(await axe(page)).toEqual([]);
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      expect(download.suggestedFilename()).toMatch(/^flows-\d{8}T\d{6}Z-[0-9a-f]{8}\.csv$/);
      const file = readFileSync(await download.path(), 'utf8');
      expect(file.trimEnd().split('\r\n')).toHaveLength(count + 1);
      await page.getByRole('button', { name: /^Remove flows-/ }).click();
      await button.waitFor({ state: 'hidden' });
    }, 240_000);

    it('by keyboard alone a report is ordered, made as a PDF, proven to be the file that was made, kept and removed', async () => {
      await page.goto(`${base()}/reports?${where}`);
      await page.getByRole('button', { name: 'Generate Traffic capacity' }).waitFor();
      await press('Shift+N');
      const sheet = page.getByRole('dialog', { name: 'Generate report' });
      await reach(page, sheet.getByLabel('Template'));
      await page.keyboard.type('Traffic cap');
      await reach(page, sheet.getByLabel('Name'));
      await press('Control+A');
      await page.keyboard.type('A minute <b>of</b> traffic');
      await reach(page, sheet.getByRole('button', { name: 'Generate' }));
      await press('Enter');
      // Its row is opened as soon as it is ordered.
      const row = page.getByRole('row').filter({ hasText: 'Traffic capacity' });
      await row.getByText('Done', { exact: true }).waitFor({ timeout: 60_000 });
      const pick = row.getByRole('button', { expanded: true });
      await reach(page, pick);
      await press('Enter');
      await row.getByRole('button', { expanded: false }).waitFor();
      await press('j');
      await pick.waitFor();
      await reach(page, page.getByRole('button', { name: 'Verify hash' }));
      await press('Enter');
      await page.getByText('its hash matches').waitFor({ timeout: 20_000 });
      expect(await axe(page)).toEqual([]);
      const button = page.getByRole('button', { name: 'Download' });
      await reach(page, button);
      const [download] = await Promise.all([page.waitForEvent('download'), press('Enter')]);
      const file = await download.path();
      expect(readFileSync(file, 'latin1').slice(0, 5)).toBe('%PDF-');
      const { stdout: text, error } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      if (error) process.stdout.write('not asked for: the text of a report (Debian package poppler-utils)\n');
      else
        for (const part of ['A minute <b>of</b> traffic', 'Page 1 of', 'mara', 'Where it passed', 'sim'])
          expect(text).toContain(part);
      await reach(page, page.getByRole('button', { name: 'Remove' }));
      await press('Enter');
      await reach(page, page.getByRole('dialog', { name: 'Remove report' }).getByRole('button', { name: 'Remove' }));
      await press('Enter');
      await page.getByText('No reports yet').waitFor();
    }, 180_000);
  });
