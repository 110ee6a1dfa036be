import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import {
  axe,
  axeInBothThemes,
  becomeAdministrator,
  CHROMIUM,
  Complaints,
  enterCode,
  enterPassword,
  launch,
} from './browser';
import { cli, eventually, System } from './system';

interface Answers {
  readonly packets: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly dns: { readonly names: readonly { readonly name: string; readonly queries: number }[] };
}

const PASSWORD = 'a long enough sentence';
const VIEW = {
  viewport: { width: 1440, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
};
const grouped = (count: number) => count.toLocaleString('en-US');
const iso = (us: number) => new Date(us / 1000).toISOString();

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('ranges, links and the tree of domains in a browser', () => {
    const files = mkdtempSync(path.join(tmpdir(), 'wl-range-'));
    const capture = path.join(files, 'simulated.pcap');
    let answers: Answers;
    let system: System;
    let browser: Browser;
    let page: Page;
    let app: Authenticator;
    let complaints: Complaints;

    beforeAll(async () => {
      const size = ['--seconds', '90', '--rate', '60'];
      expect(await cli(['simulate', '--out', capture, '--answers', `${capture}.json`, ...size])).toMatchObject({
        code: 0,
      });
      answers = JSON.parse(readFileSync(`${capture}.json`, 'utf8')) as Answers;
      system = await System.start();
      browser = await launch();
      page = await (await browser.newContext(VIEW)).newPage();
      complaints = new Complaints(page, base());
      app = await becomeAdministrator(page, system.log, 'mara', PASSWORD);
      await replay('first');
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(files, { recursive: true, force: true });
    }, 30_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    const span = () => `v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}`;
    const open = (where: string) => page.goto(`${base()}${where}`);
    const totals = (on: Page) => on.getByLabel('Totals of the range');
    /** The tiles, once every figure is there. */
    async function figures(on: Page): Promise<string> {
      const tiles = on.getByRole('group', { name: 'Figures' });
      await tiles.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      await totals(on).getByText(grouped(answers.packets), { exact: true }).waitFor();
      return tiles.innerText();
    }
    const params = () => new URL(page.url()).searchParams;
    const width = () => Date.parse(params().get('to') ?? '') - Date.parse(params().get('from') ?? '');

    async function replay(sensor: string): Promise<void> {
      expect(await system.cli('replay', capture, '--sensor', sensor, '--wait')).toMatchObject({ code: 0 });
    }

    /** The link that the menu behind `y` copies. */
    async function copyLink(key: 'r' | 'f', said: RegExp): Promise<string> {
      await page.keyboard.press('y');
      await page.getByRole('menuitem', { name: /Frozen/ }).waitFor();
      await page.keyboard.press(key);
      await page.getByRole('status').filter({ hasText: said }).waitFor();
      return page.evaluate<string>('navigator.clipboard.readText()');
    }

    /** Opens a link as a colleague would: elsewhere, signing in on the way. */
    async function elsewhere(link: string): Promise<Page> {
      const other = await (await browser.newContext(VIEW)).newPage();
      await other.goto(link);
      await enterPassword(other, 'mara', PASSWORD);
      await enterCode(other, app.recoveryCode());
      await other.waitForURL('**/overview*');
      return other;
    }

    it('freezes a link: the same figures after more came into the range', async () => {
      await open(`/overview?${span()}`);
      await totals(page).getByText(grouped(answers.packets), { exact: true }).waitFor();
      const before = await totals(page).innerText();
      const frozen = await copyLink('f', /Frozen link copied/);
      const relative = await copyLink('r', /Relative link copied/);
      expect(new URL(frozen).searchParams.get('asof')).toMatch(/^@\d{19}$/);
      expect(new URL(relative).searchParams.get('asof')).toBeNull();
      // Alerts come after the totals: what the link shows now is what it must show later.
      await page.goto(frozen);
      await page.getByText(/As of .* position/).waitFor();
      const tiles = await figures(page);
      await replay('second');

      const other = await elsewhere(frozen);
      await other.getByText(/As of .* position/).waitFor();
      await totals(other).getByText(grouped(answers.packets), { exact: true }).waitFor();
      expect(await totals(other).innerText()).toBe(before);
      expect(await figures(other)).toBe(tiles);
      expect(await other.getByRole('switch', { name: 'Live' }).getAttribute('aria-checked')).toBe('false');
      await other.goto(relative);
      await totals(other)
        .getByText(grouped(2 * answers.packets), { exact: true })
        .waitFor();
      await other.context().close();

      await page.goto(frozen);
      await page.getByText(/As of .* position/).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('g');
      await page.keyboard.press('n');
      await totals(page)
        .getByText(grouped(2 * answers.packets), { exact: true })
        .waitFor();
      expect(params().get('asof')).toBeNull();
    }, 120_000);

    it('shows one moment in all charts, and narrows by pointer and by keys', async () => {
      await open(`/overview?${span()}`);
      const plot = page.locator('wl-time-chart .plot');
      await totals(page)
        .getByText(grouped(2 * answers.packets), { exact: true })
        .waitFor();
      const box = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const at = (share: number) => [box.x + 52 + (box.width - 60) * share, box.y + 60] as const;
      await page.mouse.move(...at(0.5));
      await eventually('the cross-line is in every tile', 20_000, async () => {
        await page.mouse.move(...at(0.5 + Math.random() / 50));
        const drawn = await page.locator('wl-sparkline').count();
        return drawn >= 4 && (await page.locator('wl-sparkline .cross').count()) === drawn;
      });
      const whole = width();
      await page.mouse.move(...at(0.3));
      await page.mouse.down();
      await page.mouse.move(...at(0.6), { steps: 5 });
      await page.locator('.brush').waitFor();
      await page.mouse.up();
      await eventually('the range is the brush’s', 20_000, async () => {
        await page.waitForLoadState();
        return width() > whole * 0.25 && width() < whole * 0.37;
      });
      await page.goBack();
      await eventually('Back undoes it', 20_000, () => Promise.resolve(width() === whole));
      await plot.focus();
      await eventually('keys move the cross-line', 20_000, async () => {
        await page.keyboard.press('End');
        return (await page.locator('wl-time-chart wl-chart-tooltip').count()) === 1;
      });
      for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowLeft');
      await page.keyboard.press('Enter');
      await eventually('keys narrow the range', 20_000, () => Promise.resolve(width() > 0 && width() < whole * 0.2));
    }, 90_000);

    it('chooses how often to read, and says what it comes to', async () => {
      await open('/overview?v=1&from=now-24h&to=now');
      await page.locator('#time-picker').click();
      await page.getByRole('radio', { name: 'Auto' }).focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
      await eventually('the address says it', 20_000, () => Promise.resolve(params().get('refresh') === '15s'));
      expect(await page.locator('#refresh-state').innerText()).toMatch(/^Every 1.min .*one pixel of this range/);
      expect(await axe(page)).toEqual([]);
      await page.getByLabel('Zone').selectOption('Asia/Dubai');
      await page.keyboard.press('Escape');
      expect(await page.locator('#time-picker').textContent()).toContain('UTC+4');
      await page.locator('#time-picker').click();
      await page.getByLabel('Zone').selectOption('utc');
      await page.keyboard.press('Escape');
    }, 60_000);

    it('walks the tree of domains by keys, with hostile names as text', async () => {
      await open(`/domains?${span()}`);
      const tree = page.getByRole('tree');
      const items = tree.getByRole('treeitem');
      await items.nth(3).waitFor();
      const focused = () => page.locator('[role=treeitem]:focus');
      await page.keyboard.press('e');
      await focused().waitFor();
      // down to a branch that has names under it
      await eventually('a branch that opens', 20_000, async () => {
        if ((await focused().getAttribute('aria-expanded')) === 'false') return true;
        await page.keyboard.press('ArrowDown');
        return false;
      });
      await page.keyboard.press('ArrowRight');
      // Names, not the line that says that they are on their way.
      await tree.locator('[aria-level="2"]:not(.quiet)').first().waitFor();
      expect(params().get('open')).not.toBeNull();
      await page.keyboard.press('ArrowRight');
      await eventually('the focus is below', 20_000, async () => (await focused().getAttribute('aria-level')) === '2');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/domains\/[^?]+\?/);
      await page.getByRole('heading', { name: 'Clients' }).waitFor();
      expect(await tree.locator('[aria-selected=true]').count()).toBe(1);
      await page.reload();
      await tree.locator('[aria-selected=true]').waitFor();
      expect(await tree.locator('[aria-level="2"]').count()).toBeGreaterThan(0);

      expect(answers.dns.names.some(({ name }) => /[<>]/.test(name))).toBe(true);
      await open(`/domains?${span()}&search=${encodeURIComponent('*<*')}`);
      await items.first().waitFor();
      await items.first().focus();
      await page.keyboard.press('ArrowRight');
      await tree.getByText('<', { exact: false }).first().waitFor();
      expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
    }, 90_000);

    it.each(['/flows?', '/flows?hist=flows&app=dns&', '/domains?', '/domains/www.search.example?'])(
      '%s has no serious accessibility finding, in either theme',
      async (where) => {
        await open(`${where}${span()}`);
        await page.locator('main').waitFor();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        expect(await axeInBothThemes(page)).toEqual([]);
      },
      60_000,
    );
  });
