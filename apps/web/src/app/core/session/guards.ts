import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { Session } from './session';

/** Signed in, or on to the sign-in page with the way back. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  if (await session.restore()) return true;
  return router.createUrlTree(['/sign-in'], state.url === '/' ? {} : { queryParams: { return: state.url } });
};

/** The sign-in page is not for those who are signed in. */
export const signedOut: CanActivateFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  return (await session.restore()) ? router.createUrlTree(['/overview']) : true;
};

/** As {@link may}, for pages that a part of the permission does not open. */
export const mayAll =
  (permission: string): CanMatchFn =>
  async () => {
    const session = inject(Session);
    return !(await session.restore()) || session.canAll(permission);
  };

/** The page is one of those that the viewer's role opens; else the address leads on to the page that says so. */
export const may =
  (permission: string): CanMatchFn =>
  async () => {
    const session = inject(Session);
    // Who is not signed in yet is led on by the guard around all pages.
    return !(await session.restore()) || session.can(permission);
  };
