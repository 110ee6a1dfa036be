import { randomUUID } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import type { Logger } from '@wireledger/platform';

import type { Demand } from '../access/allow';
import type { Viewer } from '../access/viewer';
import { networkOf } from '../auth/attempt-limiter';
import { type Act, type ActOrigin, refusal } from './act';
import { actOf, resultOf, whoOf } from './act-of';
import type { AuditTrail } from './audit-trail';
import type { Sparing } from './coalescer';

/** Refusals of one kind to one party, or to strangers of one network, that are written one by one in a minute. */
const KNOWN_BUDGET = 30;
const STRANGER_BUDGET = 5;

/** How refusals of this kind are kept from flooding the log. */
export const refusalsOf = ({ who, origin, operation }: Act, code: string | null): Sparing => {
  const stranger = who.actor === 'nobody';
  const party = stranger ? networkOf(origin.ip) : who.actor;
  return { key: `${party} ${operation} ${code}`, budget: stranger ? STRANGER_BUDGET : KNOWN_BUDGET };
};

/** What is turned away before an operation runs. It stays turned away when it cannot be recorded. */
export class Refusals {
  constructor(
    private readonly trail: AuditTrail,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** By the guard of an operation. */
  async ofOperation(context: ExecutionContext, demand: Demand, error: unknown): Promise<void> {
    await this.tell(actOf(context, demand, false), resultOf(error).code);
  }

  /** At a door: a token that is no good, a page of another site, a document that may not be asked. */
  async atDoor(door: string, code: string, from: ActOrigin, viewer: Viewer | null, requestId: string): Promise<void> {
    const act: Act = {
      ...{ act: randomUUID(), operation: door, kind: 'read', permission: null, who: whoOf(viewer), origin: from },
      ...{ target: null, reason: null, correlationId: requestId },
    };
    await this.tell(act, code);
  }

  private async tell(act: Act, code: string): Promise<void> {
    try {
      await this.trail.tell(act, refusal('refused', code), refusalsOf(act, code));
    } catch (error) {
      this.logger.error({ err: error, operation: act.operation }, 'a refusal was not taken by the audit trail');
    }
  }
}
