import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { canListen } from '@wireledger/capture/testing';
import type { Browser, Page } from 'playwright-core';

import type { Authenticator } from './authenticator';
import { arrive, axe, becomeAdministrator, CHROMIUM, Complaints, confirmWhenAsked, invite, launch } from './browser';
import { eventually, System } from './system';

const WAIT_MS = 60_000;
const PORT = 40_123;

if (!CHROMIUM || !canListen())
  process.stdout.write(
    'not asked for: live capture in a browser (needs root and the Debian packages chromium, tcpdump)\n',
  );
else
  describe('the page of sensors', () => {
    let system: System;
    let browser: Browser;
    let page: Page;
    let complaints: Complaints;
    let administrator: Page;
    let app: Authenticator;

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    const speak = (): Promise<void> =>
      new Promise((resolve) => {
        const socket = createSocket('udp4');
        socket.send('hello', PORT, '127.0.0.1', () => socket.close(resolve));
      });
    const row = () => page.getByRole('region', { name: 'Live captures' }).locator('tbody tr');

    beforeAll(async () => {
      system = await System.start();
      browser = await launch();
      administrator = await (await browser.newContext()).newPage();
      administrator.setDefaultTimeout(WAIT_MS);
      app = await becomeAdministrator(administrator, system.log, 'ada', 'a long enough sentence');
      const link = await invite(administrator, app, { name: 'otto', role: 'Operator' });
      page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      page.setDefaultTimeout(WAIT_MS);
      complaints = new Complaints(page, base());
      await arrive(page, link, 'another long enough sentence');
    }, 300_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
    }, 120_000);
    afterEach(() => expect(complaints.list.splice(0)).toEqual([]));

    it('a collector that was started on the host is told of with its ports', async () => {
      const probe = createSocket('udp4');
      const port = await new Promise<number>((resolve) =>
        probe.bind(0, '127.0.0.1', () => resolve(probe.address().port)),
      );
      await new Promise<void>((resolve) => probe.close(resolve));
      const begun = await system.cli('collect', '--netflow', String(port), '--sensor', 'exports', '--detach', '--json');
      expect(begun.code).toBe(0);
      await page.goto(`${base()}/settings/sensors`);
      const line = page.getByRole('region', { name: 'Collectors' }).locator('tbody tr');
      await line.getByText(`127.0.0.1 UDP ${port}`).waitFor();
      expect(await line.innerText()).toContain('exports');
      expect(await axe(page)).toEqual([]);
      const [, day, month, year, time] = new Date().toUTCString().split(' ');
      const log = path.join(mkdtempSync(path.join(tmpdir(), 'followed-')), 'access.log');
      const request = `192.0.2.1 - - [${day}/${month}/${year}:${time} +0000] "GET / HTTP/1.1" 200 5`;
      writeFileSync(log, `${request}\nno request at all\n`);
      expect((await system.cli('collect', '--access', log, '--sensor', 'weblogs', '--detach')).code).toBe(0);
      const logs = page.getByRole('region', { name: 'Logs that are followed' }).locator('tbody tr');
      await logs.getByText(`access ${log}`).waitFor();
      await logs.locator('td.end-cell').nth(0).filter({ hasText: /^2$/ }).waitFor();
      await logs.locator('td.end-cell').nth(2).filter({ hasText: /^\s*1/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      rmSync(path.dirname(log), { recursive: true });
      const [running] = JSON.parse((await system.cli('collect', '--list', '--json')).stdout) as { source: string }[];
      expect(await system.cli('collect', '--stop', running?.source ?? '')).toMatchObject({ code: 0 });
    }, 120_000);

    it('an operator listens to an interface by keys, sees its packets, and stops', async () => {
      await page.goto(`${base()}/settings/sensors`);
      await page.getByText('Nothing is listened to').waitFor();
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('Shift+N');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('checkbox', { name: 'lo', exact: true }).waitFor();
      // The first that leads out is chosen, where there is one.
      const chosen = dialog.getByRole('group').getByRole('checkbox', { checked: true });
      if ((await chosen.count()) > 0) await chosen.first().click();
      await dialog.getByRole('checkbox', { name: 'lo', exact: true }).check();
      await dialog.getByLabel('Filter').fill('prot 53');
      await dialog.getByRole('button', { name: 'Listen', exact: true }).click();
      await dialog.getByRole('alert').filter({ hasText: 'syntax error' }).waitFor();
      expect(await axe(page)).toEqual([]);
      complaints.list.length = 0; // the refusal that was asked for
      await dialog.getByLabel('Filter').fill(`udp port ${PORT}`);
      await dialog.getByLabel('Filter').press('Enter');
      await row().filter({ hasText: 'Listening' }).waitFor();
      await speak();
      await row().locator('td.num').first().filter({ hasText: /^1$/ }).waitFor();
      await row()
        .filter({ hasText: `udp port ${PORT}` })
        .waitFor();
      await page.getByRole('region', { name: 'Sensors that wrote' }).getByText('live', { exact: true }).waitFor();
      await page
        .getByRole('region', { name: 'Waiting for the event log' })
        .getByRole('row', { name: /^live Up to date/ })
        .waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByRole('button', { name: 'Stop listening for live' }).click();
      await page.getByText('Nothing is listened to').waitFor();
    }, 300_000);

    it('an operator enrols a sensor on another machine, is given its code once, and revokes it', async () => {
      await page.goto(`${base()}/settings/sensors`);
      const remote = page.getByRole('region', { name: 'Sensors on other machines' });
      await remote.getByText('No sensor on another machine').waitFor();
      await remote.getByRole('button', { name: 'Enrol a sensor' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name of the sensor').fill('Branch 2');
      await dialog.getByLabel('Name of the sensor').press('Enter');
      await dialog.locator('wl-field-problem').filter({ hasText: 'lower-case letters' }).waitFor();
      await dialog.getByLabel('Name of the sensor').fill('branch-2');
      await dialog.getByLabel('Name of the sensor').press('Enter');
      const code = dialog.getByLabel('Code', { exact: true });
      await code.waitFor();
      expect(await code.inputValue()).toMatch(/^wl_e_branch-2\./);
      expect(await axe(page)).toEqual([]);
      await dialog.getByLabel('I have stored it').check();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await remote.getByRole('row', { name: /^branch-2 Waits for its key/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      await remote.getByRole('button', { name: 'Revoke branch-2' }).click();
      await dialog.getByLabel(/^Reason/).fill('sent to the wrong place');
      await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
      await remote.getByRole('row', { name: /^branch-2 Revoked/ }).waitFor();
    }, 300_000);

    it('an administrator has packets stored; on the host they are taken out for a reason', async () => {
      await administrator.goto(`${base()}/settings/sensors`);
      const panel = administrator.getByRole('region', { name: 'Packet storage' });
      await panel.getByText('Off', { exact: true }).waitFor();
      await panel.getByRole('button', { name: 'Change …' }).click();
      const dialog = administrator.getByRole('dialog', { name: 'What is kept of packets' });
      await dialog.getByRole('radio', { name: /^All bytes/ }).check();
      expect(await axe(administrator)).toEqual([]);
      await dialog.getByLabel(/^Reason/).fill('a case');
      await dialog.getByRole('button', { name: 'Change', exact: true }).click();
      await confirmWhenAsked(administrator, app, panel.getByText('Whole packets are stored.'));
      expect(await axe(administrator)).toEqual([]);
      const listening = await system.cli('capture', '--iface', 'lo', '--bpf', `udp port ${PORT}`, '--detach');
      expect(listening).toMatchObject({ code: 0 });
      for (let n = 0; n < 3; n++) await speak();
      await eventually('they are stored', WAIT_MS, async () => {
        const { stdout } = await system.cli('packets', '--status', '--json');
        return (JSON.parse(stdout) as { packets: number }).packets === 3;
      });
      const out = path.join(system.dataDir, 'taken.pcapng');
      const taken = await system.cli('packets', '--filter', `port = ${PORT}`, '--reason', 'case 12', '--out', out);
      expect(taken).toMatchObject({ code: 0, stderr: `3 packets → ${out}\n` });
      const { stdout } = await system.cli('read', out, '--summary');
      expect(JSON.parse(stdout)).toMatchObject({ packets: 3 });
      await panel.getByText('3', { exact: true }).waitFor();
    }, 300_000);
  });
