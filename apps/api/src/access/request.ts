import type { Request } from 'express';

import type { OriginKind } from '../http/origin';
import type { Proof } from './step-up';
import type { RequestOrigin } from '../http/request-origin';
import type { Viewer } from './viewer';

/** What middleware adds to each request before anything else looks at it. */
export interface KnownRequest extends Request {
  requestId: string;
  viewer: Viewer | null;
  originKind: OriginKind;
  /** Set by the guard: leave that a fresh second factor gave, when that is what let the request pass. */
  proof?: Proof | null;
  /** Set by a route of the facade once it has asked for a change: from there on the trail is written where the change is made. */
  asksChange?: true;
}

/** Context of a GraphQL operation, made anew for each. */
export interface GraphqlContext {
  readonly requestId: string;
  readonly viewer: Viewer | null;
  readonly from: RequestOrigin;
  /** True over a WebSocket. */
  readonly live: boolean;
  /** Set at the door of GraphQL over HTTP. */
  readonly door?: {
    /** Of the page that asks, as browsers tell it. */
    readonly origin: string | undefined;
    readonly host: string | undefined;
    /** It came over TLS, to this server or to a trusted proxy. */
    readonly secure: boolean;
  };
  /** Set when a REST route asks. */
  readonly via?: 'rest';
  /** As of a request; of the root field that was guarded last. */
  proof?: Proof | null;
}
