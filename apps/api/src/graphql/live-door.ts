import { type Context, makeServer, type Server as Protocol, type SubscribePayload } from 'graphql-ws';
import {
  type ExecutionArgs,
  execute,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  subscribe,
} from 'graphql';
import { type WebSocket, WebSocketServer } from 'ws';
import { randomUUID } from 'node:crypto';
import type { Logger } from '@wireledger/platform';

import type { GraphqlContext } from '../access/request';
import type { Viewer } from '../access/viewer';
import type { Refusals } from '../audit/refusals';
import type { Authenticator } from '../auth/authenticator';
import type { UserDirectory } from '../auth/user-directory';
import type { RequestBudget } from '../http/request-budget';
import { budgetKey, overBudget } from '../http/request-limits';
import type { RequestOrigin } from '../http/request-origin';
import { refuseUpgrade, type UpgradeHandler } from '../http/upgrade-guard';
import { checkedUpgrade, type UpgradeDeps } from '../http/checked-upgrade';
import { CheckedDocuments } from './checked-documents';
import { assertCost } from './cost';
import { logFault, publicError } from './format-error';
import { refuseIntrospection } from './introspection';
import { type SocketExtra, speak } from './socket-transport';
import type { PersistedOperations } from './operations';

/** Limits of WebSockets. */
export const SOCKET_LIMITS = {
  path: '/graphql',
  messageBytes: 64 * 1024,
  initWaitMs: 3000,
  subscriptions: 20,
  perUser: 5,
  perToken: 20,
  withoutViewer: 200,
  sweepMs: 1000,
} as const;

/** Close codes of our own; 4400 to 4429 are the protocol's. */
const UNAUTHENTICATED = 4401;
const TOO_MANY_SOCKETS = 4429;

/** Documents that are refused as a whole and told of. */
const REFUSED_DOCUMENTS = new Set<unknown>(['FORBIDDEN', 'LIMIT_EXCEEDED', 'PERSISTED_OPERATION_NOT_FOUND']);

interface Socket extends SocketExtra {
  readonly from: RequestOrigin;
  viewer?: Viewer;
  subscriptions?: Set<string>;
}
type Connection = Context<Record<string, unknown> | undefined, Socket>;

/** What the door needs of the rest. */
export interface LiveDoorDeps extends UpgradeDeps {
  readonly schema: GraphQLSchema;
  readonly operations: PersistedOperations;
  readonly authenticator: Authenticator;
  readonly directory: UserDirectory;
  readonly refusals: Refusals;
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  readonly budget: RequestBudget;
}

/**
 * GraphQL over WebSocket (graphql-transport-ws) on the server's own port. A socket that does not say who it is within 3 s is closed; one whose
 * viewer may no longer act is closed within a second, with 4401: the console then refreshes once and resumes.
 */
