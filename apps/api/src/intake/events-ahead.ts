import { can } from '@wireledger/access';
import { EVENTS_PATH } from '@wireledger/ingest';
import type { RequestHandler, Response } from 'express';

import type { KnownRequest } from '../access/request';
import { subjectOf } from '../access/viewer';
import type { Answered, EventIntake } from './event-intake';

/**
 * Takes the events of programs that may tell of some ahead of everything that is for people and documents: some hundred routes to compare, files, guards,
 * interceptors, which together cost more than the events. Only what the usual way lets pass too goes here, and it is answered the same; all else goes the
 * usual way (`event-intake.controller.ts`), where it is refused and that is recorded.
 */
export const eventsAhead =
  (intake: Pick<EventIntake, 'take'>): RequestHandler =>
  (request, response, next) => {
    const known = request as KnownRequest;
    if (request.method !== 'POST' || request.url !== EVENTS_PATH || !mayTell(known)) return next();
    void intake
      .take(known)
      .then((taken) => answer(response, taken))
      .catch(next);
  };

/** Not what a page may have sent. */
const mayTell = ({ viewer, originKind }: KnownRequest): boolean =>
  originKind === 'none' && viewer !== null && can(subjectOf(viewer), 'facts.append') === 'allow';

/** As the route answers, but for the `ETag`: nobody asks twice for what a POST was answered. */
function answer(response: Response, { answer, repeated }: Answered): void {
  const text = JSON.stringify(answer);
  response.writeHead(202, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...(repeated ? { 'Idempotency-Replayed': 'true' } : {}),
  });
  response.end(text);
}
