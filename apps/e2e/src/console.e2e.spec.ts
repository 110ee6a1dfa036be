import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import { axe, axeInBothThemes, becomeAdministrator, CHROMIUM, Complaints, launch, proveSignIn } from './browser';
import { CAPTURES, expected } from './captures';
import { acting } from './hostile/acting';
import { HOSTILE, hostileCapture } from './hostile/hostile-capture';
import { cli, eventually, System } from './system';

interface Answers {
  readonly attacks: readonly { readonly kind: string; readonly src: string; readonly flows: number }[];
  readonly http: { readonly requests: number; readonly hosts: readonly { key: string; count: number }[] };
  readonly tls: { readonly clientHellos: number; readonly serverNames: readonly { key: string; count: number }[] };
  readonly packets: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly flows: { readonly tcp: number; readonly udp: number; readonly icmp: number };
  readonly dns: {
    readonly queries: number;
    readonly names: readonly { readonly name: string; readonly queries: number }[];
  };
}

const PASSWORD = 'a long enough sentence';
const folder = CAPTURES;
const grouped = (count: number) => count.toLocaleString('en-US');
const iso = (us: number) => new Date(us / 1000).toISOString();

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else if (!folder) process.stdout.write('not asked for: real captures (set WIRELEDGER_CAPTURES)\n');
else
  describe('the console in a browser', () => {
    const files = mkdtempSync(path.join(tmpdir(), 'wl-console-'));
    const simulated = path.join(files, 'simulated.pcap');
    let answers: Answers;
    let system: System;
    let browser: Browser;
    let page: Page;
    let app: Authenticator;
    let complaints: Complaints;

    beforeAll(async () => {
      const made = await cli([
        'simulate',
        '--out',
        simulated,
        '--answers',
        `${simulated}.json`,
        '--seconds',
        '120',
        '--rate',
        '100',
      ]);
      expect(made).toMatchObject({ code: 0 });
      answers = JSON.parse(readFileSync(`${simulated}.json`, 'utf8')) as Answers;
      system = await System.start();
      browser = await launch();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      complaints = new Complaints(page, base());
      app = await becomeAdministrator(page, system.log, 'mara', PASSWORD, async () => {
        expect(await axe(page)).toEqual([]);
      });
      expect(await axe(page)).toEqual([]);
      expect(await system.cli('replay', simulated, '--sensor', 'sim', '--wait')).toMatchObject({ code: 0 });
    }, 240_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(files, { recursive: true, force: true });
    }, 30_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    const open = (where: string) => page.goto(`${base()}${where}`);
    const text = (selector: string) => page.locator(selector).innerText();

    it('signs out and in again, and refuses a wrong password without saying which part was wrong', async () => {
      await page
        .getByRole('button', { name: /mara|user menu|account/i })
        .first()
        .click();
      await page.getByRole('menuitem', { name: /sign out/i }).click();
      await page.waitForURL('**/sign-in*');
      await page.locator('input[autocomplete=username]').fill('mara');
      await page.locator('input[type=password]').fill('a wrong but long sentence');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await text('[role=alert]')).not.toMatch(/no such user|unknown user|wrong password/i);
      expect(await axe(page)).toEqual([]);
      await page.locator('input[type=password]').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await proveSignIn(page, app);
      await page.waitForURL('**/overview*');
    }, 240_000);

    it.each(['benign-dns.pcapng', 'benign-firefox.pcap'])(
      'shows the figures of %s',
      async (name) => {
        const sensor = name.replace(/\W/g, '-');
        expect(await system.cli('replay', path.join(folder, name), '--sensor', sensor, '--wait')).toMatchObject({
          code: 0,
        });
        const { counts, conversations, dns } = expected(name);
        const { tcp, udp, icmp, icmpv6 } = conversations.five_tuples_inner;
        const from = iso((Math.floor(counts.first_epoch) - 1) * 1e6);
        const to = iso((Math.ceil(counts.last_epoch) + 1) * 1e6);
        await open(`/overview?v=1&from=${from}&to=${to}&sensor=${sensor}`);
        const queries = Object.entries(dns?.messages ?? {}).reduce(
          (sum, [key, count]) => sum + (key.endsWith('queries') ? count : 0),
          0,
        );
        const totals = page.getByLabel('Totals of the range');
        await totals.getByText(grouped(counts.packets), { exact: true }).waitFor();
        const shown = (await totals.innerText()).replace(/\s+/g, ' ');
        expect(shown).toContain(`${grouped(tcp + udp + icmp + icmpv6)} flows`);
        expect(shown).toContain(`${grouped(queries)} DNS queries`);
      },
      60_000,
    );

    it('shows the totals of the simulator’s answer file', async () => {
      await open(`/overview?v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}&sensor=sim`);
      const totals = page.getByLabel('Totals of the range');
      await totals.getByText(grouped(answers.packets), { exact: true }).waitFor();
      const { tcp, udp, icmp } = answers.flows;
      const shown = (await totals.innerText()).replace(/\s+/g, ' ');
      expect(shown).toContain(`${grouped(tcp + udp + icmp)} flows`);
      expect(shown).toContain(`${grouped(answers.dns.queries)} DNS queries`);
    }, 60_000);

    it('A-01 shows hostile names as text', async () => {
      const hostile = answers.dns.names.filter(({ name }) => /[<>]/.test(name));
      expect(hostile.length).toBeGreaterThan(0);
      await open(
        `/domains?v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}&sensor=sim&search=${encodeURIComponent('<')}`,
      );
      await page.getByText('<', { exact: false }).first().waitFor();
      expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
      const [{ name } = { name: '' }] = hostile;
      await open(
        `/domains/${encodeURIComponent(name)}?v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}&sensor=sim`,
      );
      await page.getByRole('heading').first().waitFor();
      expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
    }, 60_000);

    describe('names from the wire that are meant to act', () => {
      let span: string;
      const rows = () => page.locator('cdk-virtual-scroll-viewport [role=row], [role=treeitem]');
      const loaded = async () => {
        await page.locator('main router-outlet ~ *').first().waitFor();
        await eventually('all has come', 30_000, async () => (await page.locator('wl-skeleton').count()) === 0);
      };
      const visit = async (name: string) => {
        await open(`/${name}${name.includes('?') ? '&' : '?'}${span}`);
        await loaded();
      };
      /** Within the console, without loading it anew: what a row opened is left for the list. */
      const back = async (list: string) => {
        const leaving = new URL(page.url()).pathname !== new URL(list).pathname;
        await page.keyboard.press('Escape');
        await page.evaluate(`(() => {
          if (${leaving}) [...document.querySelectorAll('main router-outlet + *')].at(-1).dataset.left = '';
          history.pushState(null, '', ${JSON.stringify(list)});
          dispatchEvent(new PopStateEvent('popstate'));
        })()`);
        await page.locator('[data-left]').waitFor({ state: 'detached' });
        await loaded();
      };
      const shows = (name: string) => page.locator('main').getByText(name, { exact: false }).first().waitFor();

      beforeAll(async () => {
        const hostile = path.join(files, 'hostile.pcap');
        const { firstUs, lastUs } = hostileCapture(hostile);
        expect(await system.cli('replay', hostile, '--sensor', 'hostile', '--wait')).toMatchObject({ code: 0 });
        span = `v=1&from=${iso(firstUs - 1e6)}&to=${iso(lastUs + 2e6)}&sensor=hostile`;
      }, 60_000);

      it.each([
        ['overview', ''],
        ['domains', HOSTILE.tunnel.split('.')[0]?.split(' ')[0]],
        ['domains?tab=lookups', '<i'],
        ['tls', '<b'],
        ['sign-ins', HOSTILE.user],
        ['alerts', 'alert(26)'],
        ['flows', ''],
        ['hosts', ''],
        ['hosts?tab=scores', ''],
        ['hosts?tab=attacks', ''],
        ['http', ''],
        ['live', ''],
        ['pcap', ''],
        ['audit', ''],
        ['rules', ''],
        ['lists', ''],
        ['settings/sensors', ''],
        ['settings/enrichment', ''],
        ['settings/retention', ''],
        ['settings/security', ''],
        ['settings/notifications', ''],
        ['settings/users', ''],
        ['settings/approvals', ''],
        ['settings/tokens', ''],
        ['settings/privacy', ''],
        ['account', ''],
      ])(
        'A-01 A-02 A-03 A-09 are text on page %s, and in whatever it opens',
        async (name, said) => {
          await visit(name);
          if (said) await shows(said);
          expect(await acting(page)).toEqual([]);
          const list = page.url();
          const count = Math.min(3, await rows().count());
          for (let i = 0; i < count; i++) {
            await rows().nth(i).click();
            await page.keyboard.press('Enter');
            await loaded();
            expect(await acting(page)).toEqual([]);
            await back(list);
          }
        },
        90_000,
      );

      it('A-01 a report, its preview and what somebody called it are text', async () => {
        await visit('reports');
        await page.getByRole('button', { name: 'Generate Domain hygiene' }).click();
        const sheet = page.getByRole('dialog');
        await sheet.getByLabel('Name', { exact: true }).fill('<img src=x onerror=alert(27)>');
        await sheet.getByRole('button', { name: 'Preview' }).click();
        await sheet.getByText('onload=alert(26)', { exact: false }).first().waitFor();
        expect(await acting(page)).toEqual([]);
        expect(await axeInBothThemes(page)).toEqual([]);
        await sheet.getByRole('button', { name: 'Generate' }).click();
        await shows('onerror=alert(27)');
        expect(await acting(page)).toEqual([]);
      }, 60_000);

      it('A-08 a certificate with line breaks, markup and ten thousand names is a bounded list of text', async () => {
        await open(`/tls?${span}&name=${encodeURIComponent(HOSTILE.names[0])}`);
        await page.getByText('1 match', { exact: true }).waitFor();
        await page.getByRole('grid').focus();
        await page.keyboard.press('j');
        await page.keyboard.press('Enter');
        const drawer = page.getByRole('complementary', { name: 'handshake' });
        await drawer.getByText('Certificate', { exact: true }).waitFor();
        const shown = await drawer.innerText();
        expect(shown).toContain(`${grouped(HOSTILE.nameCount - 12)} more names`);
        expect(shown).toContain('onerror=alert(22)');
        expect(shown.replaceAll('\n', '')).toContain('javascript:alert(24)');
        expect(shown.split('\n').length).toBeLessThan(200);
        expect(await acting(page)).toEqual([]);
      }, 60_000);
    });

    describe('names that deceive', () => {
      const inSim = () => `v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}&sensor=sim`;

      it('A-06 one that looks like another is shown in both forms, and marked', async () => {
        await open(`/domains?${inSim()}&search=xn--`);
        const main = page.locator('main');
        await main.getByText('xn--pple-43d', { exact: false }).first().waitFor();
        await main.getByText('аpple', { exact: false }).first().waitFor();
        await main.getByText(/mixed/i).first().waitFor();
      }, 60_000);

      it('A-07 the longest one breaks no page, is there in full, and is copied as it is', async () => {
        const longest = [63, 63, 63, 53].map((count, i) => 'abcd'.charAt(i).repeat(count)).join('.') + '.example';
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await open(`/domains/${longest}?${inSim()}`);
        await page.getByRole('heading', { name: longest }).waitFor();
        expect(await acting(page)).toEqual([]);
        await page.setViewportSize({ width: 1024, height: 700 });
        expect(await acting(page)).toEqual([]);
        await page.setViewportSize({ width: 1440, height: 900 });
        await open(`/domains?tab=lookups&${inSim()}&name=${longest}`);
        await page.getByRole('grid').focus();
        await page.keyboard.press('j');
        await page.keyboard.press('Control+c');
        await eventually('the copy', 10_000, async () =>
          (await page.evaluate<string>('navigator.clipboard.readText()')).includes(longest),
        );
      }, 60_000);
    });

    it('shows what was said: handshakes, requests and sign-ins, and each in its flow', async () => {
      const inSim = `v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}&sensor=sim`;
      await open(`/http?${inSim}`);
      await page.getByText(`${grouped(answers.http.requests)} match`, { exact: true }).waitFor();
      const [host = { key: '', count: 0 }] = answers.http.hosts;
      const fields = page.getByRole('complementary', { name: 'Fields' });
      await fields.getByRole('region', { name: 'host', exact: true }).getByRole('button').first().click();
      await page.getByText(`${grouped(host.count)} match`, { exact: true }).waitFor();
      expect(new URL(page.url()).searchParams.get('host')).toBe(host.key);

      // By keys alone: to the page, into the list, to a row, into its drawer, to its flow, to what was said in it.
      await open(`/overview?${inSim}`);
      await page.locator('main').waitFor();
      await eventually('the keys lead to TLS', 30_000, async () => {
        await page.keyboard.press('g');
        await page.keyboard.press('e');
        return page.url().includes('/tls?');
      });
      await page.getByText(`${grouped(answers.tls.clientHellos)} match`, { exact: true }).waitFor();
      await page.getByRole('grid').focus();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('complementary', { name: 'handshake' });
      await drawer.getByText('Fingerprints').waitFor();
      const ja4 = /t1[23]d\w+_\w+_\w+/.exec(await drawer.innerText())?.[0] ?? 'none';
      expect(await axe(page)).toEqual([]);
      await drawer.getByRole('link', { name: 'Its flow' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/flows*');
      const flow = page.getByRole('complementary', { name: 'Flow' });
      await flow.getByText('Counters').waitFor();
      await page.keyboard.press('2');
      await flow.getByText(ja4).waitFor();
      expect(await axe(page)).toEqual([]);

      const hostile = answers.tls.serverNames.filter(({ key }) => key.startsWith('<img'));
      expect(hostile.length).toBeGreaterThan(0);
      await open(`/tls?${inSim}&name=${encodeURIComponent('<img')}`);
      await page.getByText(`${hostile.reduce((sum, { count }) => sum + count, 0)} match`, { exact: true }).waitFor();
      await page.getByRole('grid').getByText('onerror=alert(7)', { exact: false }).first().waitFor();
      expect(await page.locator('main img, main script, main iframe').count()).toBe(0);

      const forced = answers.attacks.find(({ kind }) => kind === 'ssh-brute-force') ?? { src: '', flows: 0 };
      await open(`/sign-ins?${inSim}&ip=${forced.src}`);
      await page.getByText(`${grouped(forced.flows)} match`, { exact: true }).waitFor();
      await fields
        .getByRole('region', { name: 'client', exact: true })
        .getByText(forced.src, { exact: true })
        .waitFor();
    }, 120_000);

    it('moves by itself while traffic comes in', async () => {
      const replay = system.cli(
        'replay',
        simulated,
        '--sensor',
        'moving',
        '--timestamps',
        'now',
        '--speed',
        '1',
        '--from',
        '60s',
      );
      await open('/overview?v=1&from=now-5m&to=now&sensor=moving');
      const tile = page.getByRole('group', { name: 'Figures' });
      const before = await eventually('the first figures', 30_000, async () => {
        const shown = await tile.innerText();
        return /[1-9]/.test(shown) ? shown : null;
      });
      await eventually('the figures move', 15_000, async () => (await tile.innerText()) !== before);
      await open('/live?v=1&sensor=moving');
      await page.locator('[role=row]').nth(3).waitFor({ timeout: 20_000 });
      const { sources } = await system.graphql<{ sources: { id: string; status: string }[] }>(
        await system.token(),
        '{ sources(sensor: "moving") { id status } }',
      );
      expect(sources[0]?.status).toBe('running');
      const { token, sensor } = system.found() ?? { token: '', sensor: null };
      await fetch(`${sensor?.url}/stop`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ source: sources[0]?.id }),
      });
      expect(await replay).toMatchObject({ code: 0 });
    }, 90_000);

    it.each(['/overview', '/flows', '/live', '/domains', '/hosts', '/tls', '/http', '/sign-ins', '/rules'])(
      '%s has no serious accessibility finding, in either theme',
      async (where) => {
        await open(`${where}?v=1&from=${iso(answers.firstUs - 1e6)}&to=${iso(answers.lastUs + 2e6)}&sensor=sim`);
        await page.locator('main').waitFor();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        expect(await axeInBothThemes(page)).toEqual([]);
      },
      60_000,
    );
  });
