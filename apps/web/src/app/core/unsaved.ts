import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Session } from './session/session';

/** A page on which something may be entered that is not saved. */
export interface Unsaved {
  /** Something would be lost. */
  readonly dirty: () => boolean;
}

/** Asks whether to leave what is not saved. The dialog is the shell's. */
@Injectable({ providedIn: 'root' })
export class Leaving {
  readonly asking = signal<((leave: boolean) => void) | undefined>(undefined);

  /** True when the person leaves. A question that stands already is answered with no. */
  ask(): Promise<boolean> {
    this.asking()?.(false);
    return new Promise((resolve) =>
      this.asking.set((leave) => {
        this.asking.set(undefined);
        resolve(leave);
      }),
    );
  }
}

/** For routes of pages that are {@link Unsaved}: asks before they are left for another page. Who is signed out has nothing to save any more. */
export const keepsUnsaved: CanDeactivateFn<Unsaved> = (page) => {
  if (!page.dirty() || !inject(Session).signedIn()) return true;
  return inject(Leaving).ask();
};

/** Called by such a page as it is made: the browser asks before the tab is closed or loaded anew. */
export function guardUnsaved(page: Unsaved): void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (page.dirty()) event.preventDefault();
  };
  addEventListener('beforeunload', ask);
  inject(DestroyRef).onDestroy(() => removeEventListener('beforeunload', ask));
}
