import { can, type Decision, isBeyondScope } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';

import type { Demand } from './allow';
import { subjectOf, type Viewer } from './viewer';

const MENDS: Readonly<Record<Exclude<Decision, 'allow' | 'stepUp'>, string>> = {
  masked: 'Your role sees this only with masked addresses, which this operation cannot do.',
  own: 'Your role may do this with its own objects only.',
  limited: 'Your role may do this only in part.',
  deny: 'Ask an administrator for a role that has it.',
};

/** What else is known of the moment. */
export interface Moment {
  /** The answer goes through the masking serialiser. */
  readonly masking: boolean;
  /** The second factor was given just now, for this permission and with a reason. */
  readonly fresh: boolean;
}

/** Whether it depends on a fresh second factor that this viewer may do what is demanded. */
export const asksForFactor = (viewer: Viewer, { permission, withoutStepUp }: PermissionDemand): boolean =>
  !withoutStepUp && can(subjectOf(viewer), permission) === 'stepUp';

type PermissionDemand = Extract<Demand, { is: 'permission' }>;

/**
 * Lets a viewer pass or refuses. Pure.
 * @throws DomainError UNAUTHENTICATED; FORBIDDEN with the permission's name; STEP_UP_REQUIRED with it when a code and a reason open it
 */
export function authorize(viewer: Viewer | null, demand: PermissionDemand, { masking, fresh }: Moment): void {
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in, or send `Authorization: Bearer <token>`.');
  const { permission, limited, own, withoutStepUp } = demand;
  const subject = subjectOf(viewer);
  const decision = can(subject, permission);
  const consent = { allow: true, masked: masking, own, limited, stepUp: fresh || withoutStepUp, deny: false };
  if (consent[decision]) return;
  if (decision === 'stepUp')
    throw new DomainError('STEP_UP_REQUIRED', 'This needs a code of your second factor, and a reason.', { permission });
  const mend = isBeyondScope(subject, permission)
    ? 'You see a part of the traffic only, and this is about all of it.'
    : decision === 'allow'
      ? ''
      : MENDS[decision];
  throw new DomainError('FORBIDDEN', `This needs the permission ${permission}. ${mend}`, { permission });
}
