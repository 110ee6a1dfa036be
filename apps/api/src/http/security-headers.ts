import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

const YEAR_S = 31_536_000;

/** Nonce of the answer to a page, for the style elements that the console's framework adds. */
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

/** Of data nothing is ever shown: whoever gets a browser to open it as a page gets a page that can do nothing. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Paths that answer data. */
const DATA_PATHS = /^\/(api|graphql|health|metrics)(\/|$)/;

/** What Helmet sets does not depend on the request: it is asked once, not fifteen times an answer. */
function fixedHeaders(): readonly (readonly [name: string, value: string])[] {
  const set = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => set.set(name, value),
    removeHeader: (name: string) => set.delete(name),
  };
  const helmets = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
  });
  helmets({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  set.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  return [...set];
}

/** Headers of every answer. HSTS only over TLS: on plain loopback it would lock other services out. */
export function securityHeaders(): RequestHandler {
  const fixed = fixedHeaders();
  return (request, response, next) => {
    for (const [name, value] of fixed) response.setHeader(name, value);
    if (request.secure) response.setHeader('Strict-Transport-Security', `max-age=${YEAR_S}; includeSubDomains`);
    if (DATA_PATHS.test(request.path)) {
      response.setHeader('Content-Security-Policy', DATA_POLICY);
      response.setHeader('Cache-Control', 'no-store');
    } else {
      const nonce = randomBytes(16).toString('base64');
      response.locals.nonce = nonce;
      response.setHeader('Content-Security-Policy', policy(nonce));
    }
    next();
  };
}
