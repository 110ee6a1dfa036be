import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { EventLog } from '@wireledger/event-sourcing';

import { type Demand, DEMAND } from '../access/allow';
import { doorOf } from '../access/assert-declared';
import type { KnownRequest } from '../access/request';
import type { UserDirectory } from '../auth/user-directory';
import { type Act, type Outcome, refusal } from './act';
import { actOf, knownByFacts, resultOf } from './act-of';
import type { AuditTrail } from './audit-trail';
import { changedFields } from './changed-fields';
import { type ActNotes, noting } from './noted-facts';
import { type Policy, policyOf } from './policy';
import { refusalsOf } from './refusals';

/** What the interceptor needs; one object, so that the container can hand it over. */
export class AuditParts {
  constructor(
    readonly trail: AuditTrail,
    readonly log: Pick<EventLog, 'readStream'>,
    readonly directory: Pick<UserDirectory, 'user'>,
  ) {}
}

/** Puts every resolver and route that changes something, lets somebody in, or shows what is sensitive on the audit trail, by its policy. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly parts: AuditParts,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const targets = [context.getHandler(), context.getClass()];
    const demand = this.reflector.getAllAndOverride<Demand | undefined>(DEMAND, targets);
    const door = doorOf(context.getHandler(), context.getClass());
    if (!demand || door === null || door === 'Subscription') return next.handle();
    // What a route of the facade asks for is told of where it is done.
    if (demand.is === 'permission' && demand.facade)
      return door.startsWith('GET ') ? next.handle() : from(this.untilAsked(context, demand, next));
    const policy = policyOf(door, demand);
    if (policy.record === 'refusals' && policy.kind !== 'signIn') return next.handle();
    return from(
      this.run(actOf(context, demand, true), policy, next).catch((error: unknown) => keepBack(context, error)),
    );
  }

  /** A route of the facade that is refused before it has asked for its change, for what it was given or for what is not there. */
  private async untilAsked(context: ExecutionContext, demand: Demand, next: CallHandler): Promise<unknown> {
    try {
      return await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      if (context.switchToHttp().getRequest<KnownRequest>().asksChange === undefined) {
        const act = actOf(context, demand, true);
        const { result, code } = resultOf(error);
        await this.parts.trail.announce(act);
        await this.parts.trail.end(act, refusal(result, code));
      }
      throw error;
    }
  }

  private async run(act: Act, policy: Policy, next: CallHandler): Promise<unknown> {
    const notes: ActNotes = { facts: [], changes: [] };
    if (policy.record === 'announced') await this.parts.trail.announce(act);
    let answer: unknown;
    try {
      answer = await noting(notes, () => lastValueFrom(next.handle(), { defaultValue: undefined }));
    } catch (error) {
      await this.over(act, policy, notes, error);
      throw error;
    }
    await this.over(act, policy, notes);
    return answer;
  }

  private async over(begun: Act, { record, kind }: Policy, notes: ActNotes, error?: unknown): Promise<void> {
    const { trail, directory } = this.parts;
    const act = knownByFacts(begun, notes.facts, (user) => directory.user(user)?.role ?? null);
    const { result, code } = error === undefined ? { result: 'done' as const, code: null } : resultOf(error);
    if (record === 'announced') return trail.end(act, await this.outcome(result, code, notes));
    if (result !== 'done') return trail.tell(act, refusal(result, code), refusalsOf(act, code));
    if (record === 'refusals') return undefined;
    const outcome = await this.outcome(result, code, notes);
    const key = [act.who.actor, act.who.session, act.operation, act.target?.id].join(' ');
    return trail.tell(act, outcome, kind === 'read' ? { key, budget: 1 } : { key: act.act, budget: 1 });
  }

  private async outcome(
    result: Outcome['result'],
    code: string | null,
    { facts, changes }: ActNotes,
  ): Promise<Outcome> {
    const caused = facts.flatMap(({ stream, event, revision }) =>
      revision === null ? [] : [{ stream, revision: Number(revision), type: event.type }],
    );
    // Fields that cannot be told any more must not keep the record from being written: `caused` names the facts.
    const fields = await changedFields(this.parts.log, facts, changes).catch(() => ({ before: null, after: null }));
    return { result, code, ...fields, caused };
  }
}

/** An answer that stays here takes the cookie along that it would have set. */
function keepBack(context: ExecutionContext, error: unknown): never {
  if (context.getType() === 'http') {
    const response = context.switchToHttp().getResponse<Response>();
    if (!response.headersSent && resultOf(error).code === 'AUDIT_UNAVAILABLE') response.removeHeader('Set-Cookie');
  }
  throw error;
}
