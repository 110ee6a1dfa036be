import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { Permission } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  subscribe,
  validate,
} from 'graphql';

import { DeclaredOperations, type Operation } from '../access/assert-declared';
import { authorize } from '../access/authorize';
import type { GraphqlContext, KnownRequest } from '../access/request';
import { StepUp } from '../access/step-up';
import { knownViewer, type Viewer } from '../access/viewer';
import { assertCost } from '../graphql/cost';
import { originalOf } from '../graphql/format-error';
import type { RequestOrigin } from '../http/request-origin';
import { originOf } from '../http/request-origin';
import type { Ask, FieldName, Route } from './route';
import { documentOf, rootField } from './selection';

/** Time of the server, for ranges that end now. */
export class RestClock {
  /** @param now ms since 1970 UTC */
  constructor(readonly now: () => number) {}
}

/** What is compared at start. */
export type Checked = Pick<Route, 'door' | 'asks' | 'permission' | 'leave'>;

/** Who asks, in which request. */
export interface RestAsking {
  readonly requestId: string;
  readonly viewer: Viewer | null;
  readonly from: RequestOrigin;
  readonly live: boolean;
}

/**
 * Answers routes by asking the GraphQL schema of this very process: the same guards, the same scope, the same masks, the same audit trail, the
 * same queries. There is nothing of a route that GraphQL would not answer too.
 */
@Injectable()
export class RestFacade implements OnApplicationBootstrap {
  private readonly documents = new Map<FieldName, DocumentNode>();
  private readonly routes: Checked[] = [];

  constructor(
    private readonly host: GraphQLSchemaHost,
    private readonly declared: DeclaredOperations,
    private readonly stepUp: StepUp,
    readonly clock: RestClock,
  ) {}

  /** Called by each controller with its routes. */
  serve(routes: readonly Checked[]): void {
    this.routes.push(...routes);
  }

  /** @throws Error naming a route that asks what is not there, or declares another permission than what it asks */
  onApplicationBootstrap(): void {
    const operations = this.declared.list();
    for (const route of this.routes) {
      for (const field of route.asks) rootField(this.schema, field);
      assertSameDemand(route, operations);
    }
  }

  get schema(): GraphQLSchema {
    return this.host.schema;
  }

  /** Asks for a route as whoever sent a request. */
  asker({ asks, door }: Pick<Route, 'asks' | 'door'>, request: KnownRequest): Ask {
    const { requestId, viewer } = request;
    const asking = { requestId, viewer, from: originOf(request), live: false };
    return async <Answer>(field: FieldName, args: Readonly<Record<string, unknown>> = {}) => {
      if (!asks.includes(field)) throw new Error(`${door} asks ${field}, which it does not declare`);
      if (field.startsWith('Mutation.')) request.asksChange = true;
      const result = (await execute(this.execution(field, args, asking))) as ExecutionResult<Record<string, Answer>>;
      return valueOf(result, field);
    };
  }

  /** Why somebody would be refused what a permission allows, at this moment; null when he would not. Nothing is told of it. */
  async refusalOf(viewer: Viewer | null, permission: Permission): Promise<DomainError | null> {
    const known = knownViewer(viewer);
    const fresh = (await this.stepUp.proofOf(known, permission)) !== null;
    const demand = { is: 'permission', permission, limited: false, own: false, withoutStepUp: false } as const;
    try {
      authorize(known, { ...demand, facade: false }, { masking: false, fresh });
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /** Opens a subscription: its frames, as they come. @throws DomainError as its resolver */
  async open<Frame>(
    field: FieldName,
    args: Readonly<Record<string, unknown>>,
    asking: RestAsking,
  ): Promise<AsyncGenerator<Frame, void>> {
    const opened = await subscribe(this.execution(field, args, { ...asking, live: true }));
    if (!(Symbol.asyncIterator in opened)) return valueOf(opened as ExecutionResult<never>, field);
    const results = opened as AsyncGenerator<ExecutionResult<Record<string, Frame>>, void>;
    return (async function* frames() {
      for await (const result of results) yield valueOf(result, field);
    })();
  }

  private execution(
    field: FieldName,
    args: Readonly<Record<string, unknown>>,
    { requestId, viewer, from, live }: RestAsking,
  ): ExecutionArgs {
    const { schema } = this;
    const document = this.documentOf(field);
    const variableValues = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
    try {
      assertCost({ schema, document, operationName: undefined, variables: variableValues });
    } catch (error) {
      throw asDomainError(error);
    }
    const contextValue: GraphqlContext = { requestId, viewer, from, live, via: 'rest' };
    return { schema, document, variableValues, contextValue };
  }

  private documentOf(field: FieldName): DocumentNode {
    const known = this.documents.get(field);
    if (known) return known;
    const document = documentOf(this.schema, field);
    const [wrong] = validate(this.schema, document);
    if (wrong) throw wrong;
    this.documents.set(field, document);
    return document;
  }
}

/** @throws DomainError of the resolver; whatever else went wrong as it was */
function valueOf<Answer>({ data, errors }: ExecutionResult<Record<string, Answer>>, field: FieldName): Answer {
  const [error] = errors ?? [];
  if (error) throw asDomainError(error);
  return (data as Record<string, Answer>)[field.split('.')[1] ?? ''] as Answer;
}

/** Errors of resolvers are domain errors already; those of graphql-js are about values that do not fit. */
function asDomainError(error: unknown): unknown {
  const original = originalOf(error);
  if (original instanceof DomainError || !(original instanceof GraphQLError)) return original;
  const { code, cost } = original.extensions;
  if (code === 'LIMIT_EXCEEDED') return new DomainError('LIMIT_EXCEEDED', original.message, { cost });
  return new DomainError('BAD_USER_INPUT', original.message.replace(/ ?Did you mean [^?]*\?/g, '').slice(0, 1000));
}

function assertSameDemand({ door, asks, permission, leave = {} }: Checked, operations: readonly Operation[]): void {
  const asked = operations.find(({ door: root, field }) => `${root}.${field}` === asks[0])?.demand;
  const { limited = false, own = false, withoutStepUp = false } = leave;
  const same =
    asked?.is === 'permission' &&
    asked.permission === permission &&
    asked.limited === limited &&
    asked.own === own &&
    asked.withoutStepUp === withoutStepUp;
  if (!same) throw new Error(`${door} does not declare the permission of ${asks[0]}, which it asks first`);
}
