import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { Authenticator } from './authenticator';

/** Debian's Chromium, the one that draws for nobody first, for it needs a third less of the processor; null where none is installed. */
export const CHROMIUM =
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) =>
    existsSync(file),
  ) ?? null;

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** How many times slower than this machine the pages run: 1 unless WIRELEDGER_E2E_SLOWDOWN says more, to bring out what only a slow page shows. */
const SLOWDOWN = Number(process.env['WIRELEDGER_E2E_SLOWDOWN'] ?? 1);

export async function launch(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS });
  if (SLOWDOWN > 1) slowDown(browser);
  return browser;
}

/** Every page that is opened from now on gets a share of the processor, and waits for each answer. */
function slowDown(browser: Browser): void {
  const open = browser.newContext.bind(browser);
  const slow = async (page: Page): Promise<void> => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await devtools.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 50 * SLOWDOWN, downloadThroughput: -1, uploadThroughput: -1 },
    });
  };
  browser.newContext = async (options) => {
    const context = await open(options);
    const openPage = context.newPage.bind(context);
    context.newPage = async () => {
      const page = await openPage();
      await slow(page);
      return page;
    };
    return context;
  };
  browser.newPage = async (options) => (await browser.newContext(options)).newPage();
}

/** What a page complained about: script errors, dialogs, violated policies, requests to others. */
export class Complaints {
  readonly list: string[] = [];

  constructor(page: Page, origin: string) {
    page.on('pageerror', (error) => this.list.push(`script error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.list.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(message.text())) this.list.push(message.text());
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) this.list.push(`request to ${url}`);
    });
  }
}

/**
 * Follows the one-time link in the output of `up`, sets a second factor up, and waits for the overview. `look` is called on each screen on the way.
 */
export async function becomeAdministrator(
  page: Page,
  output: string,
  name: string,
  password: string,
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<Authenticator> {
  await page.goto(/http\S+\/welcome#token=\S+/.exec(output)?.[0] ?? '');
  await page.getByLabel('User').fill(name);
  await page.locator('#password').fill(password);
  await look();
  await page.locator('#password').press('Enter');
  await page.getByRole('heading', { name: 'Set up your second factor' }).waitFor();
  const app = await enrol(page, look);
  await page.waitForURL('**/overview*');
  return app;
}

/** From the QR code to the recovery codes and on. */
export async function enrol(page: Page, look: () => Promise<void> = () => Promise.resolve()): Promise<Authenticator> {
  const app = new Authenticator(await page.locator('.secret code').innerText());
  await look();
  await page.locator('#first-code').fill(await app.code());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
  app.recoveryCodes.push(...(await page.locator('.codes li').allInnerTexts()));
  await look();
  await page.locator('#kept-code').fill(app.recoveryCodes[4] ?? '');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  return app;
}

/** Gives the code that an act may ask for, the reason being said already, and waits for what comes of the act. */
export async function confirmWhenAsked(
  page: Page,
  app: Authenticator,
  done: Locator,
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm it is you' });
  await dialog.or(done).first().waitFor();
  if (!(await dialog.isVisible())) return;
  if ((await dialog.getByLabel('Reason').inputValue()) === '') throw new Error('the reason was not taken over');
  await look();
  await prove(dialog, '#step-up-code', app);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await done.first().waitFor();
}

/** Has an administrator invite somebody, on the page of users. Answers the link. */
export async function invite(
  page: Page,
  app: Authenticator,
  { name, role }: { readonly name: string; readonly role: string },
): Promise<string> {
  await page.goto(new URL('/settings/users', page.url()).href);
  await page.getByRole('button', { name: 'Invite a user' }).click();
  await page.getByLabel('User', { exact: true }).fill(name);
  await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await page.getByLabel(/^Reason/).fill('new in the team');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const field = page.getByLabel('Link of the invitation', { exact: true });
  await confirmWhenAsked(page, app, field);
  return field.inputValue();
}

/** Follows the link of an invitation, sets everything up and waits for the overview. */
export async function arrive(
  page: Page,
  link: string,
  password: string,
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<Authenticator> {
  await page.goto(link);
  await page.getByRole('heading', { name: /^Welcome, / }).waitFor();
  await look();
  await page.locator('#password').fill(password);
  await page.locator('#password').press('Enter');
  await page.getByRole('heading', { name: 'Set up your second factor' }).waitFor();
  const app = await enrol(page, look);
  await page.waitForURL('**/overview*');
  return app;
}

/** First step of a sign-in. */
export async function enterPassword(page: Page, name: string, password: string): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
}

/** Whoever can prove that it is the owner. */
type Prover = Pick<Authenticator, 'proof'>;

/** Fills the field of a code with what is at hand, a code of the app or one from the drawer. */
export async function prove(form: Locator, field: string, app: Prover): Promise<void> {
  const { code, recovery } = await app.proof();
  const label = form.getByText(recovery ? 'Recovery code' : 'Six-digit code', { exact: true });
  const other = form.getByRole('button', { name: recovery ? 'Use a recovery code' : 'Use the app' });
  await label.or(other).first().waitFor();
  if (await other.isVisible()) await other.click();
  await label.waitFor();
  await form.locator(field).fill(code);
}

/** Gives the code and the reason that an act asks for. */
export async function stepUp(page: Page, app: Prover, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm it is you' });
  await dialog.getByLabel('Reason').fill(reason);
  await prove(dialog, '#step-up-code', app);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Second step of a sign-in, after the password, with whatever is at hand. */
export async function proveSignIn(page: Page, app: Authenticator): Promise<void> {
  await prove(page.locator('body'), '#code', app);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Second step of a sign-in, after the password. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await page.locator('#code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** An endless animation is no transition. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
  .map(({ finished }) => finished)).then(() => undefined)`;

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** Goes to an element by Tab alone, as whoever has no mouse does. @throws Error when a hundred presses do not lead there */
export async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 100; presses++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

/** What a theme decides: everything else that axe looks at is the same in both. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What need not be done for serious and critical findings: the rules that find no such thing and cost most, style sheets read for rules that are off, frames. */
const OF_LESS = {
  preload: false,
  iframes: false,
  rules: Object.fromEntries(
    ['region', 'landmark-unique', 'heading-order', 'presentation-role-conflict', 'aria-allowed-role'].map((rule) => [
      rule,
      { enabled: false },
    ]),
  ),
};

/** Serious and critical findings of axe on the page once its transitions are over, `rule: element` each. */
export const axe = (page: Page): Promise<string[]> => findings(page, OF_LESS);

/** Those in both themes, where the second is looked at for its colours alone. The page is left in the theme that it had, or in `own`. */
export async function axeInBothThemes(page: Page, own: 'light' | 'dark' | null = null): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await axe(page);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await findings(page, { preload: false, iframes: false, runOnly: OF_COLOUR });
  await page.emulateMedia({ colorScheme: own });
  return [...dark.map((found) => `dark ${found}`), ...light.map((found) => `light ${found}`)];
}

async function findings(page: Page, options: object): Promise<string[]> {
  // Half-way through a transition text and ground have colours that no state has; an endless animation is no transition.
  await page.evaluate(SETTLED);
  // Evaluated through the debugger, past the page's own content policy.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(AXE);
  const asked = JSON.stringify({ resultTypes: ['violations'], ...options });
  const found = await page.evaluate<Findings>(`axe.run(document, ${asked})`);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
