import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

const YEAR_S = 31_536_000;

/** Nonce of a response, for the style elements that the console's framework adds. */
export const nonceOf = (response: Response): string => (response.locals as { nonce: string }).nonce;

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types angular',
  ].join('; ');

/** Headers of every answer. HSTS only over TLS: on plain loopback it would lock other services out. */
export function securityHeaders(): RequestHandler[] {
  const helmets = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
  });
  const own: RequestHandler = (request, response, next) => {
    const nonce = randomBytes(16).toString('base64');
    response.locals.nonce = nonce;
    response.setHeader('Content-Security-Policy', policy(nonce));
    response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
    if (request.secure) response.setHeader('Strict-Transport-Security', `max-age=${YEAR_S}; includeSubDomains`);
    if (/^\/(api|graphql|health|metrics)(\/|$)/.test(request.path)) response.setHeader('Cache-Control', 'no-store');
    next();
  };
  return [helmets as RequestHandler, own];
}
