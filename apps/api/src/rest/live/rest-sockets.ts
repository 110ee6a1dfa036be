import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { DomainError } from '@wireledger/kernel';
import type { Logger } from '@wireledger/platform';
import { WebSocket, WebSocketServer } from 'ws';

import type { Viewer } from '../../access/viewer';
import type { Authenticator } from '../../auth/authenticator';
import { checkedUpgrade, type UpgradeDeps } from '../../http/checked-upgrade';
import type { RequestBudget } from '../../http/request-budget';
import { budgetKey, overBudget } from '../../http/request-limits';
import type { RequestOrigin } from '../../http/request-origin';
import { refuseUpgrade, type UpgradeHandler } from '../../http/upgrade-guard';
import type { PaceTimes } from '../../live/pace';
import type { RestFacade } from '../facade';
import type { LiveStreams } from './live-streams';
import { type Feed, FEEDS } from './messages';

const MESSAGE_BYTES = 4096;
const INIT_WAIT_MS = 3000;
const PING_MS = 12_000;
const WITHOUT_VIEWER = 100;
/** What may wait in this process for one slow reader; messages of the meantime are gathered into the next. */
const MOST_WAITING = 64 * 1024;

const CLOSE = { unauthenticated: 4401, forbidden: 4403, tooMany: 4429, readOnly: 1008, broken: 1011, goingAway: 1001 };

/** What the doors need of the rest. */
export interface RestSocketsDeps extends UpgradeDeps {
  readonly facade: Pick<RestFacade, 'open'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly streams: LiveStreams;
  readonly budget: RequestBudget;
  readonly times: PaceTimes;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * `/ws/metrics`, `/ws/alerts`, `/ws/flows`: plain JSON messages for clients that speak no GraphQL. Who asks says so in the header
 * `Authorization`, or within 3 s in the first message, `{"type":"connection_init","payload":{"token":"…"}}`; anything further ends the connection.
 */
export class RestSockets {
  private readonly server = new WebSocketServer({
    ...{ noServer: true, maxPayload: MESSAGE_BYTES, perMessageDeflate: false },
  });
  private anonymous = 0;

  constructor(private readonly deps: RestSocketsDeps) {}

  /** Handlers of the paths. */
  doors(): [string, UpgradeHandler][] {
    return Object.entries(FEEDS).map(([path, feed]) => [
      path,
      checkedUpgrade(this.deps, path, (request, socket, head, from) => {
        if (this.anonymous >= WITHOUT_VIEWER) return refuseUpgrade(socket, '503 Service Unavailable');
        this.server.handleUpgrade(request, socket, head, (ws) => void this.serve(ws, { path, feed, from, request }));
      }),
    ]);
  }

  private async serve(socket: WebSocket, asked: Asked): Promise<void> {
    socket.on('error', () => socket.terminate());
    keepAlive(socket);
    this.anonymous++;
    const token = await tokenOf(socket, asked.request).finally(() => this.anonymous--);
    const viewer = token === null ? null : await this.deps.authenticator.authenticate(token);
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!viewer) {
      await this.refused(asked, 'UNAUTHENTICATED');
      return socket.close(CLOSE.unauthenticated, 'token missing, wrong or expired');
    }
    const seconds = this.deps.budget.take(budgetKey(viewer, asked.from.ip));
    if (seconds > 0) return socket.close(CLOSE.tooMany, overBudget(seconds));
    try {
      await this.tell(socket, viewer, asked);
    } catch (error) {
      this.broke(socket, error);
    }
  }

  private async tell(socket: WebSocket, viewer: Viewer, { feed, from }: Asked): Promise<void> {
    const { streams, facade, times } = this.deps;
    const release = streams.keep(viewer, (reason) =>
      reason === 'revoked'
        ? socket.close(CLOSE.unauthenticated, 'token expired or no longer good')
        : socket.close(CLOSE.goingAway, 'the server stops'),
    );
    try {
      const asking = { requestId: randomUUID(), viewer, from, live: true };
      const frames = await facade.open<never>(feed.field, feed.args, asking);
      if (socket.readyState !== WebSocket.OPEN) return void (await frames.return(undefined));
      const gathered = feed.gather();
      const timer = setInterval(() => {
        if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > MOST_WAITING) return;
        const message = streams.isCurrent(viewer) ? gathered.take() : null;
        if (message) socket.send(JSON.stringify(message));
      }, feed.every * times.frameMs);
      socket.on('message', () => socket.close(CLOSE.readOnly, 'nothing can be asked here'));
      socket.once('close', () => {
        clearInterval(timer);
        void frames.return(undefined);
      });
      socket.send(JSON.stringify({ type: 'connection_ack' }));
      for await (const frame of frames) gathered.add(frame);
    } finally {
      release();
    }
  }

  private broke(socket: WebSocket, error: unknown): void {
    if (!(error instanceof DomainError)) {
      this.deps.logger.error({ err: error }, 'a live answer broke');
      return socket.close(CLOSE.broken, 'it broke: connect again');
    }
    const codes: Readonly<Record<string, number>> = {
      ...{ UNAUTHENTICATED: CLOSE.unauthenticated, TOO_MANY_REQUESTS: CLOSE.tooMany },
    };
    // A close reason has 123 bytes at most, so the code alone.
    socket.close(codes[error.code] ?? CLOSE.forbidden, error.code);
  }

  private refused({ path, from }: Asked, code: string): Promise<void> {
    return this.deps.refusals.atDoor(`WebSocket ${path}`, code, { ...from, via: 'socket' }, null, randomUUID());
  }
}

interface Asked {
  readonly path: string;
  readonly feed: Feed;
  readonly from: RequestOrigin;
  readonly request: IncomingMessage;
}

/** The token of the header, or of the first message; null when neither comes in time or is one. Never one of the address. */
function tokenOf(socket: WebSocket, { headers }: IncomingMessage): Promise<string | null> {
  const given = headers.authorization;
  if (given !== undefined) return Promise.resolve(/^Bearer (\S+)$/i.exec(given)?.[1] ?? null);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), INIT_WAIT_MS);
    socket.once('close', () => resolve(null));
    socket.once('message', (data: Buffer) => resolve(tokenIn(data.toString('utf8'))));
    void timer.unref();
  });
}

function tokenIn(message: string): string | null {
  try {
    const { type, payload } = JSON.parse(message) as { type?: unknown; payload?: { token?: unknown } };
    return type === 'connection_init' && typeof payload?.token === 'string' ? payload.token : null;
  } catch {
    return null;
  }
}

function keepAlive(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, PING_MS).unref();
  socket.once('close', () => clearInterval(timer));
}
