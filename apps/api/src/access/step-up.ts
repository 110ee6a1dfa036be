import type { Permission } from '@wireledger/access';
import type { FactorStore, StepUp as Proof } from '@wireledger/platform';

import type { SecurityPolicy } from '../security/security-policy';
import type { Viewer } from './viewer';

export type { Proof };

/** Tells whether a session's user has just proved himself, with a reason, for what a permission covers. The one place that decides about it. */
export class StepUp {
  constructor(
    private readonly store: Pick<FactorStore, 'stepUpOf'>,
    private readonly security: Pick<SecurityPolicy, 'stepUpMs'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** The proof that holds at this moment; null for tokens always, for proofs of another session or permission, and for those from the future. */
  async proofOf(viewer: Viewer, permission: Permission): Promise<Proof | null> {
    if (viewer.is !== 'session') return null;
    const proof = await this.store.stepUpOf(viewer.session, permission);
    const { stepUpMs } = this.security;
    const age = proof ? this.clock() - proof.at : stepUpMs;
    return age >= 0 && age < stepUpMs ? proof : null;
  }
}
