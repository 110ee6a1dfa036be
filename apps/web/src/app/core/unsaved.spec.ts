import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, RouterOutlet } from '@angular/router';
import { Session } from './session/session';
import { guardUnsaved, keepsUnsaved, Leaving, type Unsaved } from './unsaved';

let dirty = false;

@Component({ selector: 'wl-form', template: 'form' })
class Form implements Unsaved {
  readonly dirty = () => dirty;
  constructor() {
    guardUnsaved(this);
  }
}
@Component({ selector: 'wl-other', template: 'other' })
class Other {}
@Component({ selector: 'wl-root', imports: [RouterOutlet], template: '<router-outlet />' })
class Root {}

describe('a page that holds something unsaved', () => {
  let signedIn: boolean;
  let router: Router;
  let leaving: Leaving;
  beforeEach(async () => {
    [dirty, signedIn] = [false, true];
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: { signedIn: () => signedIn } },
        provideRouter([
          { path: 'form', component: Form, canDeactivate: [keepsUnsaved] },
          { path: 'other', component: Other },
        ]),
      ],
    });
    router = TestBed.inject(Router);
    leaving = TestBed.inject(Leaving);
    TestBed.createComponent(Root);
    await router.navigateByUrl('/form');
  });

  /** Leaves, and answers what is asked. */
  async function leave(answer?: boolean): Promise<string> {
    const going = router.navigateByUrl('/other');
    await new Promise((resolve) => setTimeout(resolve));
    if (answer !== undefined) leaving.asking()?.(answer);
    await going;
    return router.url;
  }

  it('is left without a word while nothing is entered, and when nobody is signed in any more', async () => {
    expect(await leave()).toBe('/other');
    await router.navigateByUrl('/form');
    [dirty, signedIn] = [true, false];
    expect(await leave()).toBe('/other');
  });

  it('is left when the person says so, and stays else', async () => {
    dirty = true;
    expect(await leave(false)).toBe('/form');
    expect(leaving.asking()).toBeUndefined();
    expect(await leave(true)).toBe('/other');
  });

  it('stays when another question comes in between', async () => {
    dirty = true;
    const first = leaving.ask();
    const second = leaving.ask();
    expect(await first).toBe(false);
    leaving.asking()?.(true);
    expect(await second).toBe(true);
  });

  it('has the browser ask before its tab is closed, and only then', async () => {
    const closing = () => {
      const event = new Event('beforeunload', { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(closing()).toBe(false);
    dirty = true;
    expect(closing()).toBe(true);
    await leave(true);
    expect(closing()).toBe(false);
  });
});
