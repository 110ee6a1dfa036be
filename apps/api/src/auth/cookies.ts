import type { Response } from 'express';

import type { KnownRequest } from '../access/request';

const PLAIN = { name: 'wl_refresh', path: '/api/auth' };
/** Browsers hold `__Host-` cookies to Secure and path `/`. */
const SECURE = { name: '__Host-wl_refresh', path: '/' };

const kind = (request: KnownRequest) => (request.secure ? SECURE : PLAIN);

/** The refresh token that came with a request, or ''. */
export const refreshCookie = (request: KnownRequest): string => cookieOf(request, kind(request).name);

/** The cookie of that name that came with a request, or ''. */
export function cookieOf(request: KnownRequest, name: string): string {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value = ''] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return '';
}

const DEVICE = 'wl_device';
const MARK_DAYS = 30;
const deviceCookie = (request: KnownRequest) =>
  request.secure ? { name: `__Host-${DEVICE}`, path: '/' } : { name: DEVICE, path: '/api/auth' };

/** The mark of a known device that came with a request, or ''. */
export const deviceMark = (request: KnownRequest): string =>
  cookieOf(request, deviceCookie(request).name).slice(0, 100);

/** Keeps the mark of a known device in its browser, also when nobody is signed in there. */
export function setDeviceMark(request: KnownRequest, response: Response, mark: string): void {
  const { name, path } = deviceCookie(request);
  const secure = { httpOnly: true, sameSite: 'strict', secure: request.secure } as const;
  response.cookie(name, mark, { ...secure, path, maxAge: MARK_DAYS * 86_400_000 });
}

/** Sets the refresh cookie, or clears it with an empty value. */
export function setRefreshCookie(request: KnownRequest, response: Response, value: string): void {
  const { name, path } = kind(request);
  response.cookie(name, value, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path,
    ...(value === '' ? { maxAge: 0 } : { maxAge: 12 * 3600_000 }),
  });
}
