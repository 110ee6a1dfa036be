import { randomUUID } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { DomainError } from '@wireledger/kernel';
import type { GraphQLResolveInfo } from 'graphql';

import type { Demand } from '../access/allow';
import { doorOf } from '../access/assert-declared';
import type { GraphqlContext, KnownRequest } from '../access/request';
import type { Proof } from '../access/step-up';
import { actorOf, subjectOf, type Viewer } from '../access/viewer';
import { originOf } from '../http/request-origin';
import type { Act, ActOrigin, ActResult, ActTarget, Who } from './act';
import type { NotedFact } from './noted-facts';
import { policyOf, targetKind } from './policy';

const NOBODY: Who = { actor: 'nobody', role: null, session: null, mfaAt: null };
const HOST: Who = { ...NOBODY, actor: 'host' };

/** Arguments and fields of bodies that name what an act is about. Never `token`, `password` or `name`: these can be secrets. */
const NAMING = ['id', 'alert', 'user', 'session', 'rule', 'sensor', 'area'] as const;
const MAX_REASON = 1000;

/** A viewer as the trail keeps him. */
export function whoOf(viewer: Viewer | null): Who {
  if (!viewer) return NOBODY;
  const { party } = subjectOf(viewer);
  if (viewer.is === 'token') return { ...NOBODY, actor: actorOf(viewer), role: party };
  const { factorAt, session } = viewer;
  return { actor: actorOf(viewer), role: party, session, mfaAt: factorAt === null ? null : factorAt * 1000 };
}

const text = (value: unknown, most: number): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.slice(0, most) : null;

function targetOf(demand: Demand, operation: string, given: Readonly<Record<string, unknown>>): ActTarget {
  const id = NAMING.map((name) => text(given[name], 200)).find((found) => found !== null);
  return { kind: targetKind(demand, operation), id: id ?? null };
}

const reasonOf = ({ reason, note }: Readonly<Record<string, unknown>>): string | null =>
  text([text(reason, MAX_REASON), text(note, MAX_REASON)].filter((part) => part !== null).join(': '), MAX_REASON);

/** An act from the door that it comes through; `permitted` = the guard has let it pass. */
export function actOf(context: ExecutionContext, demand: Demand, permitted: boolean): Act {
  const door = doorOf(context.getHandler(), context.getClass()) ?? '';
  const { operation, viewer, origin, given, proof, requestId } =
    context.getType<string>() === 'graphql' ? graphqlAct(context) : restAct(context, door);
  return {
    act: randomUUID(),
    operation,
    kind: policyOf(door, demand).kind,
    permission: demand.is === 'permission' ? demand.permission : null,
    who: demand.is === 'control' && permitted ? HOST : whoOf(viewer),
    origin,
    target: targetOf(demand, operation, given),
    reason: reasonOf(given) ?? proof?.reason ?? null,
    correlationId: requestId,
  };
}

interface Raw {
  readonly operation: string;
  readonly viewer: Viewer | null;
  readonly origin: ActOrigin;
  readonly given: Readonly<Record<string, unknown>>;
  /** A fresh second factor that opened the way: its reason is the act's when the act has none of its own. */
  readonly proof: Proof | null;
  readonly requestId: string;
}

function graphqlAct(context: ExecutionContext): Raw {
  const graphql = GqlExecutionContext.create(context);
  const { viewer, from, live, via, proof = null, requestId } = graphql.getContext<GraphqlContext>();
  const { fieldName } = graphql.getInfo<GraphQLResolveInfo>();
  const origin = { ...from, via: via ?? (live ? ('socket' as const) : ('graphql' as const)) };
  const given = graphql.getArgs<Record<string, unknown>>();
  return { operation: fieldName, viewer, origin, given, proof, requestId };
}

function restAct(context: ExecutionContext, door: string): Raw {
  const request = context.switchToHttp().getRequest<KnownRequest>();
  const body = typeof request.body === 'object' && request.body !== null ? (request.body as object) : {};
  const origin = { ...originOf(request), via: 'rest' as const };
  return {
    ...{ operation: door, viewer: request.viewer, origin, requestId: request.requestId },
    ...{ given: { ...body, ...request.params }, proof: request.proof ?? null },
  };
}

/** Failures that are no refusal: something did not answer. */
const FAILURES = new Set(['BUSY', 'STALE', 'TIMEOUT', 'SENSOR_UNREACHABLE', 'AUDIT_UNAVAILABLE', 'OIDC_UNAVAILABLE']);

/** What an error says of an act. */
export function resultOf(error: unknown): { readonly result: ActResult; readonly code: string } {
  if (error instanceof DomainError)
    return { result: FAILURES.has(error.code) ? 'failed' : 'refused', code: error.code };
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status < 500) return { result: 'refused', code: `HTTP_${status}` };
  return { result: 'failed', code: 'INTERNAL' };
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value);

/**
 * An act of somebody who had not said who he is when it began: the facts that it wrote know him (a sign-in, the end of a session), or whose
 * account he tried.
 */
export function knownByFacts(act: Act, facts: readonly NotedFact[], roleOf: (user: string) => string | null): Act {
  if (act.who.actor !== 'nobody') return act;
  const own = facts.find(({ event }) => event.meta.actor.startsWith('user:'))?.event;
  if (own) {
    const user = own.meta.actor.slice('user:'.length);
    const session = isUuid(own.data.session) ? own.data.session : null;
    return {
      ...act,
      who: { ...act.who, actor: own.meta.actor, role: roleOf(user), session },
      target: { kind: 'account', id: user },
    };
  }
  const tried = facts.find(({ event }) => isUuid(event.data.user))?.event.data.user;
  return typeof tried === 'string' ? { ...act, target: { kind: 'account', id: tried } } : act;
}
