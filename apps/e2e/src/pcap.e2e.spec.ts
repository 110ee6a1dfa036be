import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
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
/** What a person calls a file is text, whatever it holds. */
const NAME = 'office <img src=x onerror=alert(1)>.pcap.gz';

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('captures in a browser', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-pcap-'));
    const plain = path.join(folder, 'simulated.pcap');
    let gzip: Buffer;
    let packets: number;
    let system: System;
    let browser: Browser;
    let page: Page;
    let complaints: Complaints;
    let token: string;
    let phone: Authenticator;

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    /** The first person is an administrator, who may not give captures: he invites an analyst. */
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
      const size = ['--seconds', '120', '--rate', '60', '--attacks', 'none'];
      expect(await cli(['simulate', '--out', plain, '--answers', `${plain}.json`, ...size])).toMatchObject({ code: 0 });
      gzip = gzipSync(readFileSync(plain));
      const { stdout } = await cli(['read', '--summary', plain]);
      packets = (JSON.parse(stdout) as { packets: number }).packets;
      system = await System.start();
      token = await system.token();
      browser = await launch();
      page = await anAnalyst();
    }, 500_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    const row = (name: string) => page.locator('.library tbody tr').filter({ hasText: name });
    const detail = () => page.locator('wl-capture-detail');
    const give = (name: string, bytes: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
    const flowsOf = async (sensor: string) => {
      const query = 'query($where: FlowWhere) { flows(where: $where, first: 1) { count exact } }';
      const range = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
      const { flows } = await system.graphql<{ flows: { count: number } }>(token, query, {
        where: { range, sensor: [sensor] },
      });
      return flows.count;
    };

    it('opens with g p, says what it is for, and is clean in both themes', async () => {
      await page.locator('wl-rail a').first().waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('p');
      await page.getByText('No captures yet').waitFor();
      await page.getByText('pcap, pcapng, also gz or zst').waitFor();
      expect(await axeInBothThemes(page)).toEqual([]);
    }, 120_000);

    it('refuses what is no capture, and says why', async () => {
      await give('notes.txt', Buffer.from('these are my notes'));
      await page.getByText(/is not a capture: it begins like neither pcap nor pcapng/).waitFor();
      await page.getByRole('button', { name: 'Take off the list: notes.txt' }).click();
    }, 120_000);

    it('A-13 takes a packed capture under a hostile name, counts it, and knows it again', async () => {
      await page.goto(`${base()}/pcap`);
      await give(NAME, gzip);
      await row('office').waitFor();
      await detail().getByText(packets.toLocaleString('en-GB'), { exact: true }).waitFor();
      await detail().getByText(createHash('sha256').update(gzip).digest('hex')).waitFor();
      expect(await page.locator('img').count()).toBe(0);
      await give('the same again.pcap.gz', gzip);
      await page.getByText(/Was here already/).waitFor();
      expect(await page.locator('.library tbody tr').count()).toBe(1);
    }, 120_000);

    it('plays it in a sandbox, by hand and by keys; nothing of the history moves', async () => {
      const room = page.locator('wl-sandbox-room');
      const phase = (word: string) => room.locator('.phase').getByText(word, { exact: true }).waitFor();
      const at = () => room.locator('.clock').getAttribute('datetime');
      await room.getByRole('button', { name: 'Start a replay' }).click();
      await phase('Playing');
      await page.keyboard.press('Space');
      await phase('Paused');
      const chart = room.getByRole('img', { name: /^Packets over the time of the capture. Most at / });
      await chart.locator('path').first().waitFor({ state: 'attached' });
      await chart.click({ position: { x: 300, y: 50 } });
      await eventually('it is where somebody clicked', WAIT_MS, async () => /:[1-5]\d\./.test((await at()) ?? ''));
      await phase('Paused');
      const before = await at();
      await page.keyboard.press('ArrowRight');
      await eventually('it stepped', WAIT_MS, async () => ((await at()) ?? '') > (before ?? ''));
      await phase('Paused');
      await room.getByRole('button', { name: 'As fast as possible' }).click();
      await room.getByRole('button', { name: 'Play', exact: true }).click();
      await phase('At its end');
      const all = packets.toLocaleString('en-GB');
      await room.getByText(`${all} of ${all}`, { exact: true }).waitFor();
      await room.locator('tbody .pick').first().click();
      await room.getByText('Round trip').waitFor();
      expect(await axeInBothThemes(page)).toEqual([]);
      const end = await at();
      await room.getByRole('slider', { name: 'Time in the capture' }).press('Home');
      await phase('Paused');
      await eventually('it is at its beginning', WAIT_MS, async () => ((await at()) ?? '') < (end ?? ''));
      await room.getByRole('button', { name: 'Stop the replay' }).click();
      await room.getByText('It is over: stopped by a person').waitFor();
      await room.getByRole('button', { name: 'Start anew' }).click();
      await room.getByRole('button', { name: 'As fast as possible' }).click();
      await phase('At its end');
      await room.getByRole('button', { name: 'Compare two replays' }).click();
      const figures = room.getByRole('table', { name: 'Numbers of both replays' });
      await figures.getByRole('row', { name: new RegExp(`^Packets .* ${all}$`) }).waitFor();
      await room.getByText('One of them is not at the end of the capture').waitFor();
      expect(await axe(page)).toEqual([]);
      const range = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
      const query = `query($range: RangeInput!) {
        flows(where: { range: $range }, first: 1) { count } hosts(range: $range, first: 1) { count } }`;
      const shown = await system.graphql<Record<'flows' | 'hosts', { count: number }>>(token, query, { range });
      expect([shown.flows.count, shown.hosts.count]).toEqual([0, 0]);
    }, 240_000);

    it('brings it into the history with its own times, once; the link shows its flows', async () => {
      await page.keyboard.press('i');
      await stepUp(page, phone, 'the outage of last week');
      await detail().getByText('In history').waitFor();
      const link = detail().getByRole('link', { name: 'Flows of it' });
      expect(await link.getAttribute('href')).toMatch(/sensor=import/);
      const shown = Number((await detail().locator('.figures dd').nth(1).innerText()).replace(/\D/g, ''));
      await eventually('all flows are there', 120_000, async () => (await flowsOf('import')) === shown);
      await link.click();
      await page.waitForURL('**/flows*');
      await page.locator('wl-flows').getByText('import').first().waitFor();
      await page.goto(`${base()}/pcap`);
      await detail().getByText('In history').waitFor();
    }, 400_000);

    it('shows the packets of a flow out of it, their bytes for a reason, and hands them out as pcap', async () => {
      const range = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
      const query = `query($where: FlowWhere) {
        flows(where: $where, first: 1, sort: PACKETS_DESC) { rows { id start srcPackets dstPackets } } }`;
      const { flows } = await system.graphql<{
        flows: { rows: { id: string; start: string; srcPackets: number; dstPackets: number }[] };
      }>(token, query, { where: { range, sensor: ['import'], proto: ['tcp'] } });
      const [flow] = flows.rows;
      if (!flow) throw new Error('no flow of TCP was imported');
      const count = flow.srcPackets + flow.dstPackets;
      const day = flow.start.slice(0, 10);
      await page.goto(`${base()}/flows?v=1&from=${day}T00:00:00Z&to=${day}T23:59:59Z&sel=${flow.id}`);
      await page.getByRole('button', { name: 'Packets', exact: true }).waitFor();
      await page.keyboard.press('3');
      const tab = page.locator('wl-flow-packets');
      await tab.getByText(`1 to ${Math.min(200, count)} of ${count}`).waitFor();
      await tab.getByRole('button', { name: 'Bytes of packet 1', exact: true }).click();
      const hex = tab.locator('.hex');
      const asked = page.getByRole('dialog', { name: 'Confirm it is you' });
      await asked.or(hex).first().waitFor();
      if (await asked.isVisible()) await stepUp(page, phone, 'what was in it');
      await hex.waitFor();
      await tab.getByRole('button', { name: /^TCP/ }).click();
      await tab.locator('.pairs .marked').nth(19).waitFor(); // 20 bytes of header at least
      expect(await axe(page)).toEqual([]);
      const download = page.waitForEvent('download');
      await tab.getByRole('button', { name: 'Download pcap' }).click();
      await Promise.race([asked.waitFor().catch(() => undefined), download]);
      if (await asked.isVisible()) await stepUp(page, phone, 'for the other team');
      const taken = path.join(folder, 'flow.pcap');
      await (await download).saveAs(taken);
      const { stdout } = await cli(['read', '--summary', taken]);
      expect(JSON.parse(stdout)).toMatchObject({ packets: count, flows_tcp: 1 });
      await page.goto(`${base()}/pcap`);
      await detail().getByText('In history').waitFor();
    }, 400_000);

    it('goes on through kill −9 of the sensor, and the same capture in another packing doubles nothing', async () => {
      const before = await flowsOf('import');
      await give('plain.pcap', readFileSync(plain));
      await row('plain.pcap').getByText('In history').waitFor();
      expect(await flowsOf('import')).toBe(before);
      const [second, figures] = await otherCapture();
      await give('second.pcap', second);
      await row('second.pcap').getByText('Checked').waitFor();
      await detail().getByRole('button', { name: 'Import into history' }).click();
      const asked = page.getByRole('dialog', { name: 'Confirm it is you' });
      await asked
        .or(detail().getByText(/Importing|In history/))
        .first()
        .waitFor();
      if (await asked.isVisible()) await stepUp(page, phone, 'again');
      await row('second.pcap')
        .getByText(/Importing|In history/)
        .waitFor();
      system.kill('sensor');
      await row('second.pcap').getByText('In history').waitFor({ timeout: 240_000 });
      await eventually(
        'its flows are there, once',
        240_000,
        async () => (await flowsOf('import')) === before + figures,
      );
    }, 700_000);

    it('gives a cut of it: what a filter lets pass, within its time', async () => {
      await page.goto(`${base()}/pcap`);
      await detail().getByRole('button', { name: 'Take a cut' }).click();
      const sheet = page.getByRole('dialog', { name: 'Take a cut' });
      await sheet.getByLabel('Filter').fill('port = 53');
      expect(await axe(page)).toEqual([]);
      const asked = page.getByRole('dialog', { name: 'Confirm it is you' });
      const coming = page.waitForEvent('download');
      await sheet.getByRole('button', { name: 'Download' }).click();
      await Promise.race([asked.waitFor().catch(() => undefined), coming]);
      if (await asked.isVisible()) await stepUp(page, phone, 'a cut for the case');
      const download = await coming;
      const file = path.join(folder, 'cut.pcapng');
      await download.saveAs(file);
      const summary = JSON.parse((await cli(['read', '--summary', file])).stdout) as Record<string, number>;
      const whole = JSON.parse((await cli(['read', '--summary', plain])).stdout) as Record<string, number>;
      expect(summary['dns_queries']).toBeGreaterThan(0);
      expect(summary['http_requests']).toBe(0);
      expect(summary['packets']).toBeLessThan(whole['packets'] ?? 0);
    }, 240_000);

    it('is downloaded as it came, and deleted for a reason', async () => {
      await row('office').click();
      const download = page.waitForEvent('download');
      await detail().getByRole('button', { name: 'Download' }).click();
      const asked = page.getByRole('dialog', { name: 'Confirm it is you' });
      await Promise.race([asked.waitFor().catch(() => undefined), download]);
      if (await asked.isVisible()) await stepUp(page, phone, 'for the other team');
      expect(readFileSync(await (await download).path()).equals(gzip)).toBe(true);
      await detail().getByRole('button', { name: 'Delete' }).click();
      const sheet = page.getByRole('dialog', { name: /Delete/ });
      await sheet.getByLabel(/^Reason/).fill('not needed');
      await sheet.getByRole('button', { name: 'Delete' }).click();
      await row('office').waitFor({ state: 'detached' });
      expect(await flowsOf('import')).toBeGreaterThan(0);
      expect(await axeInBothThemes(page)).toEqual([]);
    }, 400_000);

    /** Another capture, large enough that its import takes a moment; and how many flows it has. */
    async function otherCapture(): Promise<[Buffer, number]> {
      const file = path.join(folder, 'other.pcap');
      const size = ['--seconds', '300', '--rate', '120', '--attacks', 'none', '--seed', '77'];
      expect(await cli(['simulate', '--out', file, '--answers', `${file}.json`, ...size])).toMatchObject({ code: 0 });
      const { stdout } = await cli(['read', '--kinds', 'flow', file]);
      return [readFileSync(file), new Set([...stdout.matchAll(/"flowId":"([0-9a-f]+)"/g)].map(([, id]) => id)).size];
    }
  });
