import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Account } from '../../core/session/account';
import { Departure } from '../../core/session/departure';
import { Session } from '../../core/session/session';
import { CallbackPage } from './callback';

describe('back from the sign-in provider', () => {
  const session = {
    signedIn: () => false,
    restore: jest.fn(() => Promise.resolve(true)),
    finishAtProvider: jest.fn((_query: string): Promise<unknown> => Promise.resolve(undefined)),
  };
  const account = { finishAtProvider: jest.fn((_query: string) => Promise.resolve('stepUp')) };
  const router = { navigateByUrl: jest.fn((_url: string) => Promise.resolve(true)) };
  let departure: Departure;

  beforeEach(() => {
    jest.clearAllMocks();
    sessionStorage.clear();
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: session },
        { provide: Account, useValue: account },
        { provide: Router, useValue: router },
      ],
    });
    departure = TestBed.inject(Departure);
    jest.spyOn(departure, 'go').mockImplementation(() => undefined);
    history.replaceState(null, '', '/sign-in/callback?code=the-code&state=s');
  });
  afterEach(() => history.replaceState(null, '', '/'));

  async function arrive(): Promise<ComponentFixture<CallbackPage>> {
    const fixture = TestBed.createComponent(CallbackPage);
    await fixture.whenStable();
    return fixture;
  }
  const text = ({ nativeElement }: ComponentFixture<CallbackPage>) => (nativeElement as HTMLElement).textContent;

  it('signs in, goes on to the page that was wanted, and leaves no code in the address', async () => {
    departure.leave('https://login.example.org/authorize', { for: 'signIn', back: '/flows?v=1' });
    await arrive();
    expect(session.finishAtProvider).toHaveBeenCalledWith('?code=the-code&state=s');
    expect(router.navigateByUrl).toHaveBeenCalledWith('/flows?v=1');
    expect(location.search).toBe('');
    expect(departure.signedInThere).toBe(true);
  });

  it('goes nowhere else than to a page of its own', async () => {
    departure.leave('https://login.example.org/', { for: 'signIn', back: 'https://evil.example/' });
    await arrive();
    expect(router.navigateByUrl).toHaveBeenCalledWith('/overview');
  });

  it('asks for the code that is missing yet', async () => {
    session.finishAtProvider.mockResolvedValueOnce({ token: 't', needs: 'code' });
    const fixture = await arrive();
    expect((fixture.nativeElement as HTMLElement).querySelector('wl-code-step')).not.toBeNull();
    expect(router.navigateByUrl).not.toHaveBeenCalled();
  });

  it('says what was refused, with its request', async () => {
    session.finishAtProvider.mockRejectedValueOnce(
      new ApiError('OIDC_UNKNOWN', 'No account here.', { requestId: 'r1' }),
    );
    const fixture = await arrive();
    expect(text(fixture)).toMatch(/Not signed in.*No account here\..*Request r1\./s);
    expect(departure.signedInThere).toBe(false);
  });

  it('confirms for whoever is signed in, and leads back', async () => {
    departure.leave('https://login.example.org/', { for: 'account', back: '/rules' });
    const fixture = await arrive();
    expect(account.finishAtProvider).toHaveBeenCalledWith('?code=the-code&state=s');
    expect(text(fixture)).toContain('Confirmed');
    (fixture.nativeElement as HTMLElement).querySelector('button')?.click();
    expect(router.navigateByUrl).toHaveBeenCalledWith('/rules');
  });

  it('takes an errand once, and one that nobody wrote for a sign-in', () => {
    departure.leave('https://login.example.org/', { for: 'account', back: '/account' });
    expect(departure.returned()).toEqual({ for: 'account', back: '/account' });
    expect(departure.returned()).toEqual({ for: 'signIn', back: '/overview' });
    sessionStorage.setItem('wl-errand', '{');
    expect(departure.returned()).toEqual({ for: 'signIn', back: '/overview' });
  });
});
