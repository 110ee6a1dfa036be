import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import {
  arrive,
  axe,
  axeInBothThemes,
  becomeAdministrator,
  CHROMIUM,
  Complaints,
  invite,
  launch,
  stepUp,
} from './browser';
import { cli, eventually, System } from './system';

const PASSWORD = 'a long enough sentence';
const NEXT = 'another long enough sentence';
const WAIT_MS = 60_000;
/** The same planted attacks seen by three sensors: over twenty alerts. */
const SENSORS = ['north', 'east', 'south'];

interface Shown {
  readonly id: string;
  readonly state: { readonly status: string; readonly escalated: boolean; readonly version: number };
}

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('the inbox in a browser', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-inbox-'));
    const file = path.join(folder, 'simulated.pcap');
    let system: System;
    let browser: Browser;
    let page: Page;
    let complaints: Complaints;
    let token: string;
    let phone: Authenticator;

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    const all = async () => {
      const query = `{ alerts(tab: ALL, group: NONE, first: 200, sort: SEVERITY) {
        rows { alert { id state { status escalated version } } } } }`;
      const { alerts } = await system.graphql<{ alerts: { rows: { alert: Shown }[] } }>(token, query);
      return alerts.rows.map(({ alert }) => alert);
    };

    /** The first person is an administrator, who may not triage: he invites an analyst, who comes with a browser of his own. */
    async function anAnalyst(): Promise<Page> {
      const administrator = await (await browser.newContext()).newPage();
      administrator.setDefaultTimeout(WAIT_MS);
      const app = await becomeAdministrator(administrator, system.log, 'ada', PASSWORD);
      const link = await invite(administrator, app, { name: 'mara', role: 'Analyst' });
      await administrator.context().close();
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const analyst = await context.newPage();
      analyst.setDefaultTimeout(WAIT_MS);
      complaints = new Complaints(analyst, base());
      phone = await arrive(analyst, link, NEXT);
      return analyst;
    }

    beforeAll(async () => {
      const size = ['--seconds', '60', '--rate', '100', '--attacks', 'all'];
      expect(await cli(['simulate', '--out', file, '--answers', `${file}.json`, ...size])).toMatchObject({ code: 0 });
      system = await System.start();
      token = await system.token();
      for (const sensor of SENSORS)
        expect(await system.cli('replay', file, '--sensor', sensor, '--wait')).toMatchObject({ code: 0 });
      await eventually('alerts of every sensor', 120_000, async () => (await all()).length >= 21);
      browser = await launch();
      page = await anAnalyst();
    }, 500_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(folder, { recursive: true, force: true });
    }, 120_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const rows = () => page.locator('wl-alert-list li');
    const shown = (where: Page) => where.locator('wl-alert-list li.here');
    const press = async (where: Page, ...keys: string[]) => {
      for (const key of keys) await where.keyboard.press(key);
      return keys.length;
    };
    const activityOf = async (id: string) => {
      const query = 'query($id: ID!) { alert(id: $id) { activity { action text } } }';
      const { alert } = await system.graphql<{ alert: { activity: { action: string; text: string | null }[] } }>(
        token,
        query,
        { id },
      );
      return alert.activity;
    };

    it('opens with g a: rows, why, evidence and activity', async () => {
      await page.locator('wl-rail a').first().waitFor();
      await press(page, 'g', 'a');
      await page.waitForURL('**/alerts*');
      await rows().first().waitFor();
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      await page.getByRole('heading', { name: 'Counted records' }).waitFor();
      await page.getByRole('heading', { name: 'Activity' }).waitFor();
      expect(await page.locator('.tab.here').innerText()).toMatch(/Inbox\s+\d+/);
    }, 120_000);

    it('is triaged by keys alone: 20 alerts in under 60 presses, each act one event', async () => {
      await page.goto(`${base()}/alerts?v=1&group=none&sort=OLDEST&live=0`);
      await rows().nth(20).waitFor();
      const before = await all();
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      let presses = 0;
      const done = (what: string, count: (alerts: readonly Shown[]) => number, wanted: number) =>
        eventually(what, 60_000, async () => count(await all()) === wanted);
      const acknowledged = (alerts: readonly Shown[]) =>
        alerts.filter(({ state }) => state.status === 'acknowledged').length;
      const escalated = (alerts: readonly Shown[]) => alerts.filter(({ state }) => state.escalated).length;
      const closed = (alerts: readonly Shown[]) => alerts.filter(({ state }) => state.status === 'closed').length;
      // Pressed twice quickly: acts once.
      presses += await press(page, 'a', 'a', 'j');
      for (let n = 2; n <= 10; n++) presses += await press(page, 'a', 'j');
      await done('ten are acknowledged', acknowledged, 10);
      for (let n = 1; n <= 4; n++) presses += await press(page, 's', 'j');
      await done('four are escalated', escalated, 4);
      for (let n = 1; n <= 6; n++) {
        presses += await press(page, 'e');
        await done(`${n} are closed`, closed, n);
        await eventually('the row has left', 30_000, async () => (await rows().count()) === before.length - n);
      }
      expect(presses).toBeLessThan(60);
      for (const { id, state } of await all()) {
        const acts = (await activityOf(id))
          .map(({ action }) => action)
          .filter((action) => !/raised|recurred/.test(action));
        expect(acts).toHaveLength(state.version);
        expect(acts.length).toBeLessThanOrEqual(1);
      }
    }, 240_000);

    it('takes the last act back with u', async () => {
      const closed = async () => (await all()).filter(({ state }) => state.status === 'closed').length;
      const before = await closed();
      await press(page, 'e');
      await eventually('it is closed', 30_000, async () => (await closed()) === before + 1);
      await page.locator('.undo').waitFor();
      expect(await page.locator('.undo').innerText()).toMatch(/1 alert closed/);
      await press(page, 'u');
      await eventually('it is open again', 30_000, async () => (await closed()) === before);
    }, 90_000);

    it('two browsers on one alert: one wins, the other sees the conflict and decides again', async () => {
      const other = await page.context().newPage();
      other.setDefaultTimeout(WAIT_MS);
      await page.goto(`${base()}/alerts?v=1&group=none&sort=OLDEST&live=0`);
      await rows().first().waitFor();
      await other.goto(page.url());
      await shown(other).waitFor();
      await other.getByRole('heading', { name: 'Why' }).waitFor();
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      const id = new URL(page.url()).searchParams.get('sel') ?? '';
      await press(page, 's');
      await eventually('the first one wins', 30_000, async () =>
        (await activityOf(id)).some(({ action }) => action === 'escalated'),
      );
      await press(other, 'e');
      const conflict = other.locator('.conflict');
      await conflict.waitFor();
      expect(await conflict.innerText()).toMatch(/escalated it first/);
      expect((await activityOf(id)).some(({ action }) => action === 'closed')).toBe(false);
      expect(await axe(other)).toEqual([]);
      await conflict.getByRole('button', { name: 'Try again' }).click();
      await eventually('the second one decides again', 30_000, async () =>
        (await activityOf(id)).some(({ action }) => action === 'closed'),
      );
      await other.close();
    }, 120_000);

    it('A-04 keeps hostile notes as text', async () => {
      const note = '<img src=x onerror=alert(1)> {{7*7}} \u202egnp.exe';
      await page.goto(`${base()}/alerts?v=1&group=none&live=0`);
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      await press(page, 'n');
      await page.locator('#alert-note').fill(note);
      await page.keyboard.press('Control+Enter');
      await page.locator('wl-alert-side q').getByText('{{7*7}}', { exact: false }).waitFor();
      expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
      const id = new URL(page.url()).searchParams.get('sel') ?? '';
      expect((await activityOf(id))[0]).toEqual({ action: 'noted', text: note });
    }, 120_000);

    it('similar alerts are kept out of the inbox, and let in again', async () => {
      const counts = async () => {
        const { alertCounts } = await system.graphql<{ alertCounts: { inbox: number; suppressed: number } }>(
          token,
          '{ alertCounts { inbox suppressed } }',
        );
        return [alertCounts.inbox, alertCounts.suppressed];
      };
      await page.goto(`${base()}/alerts?v=1&group=none&live=0`);
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      const [inbox = 0] = await counts();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Suppress similar …' }).click();
      const sheet = page.getByRole('dialog', { name: 'Suppress similar alerts' });
      await sheet.getByRole('radio', { name: 'Of this rule, about anything' }).check();
      await sheet.getByLabel('Reason').fill('our own scanner <b>');
      expect(await axeInBothThemes(page)).toEqual([]);
      await sheet.getByRole('button', { name: 'Suppress', exact: true }).click();
      await sheet.waitFor({ state: 'detached' });
      const [fewer = 0, out = 0] = await eventually('some are kept out', 30_000, async () => {
        const now = await counts();
        return (now[1] ?? 0) > 0 && now;
      });
      expect(fewer).toBe(inbox - out);
      await eventually('they have left the list', 30_000, async () => (await rows().count()) === fewer);

      await page.getByRole('button', { name: /^Suppressed/ }).click();
      const list = page.getByRole('list', { name: 'Suppressions' });
      await list.getByText('our own scanner <b>').waitFor();
      await eventually('they are in this tab', 30_000, async () => (await rows().count()) === out);
      expect(await axe(page)).toEqual([]);
      await list.getByRole('button', { name: /^End the suppression of/ }).click();
      await list.getByText('our own scanner <b>').waitFor({ state: 'detached' });
      await eventually('all are back', 30_000, async () => (await counts()).join() === `${inbox},0`);
    }, 120_000);

    it('a rule that was tuned judges what comes next, and is restored', async () => {
      const rulesOf = async (sensor: string) => {
        const query = `query($sensor: [String!]) { alerts(tab: ALL, group: NONE, first: 200, where: { sensor: $sensor }) {
          rows { alert { rule ruleVersion } } } }`;
        const { alerts } = await system.graphql<{ alerts: { rows: { alert: { rule: string } }[] } }>(token, query, {
          sensor: [sensor],
        });
        return alerts.rows.map(({ alert }) => alert.rule).sort();
      };
      const ports = page.getByLabel('Ports', { exact: true });
      await page.goto(`${base()}/rules?v=1&sel=vertical-scan`);
      await ports.fill('60000');
      await page.keyboard.press('Control+s');
      await page.getByText('Draft v2', { exact: true }).waitFor();
      await page.reload();
      await page.getByText('Draft v2', { exact: true }).waitFor();
      expect(await ports.inputValue()).toBe('60000');
      expect(await axeInBothThemes(page)).toEqual([]);
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await stepUp(page, phone, 'it fires on our own scanner');
      await page.getByText('Live v2', { exact: true }).waitFor();
      expect(await system.cli('replay', file, '--sensor', 'west', '--wait')).toMatchObject({ code: 0 });
      const before = await rulesOf('north');
      expect(before).toContain('vertical-scan');
      expect(await rulesOf('west')).toEqual(before.filter((rule) => rule !== 'vertical-scan'));
      await page.getByRole('button', { name: 'Restore version 1' }).click();
      await page.getByText('v1 is live', { exact: true }).waitFor();
      expect(await ports.inputValue()).toBe('60000');
    }, 240_000);

    it('has no serious accessibility finding, in either theme', async () => {
      await page.goto(`${base()}/alerts?v=1&tab=all`);
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      expect(await axeInBothThemes(page)).toEqual([]);
    }, 60_000);
  });
