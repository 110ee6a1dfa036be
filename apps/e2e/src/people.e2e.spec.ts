import type { Browser, Locator, Page } from 'playwright-core';
import type { Authenticator } from './authenticator';
import {
  arrive,
  axeInBothThemes,
  becomeAdministrator,
  CHROMIUM,
  Complaints,
  confirmWhenAsked,
  invite,
  launch,
  proveSignIn,
} from './browser';
import { eventually, System } from './system';

const PASSWORD = 'a long enough sentence';
const NEXT = 'another long enough sentence';
const WAIT_MS = 60_000;

if (!CHROMIUM) process.stdout.write('not asked for: the browser (Debian package chromium)\n');
else
  describe('people in a browser', () => {
    let system: System;
    let browser: Browser;
    let admin: Page;
    let app: Authenticator;
    let analyst: Page;
    const complaints: Complaints[] = [];

    beforeAll(async () => {
      system = await System.start();
      browser = await launch();
      [admin, analyst] = await Promise.all([newPerson('light'), newPerson('dark')]);
      app = await becomeAdministrator(admin, system.log, 'ada', PASSWORD);
    }, 240_000);
    afterAll(async () => {
      await browser?.close();
      await system?.dispose();
    }, 60_000);
    afterEach(() => expect(complaints.flatMap(({ list }) => list.splice(0))).toEqual([]));

    const base = () => system.url.replace('127.0.0.1', 'localhost');
    /** A browser of its own: cookies of one are not those of the other. */
    async function newPerson(colorScheme: 'light' | 'dark'): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme });
      const opened = await context.newPage();
      opened.setDefaultTimeout(WAIT_MS);
      complaints.push(new Complaints(opened, base()));
      return opened;
    }
    const row = (on: Page, name: string) => on.locator('tbody tr', { hasText: name });
    const bothThemes = async (on: Page, own: 'light' | 'dark') => expect(await axeInBothThemes(on, own)).toEqual([]);
    const works = async (token: string) => {
      const response = await fetch(`${system.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ sensors { name } }' }),
      });
      return response.status === 200;
    };
    const confirm = (done: Locator) => confirmWhenAsked(admin, app, done, () => bothThemes(admin, 'light'));
    /** What is shown this once, after it was said to be stored. */
    const secret = async (on: Page, label: string) => {
      const field = on.getByLabel(label, { exact: true });
      await field.waitFor();
      const text = await field.inputValue();
      await bothThemes(on, on === admin ? 'light' : 'dark');
      expect(await on.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
      await on.getByLabel('I have stored it').check();
      await on.getByRole('button', { name: 'Done' }).click();
      await field.waitFor({ state: 'detached' });
      return text;
    };

    it('the administrator invites an analyst, who sets a password and is offered what he may do', async () => {
      await admin.getByRole('link', { name: 'Settings' }).click();
      await admin.waitForURL('**/settings/users*');
      await row(admin, 'ada').getByText('you', { exact: true }).waitFor();
      await bothThemes(admin, 'light');
      await admin.keyboard.press('Shift+N');
      await admin.getByLabel('User', { exact: true }).fill('<b>mara</b>');
      await admin.getByRole('radio', { name: /^Analyst/ }).check();
      await admin.getByText('Sees all traffic').click();
      await admin.getByLabel('Addresses', { exact: true }).fill('10.1.2.3/8');
      await admin.getByLabel('Ports', { exact: true }).fill('http');
      await admin.getByLabel(/^Reason/).fill('new in the team');
      await admin.getByRole('button', { name: 'Make the link' }).click();
      await admin.locator('wl-field-problem').getByText('“http” is no port').waitFor();
      await bothThemes(admin, 'light');
      await admin.getByLabel('Ports', { exact: true }).fill('');
      await admin.getByRole('button', { name: 'Make the link' }).click();
      await confirm(admin.getByLabel('Link of the invitation', { exact: true }));
      const link = await secret(admin, 'Link of the invitation');
      await row(admin, '<b>mara</b>').getByText('Invited until').waitFor();
      expect(await row(admin, '<b>mara</b>').innerText()).toContain('10.0.0.0/8');

      // Half of the link first: the whole one, opened in the same tab, changes nothing but the fragment.
      await analyst.goto(link.slice(0, -4));
      await analyst.getByRole('alert').getByText('was used').waitFor();
      await arrive(analyst, link, NEXT, () => bothThemes(analyst, 'dark'));
      expect(analyst.url()).not.toContain('token');
      const again = await browser.newPage();
      await again.goto(link);
      await again.getByRole('alert').getByText('was used').waitFor();
      await again.close();
    }, 240_000);

    it('the analyst is not offered users, and makes and revokes tokens of his own', async () => {
      await analyst.getByRole('link', { name: 'Settings' }).click();
      await analyst.waitForURL('**/settings/tokens*');
      await analyst.getByText('No tokens yet').waitFor();
      expect(await analyst.getByRole('navigation', { name: 'Settings' }).getByRole('link').allInnerTexts()).toEqual([
        'Approvals',
        'API tokens',
        'My account',
      ]);
      await bothThemes(analyst, 'dark');
      await analyst.getByRole('button', { name: 'New token' }).click();
      await analyst.getByLabel('Name', { exact: true }).fill('ci rules');
      expect(await analyst.getByRole('radio').count()).toBe(2);
      await bothThemes(analyst, 'dark');
      await analyst.keyboard.press('Enter');
      const token = await secret(analyst, 'Token');
      expect(token).toMatch(/^wl_u_/);
      expect(await works(token)).toBe(true);
      await analyst.getByRole('button', { name: 'Replace ci rules' }).click();
      await analyst.getByLabel(/^Reason/).fill('it went through a chat');
      await bothThemes(analyst, 'dark');
      await analyst.getByRole('button', { name: 'Replace the token' }).click();
      const next = await secret(analyst, 'Token');
      expect([await works(token), await works(next)]).toEqual([false, true]);
      await analyst.getByRole('button', { name: 'Revoke ci rules' }).click();
      await analyst.getByLabel(/^Reason/).fill('only a try');
      await analyst.getByRole('button', { name: 'Revoke', exact: true }).click();
      await row(analyst, 'ci rules').getByText('Revoked').nth(1).waitFor();
      expect(await works(next)).toBe(false);
      const stored = await analyst.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
      expect(`${await analyst.content()}${stored}`).not.toContain(token);
      await analyst.goto(`${base()}/settings/users`);
      await analyst.waitForURL('**/settings/users*');
      await analyst.getByText('Users: closed to you').waitFor();
      expect(await analyst.getByRole('button', { name: 'Invite a user' }).count()).toBe(0);
      expect(await analyst.getByRole('table').count()).toBe(0);
    }, 240_000);

    it('is disabled by keyboard alone, and is put out at once', async () => {
      await analyst.goto(`${base()}/overview`);
      await analyst.getByText('Live').first().waitFor();
      await admin.reload();
      await eventually('his session is shown', WAIT_MS, async () =>
        (await row(admin, '<b>mara</b>').innerText()).includes('Active'),
      );
      await admin.getByRole('button', { name: 'Actions for <b>mara</b>' }).focus();
      await admin.keyboard.press('Enter');
      await admin.getByRole('menuitem', { name: 'Sessions' }).waitFor();
      await admin.keyboard.press('End');
      // The last one cannot be taken back.
      await admin.keyboard.press('ArrowUp');
      await admin.keyboard.press('Enter');
      await admin.getByRole('heading', { name: 'Disable <b>mara</b>' }).waitFor();
      await bothThemes(admin, 'light');
      await admin.getByLabel(/^Reason/).focus();
      await admin.keyboard.type('left the team');
      const out = analyst.waitForURL('**/sign-in*');
      await admin.keyboard.press('Tab');
      await admin.keyboard.press('Tab');
      await admin.keyboard.press('Enter');
      await confirm(row(admin, '<b>mara</b>').getByText('Disabled'));
      await out;
      await analyst.locator('input[autocomplete=username]').fill('<b>mara</b>');
      await analyst.locator('input[type=password]').fill(NEXT);
      await analyst.keyboard.press('Enter');
      await analyst.getByRole('alert').getByText('do not fit together').waitFor();
      expect(await admin.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe(
        'Actions for <b>mara</b>',
      );
    }, 240_000);

    it('four eyes is off, and is not turned on by the only administrator', async () => {
      await admin.goto(`${base()}/settings/approvals`);
      await admin.getByText('Four eyes is off').waitFor();
      await admin.getByText('Nothing waits').waitFor();
      await bothThemes(admin, 'light');
      await admin.getByRole('button', { name: 'Turn four eyes on' }).click();
      await admin.getByLabel(/^Reason/).fill('the yearly audit wants it');
      await bothThemes(admin, 'light');
      await admin.getByRole('button', { name: 'Turn on', exact: true }).click();
      await confirm(admin.getByRole('alert').getByText('the only one who could confirm'));
      await admin.getByRole('button', { name: 'Cancel' }).click();
      await admin.getByRole('dialog').waitFor({ state: 'detached' });
      await admin.goto(`${base()}/settings/users`);
      await row(admin, 'ada').waitFor();
    }, 240_000);

    it('a custom role is defined, given with an invitation, and puts out whoever has it when it changes', async () => {
      await admin.goto(`${base()}/settings/roles`);
      await admin.getByText('No custom roles').waitFor();
      await bothThemes(admin, 'light');
      await admin.keyboard.press('Shift+N');
      await admin.getByLabel('Name', { exact: true }).fill('<b>Nights</b>');
      await admin.getByRole('radio', { name: /^Analyst/ }).check();
      await admin.getByRole('checkbox', { name: /^Lists and exceptions write/ }).uncheck();
      await admin.keyboard.press('Escape');
      await admin.getByText('What you changed is not saved.').waitFor();
      await bothThemes(admin, 'light');
      await admin.keyboard.press('Enter');
      await admin.getByLabel('What will change').getByText('Lists and exceptions write').waitFor();
      await admin.getByLabel(/^Reason/).fill('the night shift looks only');
      await admin.getByRole('button', { name: 'Define role' }).click();
      const role = row(admin, '<b>Nights</b>');
      await confirm(role);
      expect(await role.innerText()).toContain('Lists and exceptions write');
      await bothThemes(admin, 'light');

      const link = await invite(admin, app, { name: 'nina', role: '<b>Nights</b>' });
      await secret(admin, 'Link of the invitation');
      await row(admin, 'nina').getByText('<b>Nights</b>').waitFor();
      const nina = await newPerson('dark');
      await arrive(nina, link, NEXT);
      await nina.goto(`${base()}/lists`);
      await nina.getByRole('heading', { name: 'Lists' }).first().waitFor();
      expect(await nina.getByRole('button', { name: 'New list' }).count()).toBe(0);
      await nina.goto(`${base()}/overview`);
      await nina.getByText('Live').first().waitFor();

      await admin.goto(`${base()}/settings/roles`);
      expect(await role.getByRole('button', { name: /^Remove/ }).isDisabled()).toBe(true);
      await role.getByRole('button', { name: /^Change/ }).click();
      await admin.getByRole('checkbox', { name: /^Rules read/ }).uncheck();
      await admin.getByText('1 person has this role: sessions').waitFor();
      await bothThemes(admin, 'light');
      await admin.getByLabel(/^Reason/).fill('not even rules');
      const out = nina.waitForURL('**/sign-in*');
      await admin.getByRole('button', { name: 'Change role' }).click();
      await confirm(role.getByText('Rules read'));
      await out;
      await admin.goto(`${base()}/settings/users`);
      await row(admin, 'ada').waitFor();
    }, 240_000);

    it('an auditor sees all people and is offered no change', async () => {
      await admin.keyboard.press('Shift+N');
      await admin.getByLabel('User', { exact: true }).fill('otto');
      await admin.getByRole('radio', { name: /^Auditor/ }).check();
      await admin.getByLabel(/^Reason/).fill('the yearly audit');
      await admin.getByRole('button', { name: 'Make the link' }).click();
      await confirm(admin.getByLabel('Link of the invitation', { exact: true }));
      const link = await secret(admin, 'Link of the invitation');
      const auditor = await newPerson('light');
      const his = await arrive(auditor, link, NEXT);
      await auditor.goto(`${base()}/settings/users`);
      await row(auditor, 'ada').waitFor();
      expect(await auditor.getByRole('button', { name: 'Invite a user' }).count()).toBe(0);
      await auditor.getByRole('button', { name: 'Actions for ada' }).click();
      expect(await auditor.getByRole('menuitem').allInnerTexts()).toEqual(['Sessions']);
      await auditor.keyboard.press('Enter');
      await auditor.getByRole('heading', { name: 'Sessions of ada' }).waitFor();
      await auditor.getByText('Chrome').first().waitFor();
      await bothThemes(auditor, 'light');
      await auditor.goto(`${base()}/settings/roles`);
      await row(auditor, '<b>Nights</b>').waitFor();
      await auditor.getByRole('columnheader', { name: 'Auditor you' }).waitFor();
      expect(await auditor.getByRole('button', { name: /^(New role|Change|Remove)/ }).count()).toBe(0);
      await bothThemes(auditor, 'light');

      // He forgets his password: a link lets him choose another one, and his app is asked for all the same.
      await admin.goto(`${base()}/settings/users`);
      await admin.getByRole('button', { name: 'Actions for otto' }).click();
      await admin.getByRole('menuitem', { name: 'Link for a new password' }).click();
      await admin.getByLabel(/^Reason/).fill('forgot it on holiday');
      await admin.getByRole('button', { name: 'Make the link' }).click();
      await confirm(admin.getByLabel('Link for a new password', { exact: true }));
      const reset = await secret(admin, 'Link for a new password');
      await auditor.goto(`${base()}/account`);
      await auditor.getByText('A link for a new password of yours was made by ada').waitFor();
      await auditor.goto(reset);
      await auditor.getByRole('heading', { name: 'Choose a new password' }).waitFor();
      await auditor.locator('#password').fill(PASSWORD);
      await bothThemes(auditor, 'light');
      await auditor.keyboard.press('Enter');
      await proveSignIn(auditor, his);
      await auditor.waitForURL('**/overview*');
      expect(auditor.url()).not.toContain('token');
    }, 240_000);

    it('one administrator asks to erase somebody, another confirms it, and then he reads as nobody', async () => {
      const link = await invite(admin, app, { name: 'bea', role: 'Administrator' });
      await secret(admin, 'Link of the invitation');
      const second = await newPerson('dark');
      const [her, reason] = [await arrive(second, link, NEXT), 'request 7'];
      await admin.goto(`${base()}/settings/approvals`);
      await admin.getByRole('button', { name: 'Turn four eyes on' }).click();
      await admin.getByLabel(/^Reason/).fill('the yearly audit wants it');
      await admin.getByRole('button', { name: 'Turn on', exact: true }).click();
      await confirm(admin.getByText('Four eyes is on').first());

      await admin.goto(`${base()}/settings/users`);
      await admin.getByRole('button', { name: 'Actions for <b>mara</b>' }).click();
      await admin.getByRole('menuitem', { name: 'Erase for ever' }).click();
      await admin.getByLabel('Type the name').fill('<b>mara</b>');
      await admin.getByLabel(/^Reason/).fill(reason);
      await bothThemes(admin, 'light');
      await admin.getByRole('button', { name: 'Erase for ever' }).click();
      await confirm(admin.getByRole('alert').getByText('A second person has to confirm this'));
      await bothThemes(admin, 'light');

      await second.goto(`${base()}/settings/approvals`);
      await second.getByText('user: <b>mara</b>').waitFor();
      expect(await row(second, 'Erase a person').innerText()).toContain(reason);
      await second.getByRole('button', { name: 'Confirm: Erase a person, asked by ada' }).click();
      await second.getByLabel(/^Reason/).fill('seen the request');
      await bothThemes(second, 'dark');
      await second.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
      await confirmWhenAsked(second, her, row(second, 'Erase a person').getByText('Confirmed'));
      await bothThemes(second, 'dark');

      await admin.getByRole('button', { name: 'Erase for ever' }).click();
      const gone = row(admin, 'erased person');
      await confirm(gone.getByText('Erased', { exact: true }));
      await bothThemes(admin, 'light');
      expect(await row(admin, 'mara').count()).toBe(0);
      await second.goto(`${base()}/audit`);
      await second.getByText('Erase a person', { exact: true }).first().waitFor();
      await second
        .getByText(/^erased person [0-9a-f]{8}$/)
        .first()
        .waitFor();
      expect(await second.content()).not.toContain('mara');
      await bothThemes(second, 'dark');
    }, 240_000);
  });
