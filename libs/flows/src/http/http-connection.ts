import * as decoders from '@wireledger/decoders';
import type { HttpFraming, HttpRequestHead, HttpResponseHead } from '@wireledger/decoders';
import type { AuthRecorder } from '../auth/auth-recorder';
import type { FlowView } from '../protocols/flow-view';
import type { ConnectionReader } from '../streams/stream-reader';
import { SAID_OVER } from './http-said';
import type { HttpRecorder, HttpRequest } from './http-recorder';
import { Follows, HttpStreamReader, type HttpSide } from './http-stream-reader';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { readHttpRequest, readHttpResponse, startsHttpRequest, startsHttpResponse, isNoHttpRequest, isNoHttpResponse } =
  decoders;

/** Requests that wait for their response on one connection; with more, the oldest counts as unanswered. */
const MAX_WAITING = 64;
/** The same on all connections; with more, one that would add another is read no further. */
export const MAX_ALL_WAITING = 50_000;

/** What all connections of a pipeline share. */
export interface HttpShared {
  readonly flow: FlowView;
  readonly http: HttpRecorder | null;
  readonly auth: AuthRecorder | null;
  /** Requests that wait now. */
  waiting: number;
  onRequest(): void;
}

/** Schemes whose use is an attempt to sign in; tokens that ride on every request are none. */
const SIGNS_IN: ReadonlySet<string> = new Set(['basic', 'digest']);

/** What the originator says. */
class RequestSide implements HttpSide<HttpRequestHead> {
  readonly starts = startsHttpRequest;
  readonly isForeign = isNoHttpRequest;

  constructor(private readonly connection: HttpConnection) {}

  parse(bytes: Uint8Array, start: number, end: number): HttpRequestHead | null {
    return readHttpRequest(bytes, start, end, this.connection.isBare);
  }

  head(head: HttpRequestHead): number {
    return this.connection.request(head);
  }

  /** Responses still come to what was asked before. */
  lost(): void {}

  ended(): void {}

  isOver(): boolean {
    return this.connection.isOver;
  }
}

/** What the responder says. */
class ResponseSide implements HttpSide<HttpResponseHead> {
  readonly starts = startsHttpResponse;
  readonly isForeign = isNoHttpResponse;

  constructor(private readonly connection: HttpConnection) {}

  parse(bytes: Uint8Array, start: number, end: number): HttpResponseHead | null {
    return readHttpResponse(bytes, start, end, this.connection.isBare);
  }

  head(head: HttpResponseHead): number {
    return this.connection.response(head);
  }

  lost(): void {
    this.connection.giveUp();
  }

  ended(): void {
    this.connection.endAnswers();
  }

  isOver(): boolean {
    return this.connection.isOver;
  }
}

/** Joins the requests of a connection with the responses, in order (RFC 9112 §9.3). */
export class HttpConnection implements ConnectionReader {
  readonly client: HttpStreamReader<HttpRequestHead>;
  readonly server: HttpStreamReader<HttpResponseHead>;
  /** Nothing more is wanted of it. */
  isOver: boolean;
  private readonly waiting: HttpRequest[] = [];
  private order = 0;
  /** No response can come any more. */
  private answersEnded = false;
  /** What was last told of credentials on this connection. */
  private told = '';

  /** What the core has read of both directions before (`http-said.ts`): nothing when left out. */
  constructor(
    private readonly shared: HttpShared,
    client = 0,
    server = 0,
  ) {
    this.client = new HttpStreamReader<HttpRequestHead>(new RequestSide(this), client);
    this.server = new HttpStreamReader<HttpResponseHead>(new ResponseSide(this), server);
    this.isOver = ((client | server) & SAID_OVER) !== 0;
  }

  /** Nobody wants texts: heads are read for their framing only. */
  get isBare(): boolean {
    return this.shared.http === null;
  }

  /** A request has come. @returns what follows its head */
  request(head: HttpRequestHead): number {
    const { shared, waiting } = this;
    shared.onRequest();
    if (shared.http || shared.auth) {
      if (shared.waiting >= MAX_ALL_WAITING) return this.stop();
      if (waiting.length >= MAX_WAITING) this.unanswered();
      waiting.push({ head, us: shared.flow.us, order: ++this.order });
      shared.waiting++;
      if (this.answersEnded) this.unanswered();
    }
    return contentOf(head, 0);
  }

  /** A response has come. @returns what follows its head */
  response(head: HttpResponseHead): number {
    const { status } = head;
    if (status < 200 && status !== 101) return 0;
    if (this.waiting.length === 0) this.client.cut();
    const request = this.take();
    const method = request?.head.method;
    this.write(request, head);
    // What follows is another protocol (RFC 9110 §15.2.2, §9.3.6).
    if (status === 101 || (method === 'CONNECT' && status < 300)) return this.stop();
    if (method === 'HEAD' || status === 204 || status === 304) return 0;
    const follows = contentOf(head, Follows.CLOSE);
    return follows === Follows.CLOSE ? this.stop() : follows;
  }

  /** Nothing more is read of the connection. */
  private stop(): number {
    // A request of which half has come is told of at the end of its direction: nothing would take it from those that wait.
    this.endAnswers();
    this.isOver = true;
    return Follows.STOP;
  }

  /** Responses to what waits cannot be told apart any more, or will not come. */
  giveUp(): void {
    while (this.waiting.length > 0) this.unanswered();
  }

  /** The responder says no more. */
  endAnswers(): void {
    this.giveUp();
    this.answersEnded = true;
  }

  private unanswered(): void {
    const request = this.take();
    if (request) this.write(request, null);
  }

  private take(): HttpRequest | null {
    const request = this.waiting.shift();
    if (!request) return null;
    this.shared.waiting--;
    return request;
  }

  private write(request: HttpRequest | null, response: HttpResponseHead | null): void {
    const { http, auth, flow } = this.shared;
    http?.write(flow, request ? request.order : ++this.order, request, response);
    if (!auth || !request || !SIGNS_IN.has(request.head.authScheme)) return;
    const { authScheme, authUser } = request.head;
    const code = response?.status ?? 0;
    const outcome = code === 401 || code === 407 ? 'failure' : code >= 200 && code < 400 ? 'success' : 'unknown';
    // The same credentials ride on every request; only refusals are told each time.
    const told = `${authScheme} ${authUser} ${outcome}`;
    if (outcome !== 'failure' && told === this.told) return;
    this.told = told;
    const cleartext = authScheme === 'basic';
    auth.write(flow, {
      service: 'http',
      mechanism: authScheme,
      user: authUser,
      outcome,
      code,
      cleartext,
      us: request.us,
    });
  }
}

/** Content behind a head (RFC 9112 §6.3); `otherwise` when the head does not say. */
function contentOf({ chunked, length }: HttpFraming, otherwise: number): number {
  if (chunked) return Follows.CHUNKS;
  return length >= 0 ? length : otherwise;
}
