import { type Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Account } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { StepUp } from '../../core/session/step-up';
import { StepUpDialog } from '../../shell/step-up-dialog';
import { PasswordForm } from '../account/password-form';
import { EnrolSteps } from './enrol-steps';
import { InvitationPage } from './invitation';
import { ResetPasswordPage } from './reset-password';
import { RecoveryCodes } from './recovery-codes';
import { WelcomePage } from './welcome';

const PASSWORD = 'a sentence that is long';

/**
 * Enter comes right behind the last key here, before anything is drawn again: a form whose button is off until then would swallow it.
 */
describe('forms of people who are fast', () => {
  let element: HTMLElement;
  const session = {
    signedIn: () => false,
    viewer: () => ({ id: 'u1', name: 'ada' }),
    bootstrap: jest.fn(() => Promise.resolve(undefined)),
    invited: jest.fn(() => Promise.resolve({ name: 'ada', role: 'analyst', expiresAt: '2030-01-01T00:00:00Z' })),
    door: jest.fn(() => Promise.resolve({ bootstrapNeeded: false, provider: null, passwordLength: 12 })),
    acceptInvitation: jest.fn(() => Promise.resolve(undefined)),
    resetFor: jest.fn(() => Promise.resolve({ name: 'ada', expiresAt: '2030-01-01T00:00:00Z' })),
    resetPassword: jest.fn(() => Promise.resolve({ token: 'p3nd', needs: 'code' as const })),
  };
  const account = {
    changePassword: jest.fn(() => Promise.resolve(2)),
    stepUp: jest.fn(() => Promise.resolve()),
    identity: jest.fn(() => Promise.resolve({ provider: null, factorAtProvider: false })),
  };

  beforeEach(() => {
    jest.clearAllMocks();
    // jsdom opens no modal dialogs
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: session },
        { provide: Account, useValue: account },
        { provide: Router, useValue: { navigateByUrl: () => Promise.resolve(true) } },
      ],
    });
  });
  afterEach(() => {
    element.remove();
    history.replaceState(null, '', '/');
  });

  async function show<T>(type: Type<T>, inputs: Readonly<Record<string, unknown>> = {}): Promise<ComponentFixture<T>> {
    const fixture = TestBed.createComponent(type);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
    return fixture;
  }
  const field = (id: string): HTMLInputElement => element.querySelector<HTMLInputElement>(`#${id}`) as HTMLInputElement;
  function type(id: string, text: string): void {
    field(id).value = text;
    field(id).dispatchEvent(new Event('input', { bubbles: true }));
  }
  /** As a browser does it on Enter: by a press of the first submit button, which does nothing when it is off (HTML, implicit submission). */
  function enter(): void {
    element.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
  }
  const problem = (): string => element.querySelector('[role=alert]')?.textContent?.trim() ?? '';
  /** What stands at a field against it; screen readers are told the same. */
  const wrong = (id: string): string => {
    const line = element.querySelector(`#${id}-problem`);
    expect(field(id).getAttribute('aria-invalid')).toBe(line ? 'true' : null);
    expect((field(id).getAttribute('aria-describedby') ?? '').split(' ').includes(`${id}-problem`)).toBe(!!line);
    return line?.textContent.trim() ?? '';
  };

  it('makes the first administrator, and has the focus in the name', async () => {
    history.replaceState(null, '', '/welcome#token=t0k3n');
    const fixture = await show(WelcomePage);
    expect(document.activeElement).toBe(field('name'));
    type('name', ' ada ');
    type('password', 'short');
    enter();
    await fixture.whenStable();
    expect(session.bootstrap).not.toHaveBeenCalled();
    expect(wrong('password')).toContain('at least 12 characters');
    expect(document.activeElement).toBe(field('password'));
    type('password', PASSWORD);
    enter();
    expect(session.bootstrap).toHaveBeenCalledWith('t0k3n', 'ada', PASSWORD);
    await fixture.whenStable();
    expect(problem()).toBe('');
  });

  it('makes nobody with a link that has no token', async () => {
    await show(WelcomePage);
    type('name', 'ada');
    type('password', PASSWORD);
    enter();
    expect(session.bootstrap).not.toHaveBeenCalled();
    expect(problem()).toContain('no token');
  });

  it('takes the password of somebody who was invited, and has the focus in it once it is there', async () => {
    history.replaceState(null, '', '/invitation#token=t0k3n');
    const fixture = await show(InvitationPage);
    expect(document.activeElement).toBe(field('password'));
    type('password', 'short');
    enter();
    await fixture.whenStable();
    expect(wrong('password')).toContain('at least 12 characters');
    type('password', PASSWORD);
    enter();
    expect(session.acceptInvitation).toHaveBeenCalledWith('t0k3n', 'ada', PASSWORD);
    await fixture.whenStable();
  });

  it('takes the new password of somebody who forgot his, and asks for his code behind it', async () => {
    history.replaceState(null, '', '/reset-password#token=t0k3n');
    const fixture = await show(ResetPasswordPage);
    expect(location.hash).toBe('');
    expect(element.querySelector('h1')?.textContent).toBe('Choose a new password');
    expect(document.activeElement).toBe(field('password'));
    type('password', 'short');
    enter();
    await fixture.whenStable();
    expect(wrong('password')).toContain('at least 12 characters');
    expect(session.resetPassword).not.toHaveBeenCalled();
    type('password', PASSWORD);
    enter();
    expect(session.resetPassword).toHaveBeenCalledWith('t0k3n', PASSWORD);
    await fixture.whenStable();
    expect(element.querySelector('h1')?.textContent).toBe('Enter your code');
    expect(document.activeElement).toBe(field('code'));
  });

  it('changes the password', async () => {
    const fixture = await show(PasswordForm);
    type('current', 'the old one');
    type('next', 'short');
    enter();
    await fixture.whenStable();
    expect(account.changePassword).not.toHaveBeenCalled();
    expect(wrong('next')).toContain('at least 12 characters');
    expect(document.activeElement).toBe(field('next'));
    type('next', PASSWORD);
    enter();
    expect(account.changePassword).toHaveBeenCalledWith('the old one', PASSWORD);
    await fixture.whenStable();
    expect(field('next').value).toBe('');
    expect(element.textContent).toContain('2 other sessions ended');
  });

  it('shows a password that is being chosen only when asked to', async () => {
    const fixture = await show(PasswordForm);
    expect(field('next').type).toBe('password');
    element.querySelector<HTMLButtonElement>('[aria-label="Show password"]')?.click();
    await fixture.whenStable();
    expect(field('next').type).toBe('text');
    type('next', PASSWORD);
    await fixture.whenStable();
    expect(element.querySelector('#next-hint')?.textContent?.trim()).toBe('Long enough');
    expect(field('next').getAttribute('aria-describedby')).toBe('next-hint');
  });

  it('takes the first code of an app', async () => {
    const confirm = jest.fn(() => Promise.resolve(['AAAA-BBBB-CCCC-DDDD']));
    const app = { uri: 'otpauth://totp/Wireledger:ada?secret=JBSWY3DPEHPK3PXP', secret: 'JBSWY3DPEHPK3PXP' };
    const fixture = await show(EnrolSteps, { app, confirm });
    expect(document.activeElement).toBe(field('first-code'));
    type('first-code', '12345');
    enter();
    await fixture.whenStable();
    expect(confirm).not.toHaveBeenCalled();
    expect(wrong('first-code')).toBe('The code has six digits.');
    type('first-code', '123456');
    enter();
    expect(confirm).toHaveBeenCalledWith('123456');
    await fixture.whenStable();
    expect(element.textContent).toContain('AAAA-BBBB-CCCC-DDDD');
  });

  it('goes on from the recovery codes with one of them only', async () => {
    const fixture = await show(RecoveryCodes, { codes: ['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-GGGG-HHHH'] });
    const kept = jest.fn();
    fixture.componentInstance.kept.subscribe(kept);
    type('kept-code', 'AAAA-BBBB-CCCC-DDDE');
    enter();
    await fixture.whenStable();
    expect(kept).not.toHaveBeenCalled();
    expect(wrong('kept-code')).toBe('This is none of these codes.');
    expect(document.activeElement).toBe(field('kept-code'));
    type('kept-code', 'eeee ffff gggg hhhh');
    enter();
    expect(kept).toHaveBeenCalledTimes(1);
  });

  it('takes reason and code of a step-up, each missing one named and given the focus', async () => {
    const answer = jest.fn();
    const fixture = await show(StepUpDialog);
    TestBed.inject(StepUp).asking.set({ permission: 'export.data', reason: '', answer });
    await fixture.whenStable();
    expect(element.querySelector('dialog')?.open).toBe(true);
    expect(document.activeElement).toBe(field('step-up-reason'));
    type('step-up-reason', '  ');
    type('step-up-code', '123456');
    field('step-up-code').focus();
    enter();
    await fixture.whenStable();
    expect(wrong('step-up-reason')).toBe('A reason is wanted.');
    expect(document.activeElement).toBe(field('step-up-reason'));
    type('step-up-reason', 'case 12');
    type('step-up-code', '12345');
    enter();
    await fixture.whenStable();
    expect(wrong('step-up-code')).toBe('The code has six digits.');
    expect(document.activeElement).toBe(field('step-up-code'));
    expect(account.stepUp).not.toHaveBeenCalled();
    type('step-up-code', '123456');
    enter();
    expect(account.stepUp).toHaveBeenCalledWith('export.data', '123456', 'case 12');
    await fixture.whenStable();
    expect(answer).toHaveBeenCalledWith(true);
  });

  it('asks for the code first where the reason was said already, and for the next permission anew', async () => {
    const fixture = await show(StepUpDialog);
    const { asking } = TestBed.inject(StepUp);
    asking.set({ permission: 'users.write', reason: 'case 12', answer: jest.fn() });
    await fixture.whenStable();
    expect(document.activeElement).toBe(field('step-up-code'));
    expect(field('step-up-reason').value).toBe('case 12');
    asking.set(undefined);
    await fixture.whenStable();
    expect(element.querySelector('dialog')?.open).toBe(false);
  });
});
