import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Account } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { FormDriver } from '../../testing/form-driver';
import { AccountPage } from './account';

// The whole page is drawn, also on a machine that has much to do.
jest.setTimeout(20_000);

const LONG = 'a sentence that is long';

describe('forms of the own account', () => {
  let on: FormDriver<AccountPage>;
  let identity: object;
  const account = {
    sessions: () =>
      Promise.resolve(
        [true, false].map((current) => ({
          ...{ id: `s${current}`, current, agent: '', ip: '10.0.0.1' },
          ...{ startedAt: '2026-11-30T10:00:00Z', seenAt: '2026-11-30T10:00:00Z' },
        })),
      ),
    identity: () => Promise.resolve(identity),
    offeredReset: () => Promise.resolve(null),
    factor: () =>
      Promise.resolve({ enrolled: true, demanded: false, enrolledAt: '2026-11-29T10:00:00Z', codesLeft: 9 }),
    changePassword: jest.fn((_current: string, _next: string) => Promise.resolve(0)),
    endOthers: jest.fn((_password: string) => Promise.resolve(1)),
    removeFactor: jest.fn((_proof: object) => Promise.resolve()),
    unlink: jest.fn((_proof: object) => Promise.resolve(0)),
  };

  beforeEach(() => {
    jest.clearAllMocks();
    identity = { provider: 'Example', linkedAt: '2026-11-29T10:00:00Z', hasPassword: true, factorAtProvider: false };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: Account, useValue: account },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        {
          provide: Session,
          useValue: {
            ...{ viewer: () => ({ name: 'ada', role: 'admin' }), can: () => false },
            door: () => Promise.resolve({ passwordLength: 14 }),
          },
        },
      ],
    });
  });
  afterEach(() => on.remove());
  const open = async (): Promise<void> => {
    on = await FormDriver.show(AccountPage);
    await on.settled();
  };

  it('ask for both passwords, the new one as long as the settings have it', async () => {
    await open();
    on.type('next', 'thirteen chars');
    await on.settled();
    expect(on.element.querySelector('#next-hint')?.textContent).toBe('Long enough');
    on.type('next', 'thirteen char');
    await on.settled();
    expect([on.problem('next'), on.element.querySelector('#next-hint')?.textContent]).toEqual([
      ...['', 'At least 14 characters. A sentence is easiest to keep.'],
    ]);
    await on.press('Change password');
    expect([on.problem('current'), on.problem('next'), on.focused]).toEqual([
      ...['A password is wanted.', 'The password needs at least 14 characters.', 'current'],
    ]);
    expect([on.element.querySelector('#next-hint')?.textContent, account.changePassword.mock.calls]).toEqual([
      ...['A sentence is easiest to keep.', []],
    ]);
    on.type('current', ' old ');
    on.type('next', LONG);
    await on.press('Change password');
    expect(account.changePassword.mock.calls).toEqual([[' old ', LONG]]);
    expect([on.field('current').value, on.field('next').value, on.problem('current'), on.problem('next')]).toEqual([
      ...['', '', '', ''],
    ]);
  });

  it('ask whoever has no password for none', async () => {
    identity = { ...identity, hasPassword: false };
    await open();
    on.type('next', LONG);
    await on.press('Set a password');
    expect(account.changePassword.mock.calls).toEqual([['', LONG]]);
  });

  it('ask for password and code before the second factor goes, and forget both on Cancel', async () => {
    await open();
    await on.press('Remove');
    await on.press('Remove it');
    expect([on.problem('proof'), on.problem('proof-code'), on.focused]).toEqual([
      ...['A password is wanted.', 'A code is wanted.', 'proof'],
    ]);
    expect(account.removeFactor).not.toHaveBeenCalled();
    on.type('proof', LONG);
    await on.press('Cancel');
    await on.press('Remove');
    expect([on.field('proof').value, on.problem('proof'), on.problem('proof-code')]).toEqual(['', '', '']);
    on.type('proof', LONG);
    on.type('proof-code', ' 000000 ');
    account.removeFactor.mockRejectedValueOnce(new ApiError('CODE_WRONG', 'The code is wrong.'));
    await on.press('Remove it');
    expect(account.removeFactor).toHaveBeenCalledWith({ password: LONG, code: '000000' });
    expect(on.element.querySelector('[role=alert]')?.textContent).toContain('The code is wrong.');
    expect(on.field('proof-code').selectionEnd).toBe(8);
  });

  it('ask for the password before the identity is unlinked', async () => {
    await open();
    await on.press('Unlink');
    on.type('identity-code', '123456');
    await on.press('Unlink');
    expect([on.problem('identity-proof'), on.focused]).toEqual(['A password is wanted.', 'identity-proof']);
    expect(account.unlink).not.toHaveBeenCalled();
  });

  it('ask for the password before other sessions end', async () => {
    await open();
    await on.press('Sign out all others');
    on.element.querySelector<HTMLButtonElement>('.ending button[type=submit]')?.click();
    await on.settled();
    expect([on.problem('ending-password'), on.focused]).toEqual(['A password is wanted.', 'ending-password']);
    expect(account.endOthers).not.toHaveBeenCalled();
    on.type('ending-password', LONG);
    on.element.querySelector<HTMLButtonElement>('.ending button[type=submit]')?.click();
    await on.settled();
    expect(account.endOthers.mock.calls).toEqual([[LONG]]);
    expect(on.element.querySelector('.ending')).toBeNull();
  });
});
