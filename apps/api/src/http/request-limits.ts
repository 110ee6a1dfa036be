import type { IncomingMessage } from 'node:http';
import { can } from '@wireledger/access';
import { EVENTS_PATH } from '@wireledger/ingest';
import type { RequestHandler } from 'express';

import type { KnownRequest } from '../access/request';
import { subjectOf, type Viewer } from '../access/viewer';
import { networkOf } from '../auth/attempt-limiter';
import { sendError } from './errors';
import type { RequestBudget } from './request-budget';
import { originOf } from './request-origin';

/** Refuses what came in clear over a network. */
export const encryptedOnly =
  (isEncrypted: (request: IncomingMessage) => boolean): RequestHandler =>
  (request, response, next) => {
    if (isEncrypted(request)) return next();
    response.setHeader('Connection', 'close');
    sendError(response, 403, 'NOT_ENCRYPTED', 'Ask through the proxy in front of this server, over https.');
  };

/** Whose budget a request is of: a person in all his sessions, a token, else the network it comes from. */
export const budgetKey = (viewer: Viewer | null, ip: string): string => {
  if (!viewer) return `n${networkOf(ip)}`;
  return viewer.is === 'session' ? `u${viewer.user}` : `t${viewer.token}`;
};

/** What a client over its budget is told. */
export const overBudget = (seconds: number): string =>
  `These were too many requests in a short time. Ask again in ${seconds} s, and more slowly.`;

/** A handler for everything but a part of the paths, which has a budget of its own. */
export const elsewhere =
  (part: string, handler: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const { pathname } = new URL(request.originalUrl, 'http://localhost');
    if (pathname === part || pathname.startsWith(`${part}/`)) next();
    else void handler(request, response, next);
  };

/** Whether a program tells of events: it is counted by its events. */
export const tellsEvents = (request: IncomingMessage): boolean => {
  if (request.method !== 'POST') return false;
  const { originalUrl, url } = request as Partial<KnownRequest> & IncomingMessage;
  const [path = ''] = (originalUrl ?? url ?? '').split('?', 1);
  return path.toLowerCase().replace(/\/$/, '') === EVENTS_PATH;
};

/** Leaves out the events of programs that may tell of some. */
export const butEvents =
  (handler: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const { viewer } = request as KnownRequest;
    const isTeller = viewer !== null && can(subjectOf(viewer), 'facts.append') === 'allow';
    if (isTeller && tellsEvents(request)) next();
    else void handler(request, response, next);
  };

/** Refuses requests over the budget of whoever sends them. Files of the console and probes are before it. */
export const withinBudget =
  (budget: RequestBudget): RequestHandler =>
  (request, response, next) => {
    const { viewer } = request as KnownRequest;
    const seconds = budget.take(budgetKey(viewer, originOf(request as KnownRequest).ip));
    if (seconds === 0) return next();
    response.setHeader('Retry-After', String(seconds));
    const { requestId } = request as KnownRequest;
    const extensions = { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: seconds, requestId };
    if (request.baseUrl === '/graphql')
      response.status(429).json({ errors: [{ message: overBudget(seconds), extensions }] });
    else sendError(response, 429, 'TOO_MANY_REQUESTS', overBudget(seconds));
  };
