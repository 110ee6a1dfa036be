import type { Type } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Session } from '../../core/session/session';
import { PageReload } from '../../shell/page-reload';
import { InvitationPage } from './invitation';
import { ResetPasswordPage } from './reset-password';
import { WelcomePage } from './welcome';

describe.each<[string, Type<unknown>]>([
  ['/welcome', WelcomePage],
  ['/invitation', InvitationPage],
  ['/reset-password', ResetPasswordPage],
])('the link of %s', (path, page) => {
  const asked = jest.fn((_token: string) => Promise.reject(new Error('not now')));
  const reload = jest.fn();
  let fixture: ComponentFixture<unknown>;

  beforeEach(() => {
    jest.clearAllMocks();
    TestBed.configureTestingModule({
      providers: [
        { provide: Router, useValue: {} },
        { provide: PageReload, useValue: { reload } },
        {
          provide: Session,
          useValue: {
            signedIn: () => false,
            door: () => Promise.resolve({ bootstrapNeeded: false, provider: null, passwordLength: 12 }),
            ...{ bootstrap: asked, invited: asked, resetFor: asked },
          },
        },
      ],
    });
    history.replaceState(null, '', `${path}#token=first`);
    fixture = TestBed.createComponent(page);
  });
  afterEach(() => {
    fixture.destroy();
    history.replaceState(null, '', '/');
  });

  /** As a browser does it with an address that differs in the fragment alone. */
  async function follow(fragment: string): Promise<void> {
    const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
    location.hash = fragment;
    await changed;
  }
  const address = () => `${location.pathname}${location.hash}`;

  it('is out of the address as soon as it is read', () => {
    expect([address(), reload.mock.calls.length]).toEqual([path, 0]);
  });

  it.each(['second', 'first'])('begins anew when the %s one is opened where it is shown', async (token) => {
    await follow(`#token=${token}`);
    // The page that is loaded anew takes it from there.
    expect([address(), reload.mock.calls.length]).toEqual([`${path}#token=${token}`, 1]);
    fixture.destroy();
    fixture = TestBed.createComponent(page);
    expect([address(), reload.mock.calls.length]).toEqual([path, 1]);
  });

  it('goes on where it stands at a fragment without a token, and once the page is left', async () => {
    await follow('#main');
    fixture.destroy();
    await follow('#token=second');
    expect(reload).not.toHaveBeenCalled();
  });
});
