import { DestroyRef, inject, type Signal, signal, type WritableSignal } from '@angular/core';
import { Router } from '@angular/router';
import { type ApiError, toApiError } from '../../core/api/errors';
import type { Pending } from '../../core/session/session';
import { PageReload } from '../../shell/page-reload';

/** How somebody comes in by a link: he chooses a password, and proves or sets up a second factor where one is asked for. */
export interface LinkEntry {
  /** From the fragment of the address, which no server ever sees; '' = the link has none. */
  readonly token: string;
  readonly host: string;
  readonly busy: Signal<boolean>;
  readonly error: WritableSignal<ApiError | undefined>;
  /** The password is set, and a code is wanted, or a second factor at all. */
  readonly pending: Signal<Pending | undefined>;
  enter(): Promise<void>;
  /** The second step is over, or waits at the sign-in: the password leads to it again. */
  signInInstead(): Promise<void>;
  /** Does one thing at a time; what was wrong with it is the error. */
  run(work: () => Promise<void>): Promise<void>;
  /** Sends the password. Answers false when nothing was set. */
  choose(send: () => Promise<Pending | undefined>): Promise<boolean>;
}

const tokenInAddress = (): string => new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

/** To be called while a page is made. `path`: its own, without the token. */
export function linkEntry(path: string): LinkEntry {
  const router = inject(Router);
  const token = tokenInAddress();
  // Out of the address bar and the history as soon as it is read.
  if (token !== '') history.replaceState(history.state, '', path);
  beginAnewWithNextLink();
  const busy = signal(false);
  const error = signal<ApiError | undefined>(undefined);
  const pending = signal<Pending | undefined>(undefined);

  const go = async (to: string): Promise<void> => void (await router.navigateByUrl(to));
  const entry: LinkEntry = {
    ...{ token, busy, error, pending, host: location.host },
    enter: () => go('/overview'),
    signInInstead: () => go('/sign-in'),
    async run(work) {
      if (busy()) return;
      busy.set(true);
      error.set(undefined);
      try {
        await work();
      } catch (thrown) {
        error.set(toApiError(thrown));
      } finally {
        busy.set(false);
      }
    },
    async choose(send) {
      let done = false;
      await entry.run(async () => {
        const next = await send();
        done = true;
        if (next) pending.set(next);
        else await entry.enter();
      });
      return done;
    },
  };
  return entry;
}

/** The next link for the same page changes the fragment alone: the browser keeps the page, with all that it knows of the link before. */
function beginAnewWithNextLink(): void {
  const page = inject(PageReload);
  const look = (): void => {
    if (tokenInAddress() !== '') page.reload();
  };
  addEventListener('hashchange', look);
  inject(DestroyRef).onDestroy(() => removeEventListener('hashchange', look));
}
