import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import {
  ErasePerson,
  GrantRole,
  InviteUser,
  OfferPasswordReset,
  ResetSecondFactor,
  RoleList,
  type RoleRow,
  UserList,
  type UserRow,
} from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { teachLayers } from '../../testing/layers';
import { UsersPage } from './users';

const person = (id: string, name: string, secondFactor: boolean): UserRow => ({
  ...{ id, name, version: 3 },
  details: {
    ...{
      role: 'ANALYST',
      customRole: null,
      scope: null,
      masked: false,
      secondFactor,
      invitedUntil: null,
      seenAt: null,
    },
    ...{ sessions: 0, state: erased.has(id) ? 'ERASED' : 'ACTIVE' },
  },
});

const NIGHTS: RoleRow = {
  ...{ id: 'r1', name: '<i>Nights</i>', base: 'ANALYST', without: ['lists.write', 'rules.write'] },
  ...{ version: 1, people: 0, own: false, changedByName: 'ada', changedAt: '2026-11-20T08:00:00Z' },
};

/** Who is erased. */
const erased = new Set<string>();

describe('the page of users', () => {
  let fixture: ComponentFixture<UsersPage>;
  let element: HTMLElement;
  let permissions: readonly string[];
  let forget: () => void;
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      asked.push({ name: op.name, variables });
      const users = [person('u1', 'ada', true), person('u2', 'bea', true), person('u3', 'cleo', false)];
      const link = 'https://here/reset-password#token=x';
      const done = { ended: 2, link, expiresAt: '2030-01-01T00:00:00Z', entity: person('u9', 'dora', false) };
      if (op.name === RoleList.name) return Promise.resolve({ roles: [NIGHTS] });
      return Promise.resolve(op.name === UserList.name ? { users: { count: 3, users } } : { done });
    },
  };

  beforeEach(() => {
    asked.length = 0;
    permissions = ['users.read', 'users.write', 'users.mfa'];
    forget = teachLayers();
    TestBed.configureTestingModule({
      providers: [
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        {
          provide: Session,
          useValue: { can: (permission: string) => permissions.includes(permission), viewer: () => ({ id: 'u1' }) },
        },
      ],
    });
  });
  afterEach(() => {
    element.remove();
    forget();
  });

  async function show(): Promise<void> {
    fixture = TestBed.createComponent(UsersPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await settle();
  }
  async function settle(): Promise<void> {
    await fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  }
  const column = (label: string): string[] => {
    const at = [...element.querySelectorAll('thead th')].findIndex(({ textContent }) => textContent === label);
    return [...element.querySelectorAll('tbody tr')].map((row) => row.children[at]?.textContent?.trim() ?? '');
  };
  async function menuOf(name: string): Promise<readonly HTMLElement[]> {
    element.querySelector<HTMLElement>(`[aria-label="Actions for ${name}"]`)?.click();
    await settle();
    return [...element.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
  const labels = (items: readonly HTMLElement[]) => items.map(({ textContent }) => textContent?.trim());

  it('tells who has set a second factor up', async () => {
    await show();
    expect(column('Second factor')).toEqual(['Set up', 'Set up', 'Not set up']);
  });

  it('offers a reset where there is something to reset, never of the own one', async () => {
    await show();
    expect(labels(await menuOf('bea'))).toContain('Reset second factor');
    expect(labels(await menuOf('cleo'))).not.toContain('Reset second factor');
    expect(labels(await menuOf('ada'))).not.toContain('Reset second factor');
  });

  it('offers none to who may not', async () => {
    permissions = ['users.read', 'users.write'];
    await show();
    expect(labels(await menuOf('bea'))).not.toContain('Reset second factor');
  });

  it('resets for a reason, and reads the list again', async () => {
    await show();
    const item = (await menuOf('bea')).find(({ textContent }) => textContent?.includes('Reset second factor'));
    item?.click();
    await settle();
    const reason = element.querySelector('textarea') as HTMLTextAreaElement;
    const submit = element.querySelector('button[type=submit]') as HTMLButtonElement;
    const say = (text: string): void => {
      reason.value = text;
      reason.dispatchEvent(new Event('input'));
    };
    expect(document.activeElement).toBe(reason);
    say('  ');
    submit.click();
    await settle();
    expect(element.querySelector('#change-reason-problem')?.textContent).toBe('A reason is wanted.');
    expect([reason.getAttribute('aria-invalid'), reason.getAttribute('aria-describedby')]).toEqual([
      'true',
      'change-reason-problem',
    ]);
    expect(document.activeElement).toBe(reason);
    say('lost the phone');
    submit.click();
    await settle();
    expect(asked.filter(({ name }) => name !== UserList.name)).toEqual([
      { name: ResetSecondFactor.name, variables: { id: 'u2', reason: 'lost the phone' } },
    ]);
    expect(asked.at(-1)?.name).toBe(UserList.name);
    expect(element.querySelector('dialog')).toBeNull();
  });

  it('makes a link for a new password for a reason, and shows it once; never for oneself', async () => {
    await show();
    expect(labels(await menuOf('ada'))).not.toContain('Link for a new password');
    (await menuOf('bea')).find(({ textContent }) => textContent?.includes('Link for a new password'))?.click();
    await settle();
    const [reason, submit] = [element.querySelector('textarea'), element.querySelector('button[type=submit]')];
    const say = async (text: string): Promise<void> => {
      if (reason) reason.value = text;
      reason?.dispatchEvent(new Event('input'));
      (submit as HTMLButtonElement).click();
      await settle();
    };
    await say(' ');
    expect(element.querySelector('#password-link-reason-problem')?.textContent).toBe('A reason is wanted.');
    await say('forgot it');
    expect(asked.filter(({ name }) => name !== UserList.name)).toEqual([
      { name: OfferPasswordReset.name, variables: { id: 'u2', reason: 'forgot it' } },
    ]);
    const shown = element.querySelector<HTMLInputElement>('wl-secret-once input');
    expect(shown?.value).toBe('https://here/reset-password#token=x');
  });

  it('erases with the name typed and a reason that does not have it', async () => {
    permissions = ['users.read', 'users.write', 'privacy.erase'];
    await show();
    expect(labels(await menuOf('ada'))).not.toContain('Erase for ever');
    (await menuOf('bea')).find(({ textContent }) => textContent?.includes('Erase for ever'))?.click();
    await settle();
    const [name, reason] = ['input#erase-name', 'textarea#erase-reason'].map(
      (selector) => element.querySelector(selector) as HTMLInputElement,
    ) as [HTMLInputElement, HTMLInputElement];
    const send = async (typed: string, why: string): Promise<string | undefined> => {
      for (const [field, text] of [[name, typed] as const, [reason, why] as const]) {
        field.value = text;
        field.dispatchEvent(new Event('input'));
      }
      element.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
      await settle();
      return element.querySelector('wl-field-problem span')?.textContent;
    };
    expect(element.querySelector('.lead .tag')?.textContent).toBe('erased person u2');
    expect(await send('be', 'request 7')).toBe('Type the name as it is written: bea');
    expect(await send('bea', ' ')).toBe('A reason is wanted.');
    expect(await send('Bea', 'Bea has left')).toBe('Leave the name out of the reason: it stays for ever.');
    expect(asked.some(({ name: op }) => op === ErasePerson.name)).toBe(false);
    expect(await send('BEA', 'request 7')).toBeUndefined();
    expect(asked.filter(({ name: op }) => op !== UserList.name)).toEqual([
      { name: ErasePerson.name, variables: { id: 'u2', seen: 3, reason: 'request 7' } },
    ]);
    expect(element.querySelector('dialog')).toBeNull();
  });

  const fill = (selector: string, text: string): void => {
    const field = element.querySelector(selector) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event('input'));
  };
  const choose = async (value: string): Promise<void> => {
    element.querySelector<HTMLInputElement>(`input[type=radio][value=${value}]`)?.click();
    await settle();
  };
  const sent = async () => {
    element.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await settle();
    return asked.filter(({ name }) => ![UserList.name, RoleList.name].includes(name));
  };

  it('gives a custom role, and says from what to what', async () => {
    await show();
    (await menuOf('bea')).find(({ textContent }) => textContent?.includes('Change role'))?.click();
    await settle();
    await choose('r1');
    const label = element.querySelector('input[value=r1]')?.closest('label');
    expect(label?.textContent).toContain('<i>Nights</i>');
    expect(label?.textContent).toContain('Analyst without 2 permissions');
    expect([...element.querySelectorAll('.lead .tag')].map(({ textContent }) => textContent)).toEqual([
      'Analyst',
      '<i>Nights</i>',
    ]);
    fill('textarea', 'nights only');
    const variables = { id: 'u2', seen: 3, reason: 'nights only', role: 'ANALYST', customRole: 'r1' };
    expect(await sent()).toEqual([{ name: GrantRole.name, variables }]);
  });

  it('invites with a custom role, and with none when a plain one is chosen after it', async () => {
    await show();
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('Invite a user'))?.click();
    await settle();
    await choose('r1');
    fill('#invite-name', 'dora');
    fill('#invite-reason', 'new');
    expect((await sent()).at(-1)).toMatchObject({
      name: InviteUser.name,
      variables: { role: 'ANALYST', customRole: 'r1' },
    });
    element.querySelector('dialog')?.close();
    await settle();
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('Invite a user'))?.click();
    await settle();
    await choose('r1');
    await choose('VIEWER');
    fill('#invite-name', 'dora');
    fill('#invite-reason', 'new');
    expect((await sent()).at(-1)?.variables).toMatchObject({ role: 'VIEWER', customRole: null });
  });

  it('offers nothing for somebody who is erased', async () => {
    permissions = ['users.read', 'users.write', 'users.mfa', 'sessions.kill', 'privacy.erase'];
    erased.add('u3');
    await show();
    erased.clear();
    expect(column('State').at(2)).toBe('Erased');
    expect(column('Second factor').at(2)).toBe('');
    expect(element.querySelector('[aria-label="Actions for cleo"]')).toBeNull();
  });
});
