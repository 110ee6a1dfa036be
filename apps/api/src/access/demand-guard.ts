import { timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { wantsSecondPerson } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';

import { type Demand, DEMAND } from './allow';
import { FourEyes, type Intent } from '../approvals/four-eyes';
import { actOf } from '../audit/act-of';
import { Refusals } from '../audit/refusals';
import { mayIntrospect } from '../graphql/introspection';
import { asksForFactor, authorize } from './authorize';
import type { GraphqlContext, KnownRequest } from './request';
import { StepUp } from './step-up';
import { knownViewer, subjectOf, type Viewer } from './viewer';

/** Shared with the host's own commands; empty = nobody has it. */
export class ControlToken {
  constructor(private readonly token: string) {}

  matches(given: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(this.token)];
    return this.token !== '' && a.length === b.length && timingSafeEqual(a, b);
  }
}

/** Address of the connection's other end, not of what a header claims. */
const isLoopback = (address: string | undefined): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address ?? '');

/** Guards every resolver and route: denies whatever declares no demand, and whoever does not meet it; each refusal is on the audit trail. */
@Injectable()
export class DemandGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly controlToken: ControlToken,
    private readonly stepUp: StepUp,
    private readonly fourEyes: FourEyes,
    private readonly refusals: Refusals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const demand = this.reflector.getAllAndOverride<Demand | undefined>(DEMAND, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!demand) throw new DomainError('FORBIDDEN', 'This operation declares no permission.');
    try {
      return await this.meets(context, demand);
    } catch (error) {
      await this.refusals.ofOperation(context, demand, error);
      throw error;
    }
  }

  private async meets(context: ExecutionContext, demand: Demand): Promise<boolean> {
    if (demand.is === 'public') return true;
    if (demand.is === 'control') return this.checkControl(context.switchToHttp().getRequest<KnownRequest>());
    const asking = askingOf(context);
    const { viewer } = asking;
    if (demand.is === 'introspection') return allowsIntrospection(viewer);
    asking.proof =
      viewer && asksForFactor(viewer, demand) ? await this.stepUp.proofOf(viewer, demand.permission) : null;
    const masking = context.getType<string>() === 'graphql' || demand.facade;
    authorize(viewer, demand, { masking, fresh: asking.proof !== null });
    // A route of the facade only asks: the second person is asked about what it asks for.
    if (demand.facade) return true;
    if (viewer && !demand.withoutStepUp && wantsSecondPerson(subjectOf(viewer), demand.permission))
      await this.fourEyes.pass(viewer, intentOf(context, demand));
    return true;
  }

  private checkControl(request: KnownRequest): boolean {
    const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.controlToken.matches(given) || !isLoopback(request.socket.remoteAddress))
      throw new DomainError(
        'UNAUTHENTICATED',
        'This is for commands on the host itself: they find the control token in run/system.json of the data folder.',
      );
    return true;
  }
}

/** @throws DomainError UNAUTHENTICATED, FORBIDDEN */
function allowsIntrospection(viewer: Viewer | null): boolean {
  if (mayIntrospect(knownViewer(viewer))) return true;
  throw new DomainError(
    'FORBIDDEN',
    'The description of the API is for administrators, and for tokens that read. It stands in docs/openapi.json.',
    { permission: 'api.adhoc' },
  );
}

/** What is about to be done, for a second person to look at. */
function intentOf(context: ExecutionContext, demand: PermissionDemand): Intent {
  const { operation, reason, correlationId } = actOf(context, demand, true);
  const args =
    context.getType<string>() === 'graphql'
      ? GqlExecutionContext.create(context).getArgs<Record<string, unknown>>()
      : bodyOf(context.switchToHttp().getRequest<KnownRequest>());
  return { operation, permission: demand.permission, args, reason: reason ?? '', requestId: correlationId };
}

type PermissionDemand = Extract<Demand, { is: 'permission' }>;

const bodyOf = ({ body, params }: KnownRequest): Record<string, unknown> => ({
  ...(typeof body === 'object' ? (body as object) : {}),
  ...params,
});

const askingOf = (context: ExecutionContext): GraphqlContext | KnownRequest =>
  context.getType<string>() === 'graphql'
    ? GqlExecutionContext.create(context).getContext<GraphqlContext>()
    : context.switchToHttp().getRequest<KnownRequest>();
