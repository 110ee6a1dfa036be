import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { ActivatedRouteSnapshot, RouterStateSnapshot } from '@angular/router';
import { Session } from './session/session';
import { guardUnsaved, keepsUnsaved, Leaving, type Unsaved } from './unsaved';

let dirty = false;

@Component({ selector: 'wl-form', template: '' })
class Form implements Unsaved {
  readonly dirty = () => dirty;
  constructor() {
    guardUnsaved(this);
  }
}

describe('a page that holds something unsaved', () => {
  let signedIn: boolean;
  let leaving: Leaving;
  beforeEach(() => {
    [dirty, signedIn] = [false, true];
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: { signedIn: () => signedIn } }] });
    leaving = TestBed.inject(Leaving);
  });

  const [route, state] = [{} as ActivatedRouteSnapshot, {} as RouterStateSnapshot];
  const leave = () =>
    TestBed.runInInjectionContext(() => keepsUnsaved({ dirty: () => dirty }, route, state, state)) as
      boolean | Promise<boolean>;

  it('is left without a word while nothing is entered, and when nobody is signed in any more', () => {
    expect(leave()).toBe(true);
    [dirty, signedIn] = [true, false];
    expect([leave(), leaving.asking()]).toEqual([true, undefined]);
  });

  it('is left when the person says so, and stays else', async () => {
    dirty = true;
    for (const answer of [false, true]) {
      const going = leave();
      leaving.asking()?.(answer);
      expect([await going, leaving.asking()]).toEqual([answer, undefined]);
    }
  });

  it('stays when another question comes in between', async () => {
    dirty = true;
    const [first, second] = [leave(), leave()];
    expect(await first).toBe(false);
    leaving.asking()?.(true);
    expect(await second).toBe(true);
  });

  it('has the browser ask before its tab is closed, and only then', () => {
    const closing = () => {
      const event = new Event('beforeunload', { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    };
    const fixture = TestBed.createComponent(Form);
    expect(closing()).toBe(false);
    dirty = true;
    expect(closing()).toBe(true);
    fixture.destroy();
    expect(closing()).toBe(false);
  });
});
