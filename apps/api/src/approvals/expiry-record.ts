import { randomUUID } from 'node:crypto';
import { type Approval, approvalStream } from '@wireledger/domain';

import type { AuditTrail } from '../audit/audit-trail';

/** Puts on the audit trail that a request has expired: nobody did it, so no interceptor sees it. */
export class ExpiryRecord {
  constructor(private readonly trail: Pick<AuditTrail, 'tell'>) {}

  /** @throws DomainError AUDIT_UNAVAILABLE */
  async tell({ id, permission, state }: Approval, revision: number): Promise<void> {
    const act = randomUUID();
    await this.trail.tell(
      {
        ...{ act, operation: 'approval expired', kind: 'change', permission, reason: null, correlationId: id },
        who: { actor: 'system:api', role: null, session: null, mfaAt: null },
        origin: { ip: '', agent: '', via: 'rest' },
        target: { kind: 'approval', id },
      },
      {
        ...{ result: 'done', code: null, before: null, after: { state } },
        caused: [{ stream: approvalStream(id), revision, type: 'domain.ApprovalExpired' }],
      },
      { key: act, budget: 1 },
    );
  }
}
