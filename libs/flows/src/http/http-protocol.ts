import { beginsLikeHttp, looksLikeHttp } from '@wireledger/decoders';
import { AuthRecorder } from '../auth/auth-recorder';
import type { Core } from '../core';
import type { Protocol, ProtocolContext, StreamProtocol } from '../protocols/protocol';
import { HttpConnection, type HttpShared } from './http-connection';
import { HttpRecorder } from './http-recorder';

/** What of the summary's figures is about HTTP. */
export interface HttpFigures {
  /** Requests of HTTP/1 over TCP. */
  readonly http_requests: number;
}

/** HTTP/1 over TCP: figures, transactions, and attempts to sign in by basic or digest credentials. */
class Http implements Protocol {
  readonly stream: StreamProtocol;
  private readonly core: Core;
  private requests = 0;

  constructor({ cutter, sampler, flow, core }: ProtocolContext) {
    this.core = core;
    const shared: HttpShared = {
      flow,
      http: cutter && new HttpRecorder(cutter),
      auth: cutter && AuthRecorder.of(cutter),
      waiting: 0,
      onRequest: () => {
        this.requests++;
        sampler?.request(flow.iface, flow.appIndex);
      },
    };
    this.stream = {
      apps: ['http'],
      claims: looksLikeHttp,
      begins: beginsLikeHttp,
      open: () => new HttpConnection(shared),
      ...(!cutter && !sampler && { counted: { goOn: (client, server) => new HttpConnection(shared, client, server) } }),
    };
  }

  get figures(): HttpFigures & Record<string, number> {
    return { http_requests: this.requests + this.core.httpRequests() };
  }
}

export const httpProtocol = (context: ProtocolContext): Protocol => new Http(context);