export class LiveDoor {
  private readonly sockets = new Map<WebSocket, Viewer | null>();
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_LIMITS.messageBytes,
    perMessageDeflate: false,
  });
  private readonly stopListening: () => void;
  private readonly sweeper: NodeJS.Timeout;
  private readonly protocol: Protocol<Socket>;
  private readonly documents: CheckedDocuments;

  /** Takes upgrades to the path of the door. */
  readonly upgrade: UpgradeHandler;

  constructor(private readonly deps: LiveDoorDeps) {
    this.documents = new CheckedDocuments(deps.schema);
    this.protocol = makeServer<Record<string, unknown>, Socket>({
      connectionInitWaitTimeout: SOCKET_LIMITS.initWaitMs,
      onConnect: (context) => this.connect(context),
      onSubscribe: (context, id, payload) => this.subscribe(context, id, payload),
      onComplete: (context, id) => void context.extra.subscriptions?.delete(id),
      onNext: (_context, _id, _payload, args, result) => this.shown(args, result as ExecutionResult),
      onError: (_context, _id, _payload, errors) => errors.map((error) => this.mask(error)),
      execute,
      subscribe,
    });
    this.upgrade = checkedUpgrade(deps, SOCKET_LIMITS.path, (request, socket, head, from) => {
      if (this.anonymous() >= SOCKET_LIMITS.withoutViewer) return refuseUpgrade(socket, '503 Service Unavailable');
      this.server.handleUpgrade(request, socket, head, (ws) => this.accept(ws, from));
    });
    this.stopListening = deps.directory.onChange(() => this.sweep());
    this.sweeper = setInterval(() => this.sweep(), SOCKET_LIMITS.sweepMs).unref();
  }

  /** Open sockets. */
  get size(): number {
    return this.sockets.size;
  }

  close(): void {
    clearInterval(this.sweeper);
    this.stopListening();
    for (const socket of this.sockets.keys()) socket.terminate();
  }

  private accept(socket: WebSocket, from: RequestOrigin): void {
    this.sockets.set(socket, null);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.terminate());
    speak(this.protocol, { socket, from });
  }

  private anonymous(): number {
    return [...this.sockets.values()].filter((viewer) => viewer === null).length;
  }

  private async connect({ connectionParams, extra }: Connection): Promise<boolean> {
    const token = connectionParams?.token;
    const viewer = typeof token === 'string' ? await this.deps.authenticator.authenticate(token) : null;
    if (!viewer) {
      this.refused(extra.from, null, 'UNAUTHENTICATED');
      extra.socket.close(UNAUTHENTICATED, 'token missing, wrong or expired');
      return false;
    }
    if (this.countOf(viewer) >= (viewer.is === 'session' ? SOCKET_LIMITS.perUser : SOCKET_LIMITS.perToken)) {
      extra.socket.close(TOO_MANY_SOCKETS, 'too many connections');
      return false;
    }
    extra.viewer = viewer;
    extra.subscriptions = new Set();
    this.sockets.set(extra.socket, viewer);
    return true;
  }

  private countOf(viewer: Viewer): number {
    const key = viewerKey(viewer);
    return [...this.sockets.values()].filter((other) => other !== null && viewerKey(other) === key).length;
  }

  private sweep(): void {
    for (const [socket, viewer] of this.sockets)
      if (viewer && !this.deps.authenticator.isCurrent(viewer))
        socket.close(UNAUTHENTICATED, 'token expired or no longer good');
  }

  private subscribe(
    { extra }: Connection,
    id: string,
    payload: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { viewer, subscriptions } = extra;
    if (!viewer || !subscriptions) return [refusal('UNAUTHENTICATED', 'Sign in first.')];
    if (subscriptions.size >= SOCKET_LIMITS.subscriptions)
      return [refusal('LIMIT_EXCEEDED', `At most ${SOCKET_LIMITS.subscriptions} subscriptions run on one connection.`)];
    const seconds = this.deps.budget.take(budgetKey(viewer, extra.from.ip));
    if (seconds > 0) return [refusal('TOO_MANY_REQUESTS', overBudget(seconds))];
    try {
      const args = this.prepare(viewer, extra.from, payload);
      subscriptions.add(id);
      return args;
    } catch (error) {
      const { code } = (error as { extensions?: { code?: unknown } }).extensions ?? {};
      if (REFUSED_DOCUMENTS.has(code)) this.refused(extra.from, viewer, String(code));
      return [error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error })];
    }
  }

  private prepare(viewer: Viewer, from: RequestOrigin, payload: SubscribePayload): ExecutionArgs {
    const { schema, operations } = this.deps;
    const query = operations.resolve(payload.query, payload.extensions, viewer);
    if (query === undefined) throw refusal('BAD_USER_INPUT', 'There is no document: send `query`, or the hash of one.');
    const document = this.documents.of(query);
    refuseIntrospection(document, viewer);
    const operationName = payload.operationName ?? undefined;
    const variables = payload.variables ?? {};
    assertCost({ schema, document, operationName, variables });
    const contextValue: GraphqlContext = { requestId: randomUUID(), viewer, from, live: true };
    return { schema, document, operationName, variableValues: variables, contextValue };
  }

  private refused(from: RequestOrigin, viewer: Viewer | null, code: string): void {
    void this.deps.refusals.atDoor('WebSocket /graphql', code, { ...from, via: 'socket' }, viewer, randomUUID());
  }

  private shown(args: ExecutionArgs, result: ExecutionResult): FormattedExecutionResult | undefined {
    if (!result.errors) return undefined;
    const { requestId } = args.contextValue as GraphqlContext;
    return { ...result, errors: result.errors.map((error) => this.mask(error, requestId)) };
  }

  private mask(error: GraphQLError, requestId: string = randomUUID()): GraphQLFormattedError {
    const shown = publicError(error, error.toJSON(), requestId);
    logFault(this.deps.logger, error, shown);
    return shown;
  }
}

const viewerKey = (viewer: Viewer): string => (viewer.is === 'session' ? `u${viewer.user}` : `t${viewer.token}`);

const refusal = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });
