import { GraphQLError } from 'graphql';
import type { RequestHandler } from 'express';

import type { KnownRequest } from '../access/request';
import type { Refusals } from '../audit/refusals';
import { sendError } from '../http/errors';
import { originOf } from '../http/request-origin';
import type { PersistedOperations } from './operations';

/** POST with JSON is the only way in: a GET or a form can be sent by a page of another site. */
export const postJsonOnly =
  (refusals: Refusals): RequestHandler =>
  (request, response, next) => {
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      sendError(response, 405, 'METHOD_NOT_ALLOWED', 'GraphQL takes POST with a JSON body.');
    } else if (!/^application\/json(?:\s*;|$)/i.test(request.headers['content-type'] ?? ''))
      sendError(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'GraphQL takes `content-type: application/json`.');
    else if ((request as KnownRequest).originKind === 'foreign') {
      tell(refusals, request as KnownRequest, 'FOREIGN_ORIGIN');
      sendError(response, 403, 'FOREIGN_ORIGIN', 'This request came from a page of another site.');
    } else next();
  };

function tell(refusals: Refusals, request: KnownRequest, code: string): void {
  const { viewer, requestId } = request;
  void refusals.atDoor('POST /graphql', code, { ...originOf(request), via: 'graphql' }, viewer, requestId);
}

/** Puts the text of an operation sent by hash in its place. */
export const resolveOperation =
  (operations: PersistedOperations, refusals: Refusals): RequestHandler =>
  (request, response, next) => {
    const body = request.body as Record<string, unknown> | undefined;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return next();
    try {
      const { extensions, ...rest } = body;
      const query = operations.resolve(body.query, extensions, (request as KnownRequest).viewer);
      request.body = query === undefined ? rest : { ...rest, query };
      next();
    } catch (error) {
      if (!(error instanceof GraphQLError)) return next(error);
      const { code, permission } = error.extensions;
      const { requestId } = request as KnownRequest;
      const more = permission === undefined ? {} : { permission };
      tell(refusals, request as KnownRequest, String(code));
      response.status(400).json({ errors: [{ message: error.message, extensions: { code, ...more, requestId } }] });
    }
  };
