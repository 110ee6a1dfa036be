import { Injectable } from '@angular/core';
import { safeReturnPath } from './return-path';

/** What somebody went to the sign-in provider for, and the page that he came from. Nothing of it is secret. */
export interface Errand {
  readonly for: 'signIn' | 'account';
  readonly back: string;
}

const ERRAND = 'wl-errand';
const THERE = 'wl-at-provider';

/** Leaves for the sign-in provider, and knows why when the browser is back: the page that comes back is a new one. */
@Injectable({ providedIn: 'root' })
export class Departure {
  private there = sessionStorage.getItem(THERE) === '1';

  leave(url: string, errand: Errand): void {
    sessionStorage.setItem(ERRAND, JSON.stringify(errand));
    this.go(url);
  }

  /** Once: the next one who comes back had another errand. */
  returned(): Errand {
    const text = sessionStorage.getItem(ERRAND);
    sessionStorage.removeItem(ERRAND);
    try {
      const said = JSON.parse(text ?? '{}') as Partial<Errand>;
      const back = typeof said.back === 'string' ? said.back : null;
      return { for: said.for === 'account' ? 'account' : 'signIn', back: safeReturnPath(back) };
    } catch {
      return { for: 'signIn', back: safeReturnPath(null) };
    }
  }

  /** Whether this tab was signed in by the provider, where a session may still run after signing out here: that empties what the browser has stored. */
  get signedInThere(): boolean {
    return this.there;
  }

  set signedInThere(is: boolean) {
    this.there = is;
    if (is) sessionStorage.setItem(THERE, '1');
    else sessionStorage.removeItem(THERE);
  }

  go(url: string): void {
    location.assign(url);
  }
}
