import { randomUUID } from 'node:crypto';
import { askedUntil } from '@wireledger/read-models';
import type { NextFunction, RequestHandler, Response } from 'express';

import type { KnownRequest } from '../access/request';
import type { Refusals } from '../audit/refusals';
import type { Authenticator } from '../auth/authenticator';
import { sendError } from './errors';
import { originKind, type OwnAddresses } from './origin';
import { originOf } from './request-origin';
import { inRequest } from './request-scope';

/** Gives each request its id, answers with it, and notes where the request came from. */
export const identify =
  (own: () => OwnAddresses): RequestHandler =>
  (request, response, next) => {
    const known = request as KnownRequest;
    known.requestId = randomUUID();
    known.viewer = null;
    known.originKind = originKind(request.headers, own());
    response.setHeader('X-Request-Id', known.requestId);
    inRequest(known.requestId, () => askedUntil(goneWith(response), () => next()));
  };

/** Aborts when the client goes away before it has its answer: what is read for him is read for nobody. */
function goneWith(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Finds out who asks. A bearer token that is no good is refused at once, whatever the route; no token at all is for the route to judge. */
export const authenticate =
  (authenticator: Authenticator, refusals: Refusals): RequestHandler =>
  (request, response, next) => {
    const known = request as KnownRequest;
    const { authorization } = request.headers;
    // The control door has tokens of its own.
    if (authorization === undefined || request.path.startsWith('/api/control/')) return next();
    void check(known, authorization, { authenticator, refusals }, response, next);
  };

async function check(
  request: KnownRequest,
  authorization: string,
  { authenticator, refusals }: { readonly authenticator: Authenticator; readonly refusals: Refusals },
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
    request.viewer = await authenticator.authenticate(bearer);
  } catch (error) {
    next(error);
    return;
  }
  if (request.viewer) {
    next();
    return;
  }
  const from = { ...originOf(request), via: request.path === '/graphql' ? ('graphql' as const) : ('rest' as const) };
  await refusals.atDoor('bearer token', 'UNAUTHENTICATED', from, null, request.requestId);
  if (request.path === '/graphql')
    response.status(401).json({
      errors: [{ message: REFUSED, extensions: { code: 'UNAUTHENTICATED', requestId: request.requestId } }],
    });
  else sendError(response, 401, 'UNAUTHENTICATED', REFUSED);
}

const REFUSED =
  'The token is wrong, expired or revoked. Sign in again, or make a new one with `npx wireledger token create`.';
