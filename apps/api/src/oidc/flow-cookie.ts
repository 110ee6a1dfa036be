import type { Response } from 'express';

import type { KnownRequest } from '../access/request';
import { cookieOf } from '../auth/cookies';

/** Ways to the provider are over after this, ms. */
export const FLOW_MS = 10 * 60_000;

/** Two doors read it: of those who sign in, and of those who are signed in. */
const PLAIN = { name: 'wl_oidc', path: '/api' };
/** Browsers hold `__Host-` cookies to Secure and path `/`. */
const SECURE = { name: '__Host-wl_oidc', path: '/' };

const kind = (request: KnownRequest) => (request.secure ? SECURE : PLAIN);

/** What binds the way to the provider to this browser, or ''. */
export const flowCookie = (request: KnownRequest): string => cookieOf(request, kind(request).name);

/** Sets it, or clears it with an empty value. The provider sends the browser to a page of the console, whose own script comes here: so Strict will do. */
export function setFlowCookie(request: KnownRequest, response: Response, value: string): void {
  const { name, path } = kind(request);
  response.cookie(name, value, {
    ...{ httpOnly: true, sameSite: 'strict', secure: request.secure, path },
    maxAge: value === '' ? 0 : FLOW_MS,
  });
}
