import { TestBed } from '@angular/core/testing';
import { ActivatedRoute, convertToParamMap, Router } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Departure } from '../../core/session/departure';
import { Session } from '../../core/session/session';
import { FormDriver } from '../../testing/form-driver';
import { SignInPage } from './sign-in';

const PENDING = { token: 'p3nd', needs: 'code' as const };

describe('sign-in', () => {
  let on: FormDriver<SignInPage>;
  const session = {
    signedIn: () => false,
    door: () => Promise.resolve({ bootstrapNeeded: false, provider: 'Example login', passwordLength: 12 }),
    signIn: jest.fn((_name: string, _password: string) => Promise.resolve<typeof PENDING | undefined>(PENDING)),
    enterCode: jest.fn((_token: string, _code: string) => Promise.resolve()),
    beginAtProvider: jest.fn(() => Promise.resolve('https://login.example.org/a')),
  };
  const departure = { signedInThere: false, leave: jest.fn() };

  beforeEach(async () => {
    jest.clearAllMocks();
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: session },
        { provide: Departure, useValue: departure },
        { provide: Router, useValue: { navigateByUrl: () => Promise.resolve(true) } },
        { provide: ActivatedRoute, useValue: { snapshot: { queryParamMap: convertToParamMap({}) } } },
      ],
    });
    on = await FormDriver.show(SignInPage);
    await on.settled();
  });
  afterEach(() => on.remove());

  it('says what is missing at each field, sends nothing, and leads to the first', async () => {
    on.type('name', '  ');
    await on.press('Continue');
    expect([on.problem('name'), on.problem('password')]).toEqual(['A name is wanted.', 'A password is wanted.']);
    expect([on.focused, session.signIn.mock.calls]).toEqual(['name', []]);
    on.type('name', ' ada ');
    await on.press('Continue');
    expect([on.problem('name'), on.focused, session.signIn.mock.calls]).toEqual(['', 'password', []]);
  });

  it('says nothing to whoever passes by its fields on the way to the provider', async () => {
    expect(on.focused).toBe('name');
    await on.leave('name');
    await on.leave('password');
    expect([on.problem('name'), on.problem('password')]).toEqual(['', '']);
    await on.press('Continue with Example login');
    expect(departure.leave).toHaveBeenCalledTimes(1);
  });

  it('does not look at what a password is, and keeps it no longer than it is sent', async () => {
    on.type('name', ' ada ');
    on.type('password', ' x ');
    await on.press('Continue');
    expect(session.signIn.mock.calls).toEqual([['ada', ' x ']]);
    expect(on.element.querySelector('h1')?.textContent).toBe('Enter your code');
    expect(on.element.textContent).toContain('ada');
    await on.press('Back');
    expect([on.field('name').value, on.field('password').value, on.focused]).toEqual(['', '', 'name']);
  });

  it('tells of a refusal above the fields, not at one of them', async () => {
    session.signIn.mockRejectedValueOnce(new ApiError('SIGN_IN_REFUSED', 'no'));
    on.type('name', 'ada');
    on.type('password', 'wrong');
    await on.press('Continue');
    expect(on.element.querySelector('[role=alert]')?.textContent.trim()).toBe('User and password do not fit together.');
    expect([on.problem('name'), on.problem('password'), on.field('password').selectionEnd]).toEqual(['', '', 5]);
  });

  it('takes a code that is whole, of the app or a recovery code', async () => {
    on.type('name', 'ada');
    on.type('password', 'right');
    await on.press('Continue');
    on.type('code', '12345');
    await on.settled();
    expect(on.problem('code')).toBe('');
    await on.press('Sign in');
    expect([on.problem('code'), on.focused]).toEqual(['The code has six digits.', 'code']);
    expect(on.field('code').getAttribute('aria-describedby')).toBe('code-problem code-hint');
    await on.press('Use a recovery code');
    expect([on.field('code').value, on.problem('code')]).toEqual(['', '']);
    on.type('code', 'abcd-efgh');
    await on.press('Sign in');
    expect([on.problem('code'), session.enterCode.mock.calls]).toEqual(['The code is not whole.', []]);
    on.type('code', ' abcd-efgh-2345-6722 ');
    await on.press('Sign in');
    expect(session.enterCode.mock.calls).toEqual([['p3nd', 'abcd-efgh-2345-6722']]);
  });
});
