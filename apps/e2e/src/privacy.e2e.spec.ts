import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import { axe, becomeAdministrator, CHROMIUM, Complaints, confirmWhenAsked, invite, launch, stepUp } from './browser';
import { cli, eventually, System } from './system';

const PASSWORD = 'a long enough sentence';
const NEXT = 'another long enough sentence';
const WAIT_MS = 60_000;
const PAGES = ['overview', 'live', 'alerts', 'flows', 'domains', 'tls', 'http', 'sign-ins', 'hosts', 'rules', 'audit'];

interface FlowAddresses {
  readonly next: string | null;
  readonly rows: readonly Record<string, string | null>[];
}

/** Everything that a page received from the API, over HTTP and WebSocket, and what it made of it. */
class Received {
  private readonly texts: string[] = [];
  private readonly bodies: Promise<void>[] = [];

  constructor(page: Page) {
    page.on('response', (response) => {
      if (!/\/(graphql|api)\b/.test(new URL(response.url()).pathname)) return;
      // A body that is gone with its page was received by nobody.
      this.bodies.push(
        response.text().then(
          (text) => void this.texts.push(text),
          () => undefined,
        ),
      );
    });
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => void this.texts.push(String(payload)));
    });
  }

  get size(): number {
    return this.texts.length;
  }

  keep(text: string): void {
    this.texts.push(text);
  }

  async all(): Promise<string> {
    await Promise.all(this.bodies);
    return this.texts.join('\n');
  }

  forget(): void {
    this.texts.length = 0;
  }
}

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('privacy in a browser', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-privacy-'));
    const file = path.join(folder, 'simulated.pcap');
    let system: System;
    let browser: Browser;
    let admin: Page;
    let app: Authenticator;
    let viewer: Page;
    let [seenByAdmin, seenByViewer]: Received[] = [];
    /** Every address of the recorded traffic. */
    let addresses: string[] = [];
    const complaints: Complaints[] = [];

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    async function newPerson(): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      complaints.push(new Complaints(page, base()));
      return page;
    }
    async function recordedAddresses(): Promise<string[]> {
      const token = await system.token();
      const found = new Set<string>();
      for (let after: string | null = null; ;) {
        const query = `query ($after: String) { flows(first: 1000, after: $after) { next rows { src dst outerSrc outerDst } } }`;
        const answer: { flows: FlowAddresses } = await system.graphql(token, query, { after: after ?? undefined });
        const { flows } = answer;
        for (const row of flows.rows) for (const address of Object.values(row)) if (address) found.add(address);
        if (flows.next === null) break;
        after = flows.next;
      }
      return [...found];
    }

    beforeAll(async () => {
      const size = ['--seconds', '60', '--rate', '60', '--attacks', 'all'];
      expect(await cli(['simulate', '--out', file, '--answers', `${file}.json`, ...size])).toMatchObject({ code: 0 });
      system = await System.start();
      const replayed = await system.cli('replay', file, '--speed', 'max', '--timestamps', 'now', '--wait');
      expect(replayed).toMatchObject({ code: 0 });
      // Those that are the first of their network are what a network is called.
      addresses = (await recordedAddresses()).filter((address) => !/(?:\.0|::)$/.test(address));
      browser = await launch();
      admin = await newPerson();
      app = await becomeAdministrator(admin, system.log, 'ada', PASSWORD);
      const link = await invite(admin, app, { name: 'vera', role: 'Viewer' });
      viewer = await newPerson();
      await viewer.goto(link);
      await viewer.locator('#password').fill(NEXT);
      await viewer.locator('#password').press('Enter');
      await viewer.waitForURL('**/overview*');
      [seenByAdmin, seenByViewer] = [new Received(admin), new Received(viewer)];
    }, 500_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(folder, { recursive: true, force: true });
    }, 120_000);
    afterEach(() => expect(complaints.flatMap(({ list }) => list.splice(0))).toEqual([]));

    /** Whether a text holds an address, whatever stands around it. */
    const holds = (text: string, address: string): boolean => {
      const more = address.includes(':') ? '[0-9a-f:]' : '[0-9]';
      return new RegExp(`(?<![\\w.:])${address.replaceAll('.', '\\.')}(?!${more})`).test(text);
    };
    const rawIn = (text: string) => addresses.filter((address) => holds(text, address));

    /** Waits until the page is there and nothing of it is on its way. */
    const loaded = async (page: Page): Promise<void> => {
      await page.locator('main router-outlet ~ *').first().waitFor();
      await eventually('everything has come', WAIT_MS, async () => (await page.locator('wl-skeleton').count()) === 0);
    };

    /** Goes to every page, opens what it lists, and answers all that came and all that is shown. */
    async function visitAll(page: Page, received: Received): Promise<string> {
      for (const name of PAGES) {
        const before = received.size;
        await page.goto(`${base()}/${name}?from=now-1h`);
        await eventually(`an answer for ${name}`, WAIT_MS, async () => received.size > before);
        await loaded(page);
        const rows = page.locator('cdk-virtual-scroll-viewport [role=row]');
        if ((await rows.count()) > 0) {
          await rows.first().click();
          await page.keyboard.press('Enter');
          await loaded(page);
        }
        received.keep(await page.content());
      }
      return received.all();
    }

    it('the recorded traffic has addresses, and an administrator receives them', async () => {
      expect(addresses.length).toBeGreaterThan(20);
      const text = await visitAll(admin, seenByAdmin as Received);
      expect(rawIn(text).length).toBeGreaterThan(10);
    }, 300_000);

    it('A-81 a viewer finds none of them: not in what is shown, not in what was received', async () => {
      const received = seenByViewer as Received;
      await visitAll(viewer, received);
      await viewer.goto(`${base()}/live`);
      await eventually('a live frame', WAIT_MS, async () => (await received.all()).includes('"liveTail"'));
      const text = await received.all();
      expect(text.match(/addr-[a-z2-7]{20}/g)?.length).toBeGreaterThan(20);
      expect(rawIn(text)).toEqual([]);
    }, 300_000);

    it('an administrator sees what is kept for how long, tries a run, and holds a range of days', async () => {
      await admin.goto(`${base()}/settings/retention`);
      const telemetry = admin.getByRole('spinbutton', { name: 'Telemetry, days' });
      await telemetry.waitFor();
      await eventually('what is stored', WAIT_MS, async () => {
        await admin.reload();
        await telemetry.waitFor();
        return /\d (?:k|M)B/.test((await admin.locator('main').innerText()).replaceAll('\u00a0', ' '));
      });
      await telemetry.fill('29');
      await admin.getByText('30 to 730 whole days').waitFor();
      await admin.getByRole('button', { name: 'Discard' }).click();
      await admin.locator('#kept-title').click();
      await admin.keyboard.press('Shift+D');
      await admin.getByText('Would remove nothing.').waitFor();
      await admin.keyboard.press('Shift+N');
      const sheet = admin.getByRole('dialog', { name: 'Set a legal hold' });
      await sheet.getByLabel('First day').fill('2026-11-20');
      await sheet.getByLabel('Last day').fill('2026-11-21');
      await sheet.getByLabel('About host').fill('192.0.2.7');
      await sheet.getByLabel(/^Reason/).fill('<img src=x onerror=alert(1)> case 17');
      expect(await axe(admin)).toEqual([]);
      await sheet.getByRole('button', { name: 'Set the hold' }).click();
      const lift = admin.getByRole('button', { name: 'Lift the hold on 2026-11-20 to 2026-11-21' });
      await confirmWhenAsked(admin, app, lift);
      await admin.getByText('<img src=x onerror=alert(1)> case 17').waitFor();
      for (const colorScheme of ['dark', 'light'] as const) {
        await admin.emulateMedia({ colorScheme });
        expect(await axe(admin)).toEqual([]);
      }
    }, 240_000);

    it('an administrator sets how people get in, is told what others changed meanwhile, and leaves nothing unsaved unasked', async () => {
      const other = await admin.context().newPage();
      other.setDefaultTimeout(WAIT_MS);
      for (const page of [other, admin]) {
        await page.goto(`${base()}/settings/security`);
        await page.getByText('In clear, on this machine alone').waitFor();
      }
      const change = async (page: Page): Promise<void> => {
        await page.getByRole('button', { name: 'Change …' }).click();
        const sheet = page.getByRole('dialog', { name: 'Change security settings' });
        await sheet.getByLabel(/^Reason/).fill('as agreed');
        expect(await axe(page)).toEqual([]);
        await sheet.getByRole('button', { name: 'Change', exact: true }).click();
        await confirmWhenAsked(page, app, page.getByText(/Version \d|Changed meanwhile/));
      };
      const wait = (page: Page) => page.getByRole('spinbutton', { name: 'Longest wait' });
      await wait(admin).fill('31');
      await admin.getByText('5 to 30 whole minutes').waitFor();
      await wait(admin).fill('20');
      await wait(other).fill('25');
      await other.getByLabel('Further ones, one a line').fill('https://soc.example.org');
      await change(other);
      await other.getByText(/Version 1, set .* by\s*ada/).waitFor();
      await other.close();
      await change(admin);
      const row = admin.getByRole('row', { name: /^Longest wait after wrong ones/ });
      expect((await row.innerText()).split(/\s*\t\s*/)).toEqual([
        'Longest wait after wrong ones',
        ...['15 minutes', '25 minutes', '20 minutes'],
      ]);
      for (const colorScheme of ['dark', 'light'] as const) {
        await admin.emulateMedia({ colorScheme });
        expect(await axe(admin)).toEqual([]);
      }
      await admin.getByRole('button', { name: 'Keep mine' }).click();
      await admin.getByText('by ada').first().waitFor();
      await admin.getByRole('link', { name: 'Privacy' }).click();
      const leaving = admin.getByRole('dialog', { name: 'Leave without saving?' });
      await leaving.waitFor();
      expect(await axe(admin)).toEqual([]);
      await leaving.getByRole('button', { name: 'Stay' }).click();
      expect([await wait(admin).inputValue(), new URL(admin.url()).pathname]).toEqual(['20', '/settings/security']);
      await change(admin);
      await admin.getByText(/Version 2, set/).waitFor();
      expect(await admin.getByLabel('Further ones, one a line').inputValue()).toBe('https://soc.example.org');
      await admin.getByRole('link', { name: 'History of this setting' }).click();
      await admin.getByText('setting-security').first().waitFor();
    }, 240_000);

    it('an administrator turns a mode on, knowing what it does; from then on he finds none either', async () => {
      await admin.goto(`${base()}/settings/privacy`);
      await admin.getByText('198.51.100.0/24').waitFor();
      for (const colorScheme of ['dark', 'light'] as const) {
        await admin.emulateMedia({ colorScheme });
        expect(await axe(admin)).toEqual([]);
      }
      await admin.getByRole('radio', { name: /^Networks only/ }).check();
      await admin.getByRole('button', { name: 'Change the mode …' }).click();
      const sheet = admin.getByRole('dialog', { name: 'Change the masking of addresses' });
      await sheet.getByLabel(/^Reason/).fill('visitors in the room');
      expect(await axe(admin)).toEqual([]);
      await sheet.getByRole('button', { name: 'Change', exact: true }).click();
      await confirmWhenAsked(admin, app, admin.getByText('masked for everybody'));
      await admin.getByText('masked for everybody').waitFor();
      seenByAdmin?.forget();
      const text = await visitAll(admin, seenByAdmin as Received);
      expect(text).toMatch(/\d+\.\d+\.\d+\.0\/24/);
      expect(rawIn(text)).toEqual([]);
    }, 300_000);

    it('what he exports is masked too', async () => {
      await admin.goto(`${base()}/flows?from=now-1h`);
      await admin.locator('cdk-virtual-scroll-viewport [role=row]').first().waitFor();
      await admin.getByRole('button', { name: /^Export/ }).click();
      await admin.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Start' }).click();
      await stepUp(admin, app, 'case 12');
      const button = admin.getByRole('button', { name: /^Download flows-/ });
      await button.waitFor();
      const [download] = await Promise.all([admin.waitForEvent('download'), button.click()]);
      const text = readFileSync(await download.path(), 'utf8');
      expect(text.split('\r\n').length).toBeGreaterThan(20);
      expect(text).toMatch(/,\d+\.\d+\.\d+\.0\/24,/);
      expect(rawIn(text)).toEqual([]);
    }, 240_000);

    it('has them shown for a while, with a code and a reason, and masked again', async () => {
      await admin.goto(`${base()}/hosts?from=now-1h`);
      const masked = admin.getByRole('button', { name: 'Masked', exact: true });
      await masked.click();
      await admin
        .getByRole('dialog', { name: 'Confirm it is you' })
        .getByText('Show masked addresses and names')
        .waitFor();
      await stepUp(admin, app, 'case 12');
      const hide = admin.getByRole('button', { name: /^Shown until \d\d:\d\d/ });
      await hide.waitFor();
      await eventually('an address on the page', WAIT_MS, async () => rawIn(await admin.content()).length > 0);
      expect(await axe(admin)).toEqual([]);
      await hide.click();
      await masked.waitFor();
      await eventually('masked rows', WAIT_MS, async () => /\d\.0\/24/.test(await admin.locator('main').innerText()));
      expect(rawIn(await admin.content())).toEqual([]);
    }, 240_000);
  });
