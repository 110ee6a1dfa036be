import type { IncomingMessage } from 'node:http';
import type { Application } from 'express';

import type { KnownRequest } from '../access/request';

/** Where a request came from: address behind trusted proxies, and the agent's own words, both cut. */
export interface RequestOrigin {
  readonly ip: string;
  readonly agent: string;
}

const MAX_IP = 64;
const MAX_AGENT = 200;

const agentOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_AGENT) : '');

export const originOf = (request: Pick<KnownRequest, 'ip' | 'headers'>): RequestOrigin => ({
  ip: (request.ip ?? '').slice(0, MAX_IP),
  agent: agentOf(request.headers['user-agent']),
});

/** The same of a request that the application has not seen, such as an upgrade to a WebSocket: it believes the same proxies. */
export function upgradeOrigin(app: Application, request: IncomingMessage): RequestOrigin {
  const seen = Object.create(request, { app: { value: app } }) as IncomingMessage;
  const ip: unknown = Reflect.get((app as unknown as { readonly request: object }).request, 'ip', seen);
  return { ip: typeof ip === 'string' ? ip.slice(0, MAX_IP) : '', agent: agentOf(request.headers['user-agent']) };
}
