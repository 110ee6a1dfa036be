import type { IncomingMessage, Server } from 'node:http';

/** How long the head and the whole of a request may take, and how often that is looked at; ms. */
export interface RequestTimes {
  readonly head: number;
  readonly whole: number;
  /** The whole of one that may take longer ({@link takesLonger}). */
  readonly longest: number;
  readonly look: number;
}

/** An idle connection is kept for so long: longer than proxies keep theirs (60 s as a rule), or they send a request into one that just closes. */
const IDLE_MS = 65_000;
export const REQUEST_TIMES: RequestTimes = { head: 10_000, whole: 30_000, longest: 300_000, look: 5000 };
const TOO_LATE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/** What ends a request whose body is on its way. */
const ends = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Ends requests whose head or body does not come in time. Set before the server listens: then it begins to look. */
export function limitTimes(http: Server, { head, whole, longest, look }: RequestTimes): void {
  http.headersTimeout = head;
  http.requestTimeout = longest;
  http.keepAliveTimeout = IDLE_MS;
  Object.assign(http, { connectionsCheckingInterval: look });
  http.on('request', (request, response) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    if (length === undefined && coding === undefined) return;
    const timer = setTimeout(() => {
      if (request.complete) return;
      if (response.headersSent) request.socket.destroy();
      else request.socket.end(TOO_LATE, () => request.socket.destroy());
    }, whole).unref();
    ends.set(request, timer);
    request.once('close', () => clearTimeout(timer));
  });
}

/** Lets a body that is read while it comes in take as long as the greatest one needs. To be said when it is known who sends it, and that he may. */
export function takesLonger(request: IncomingMessage): void {
  clearTimeout(ends.get(request));
}
