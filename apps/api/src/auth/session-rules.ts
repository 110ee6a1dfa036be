import type { Session, SessionChange } from '@wireledger/platform';

import type { Lifetimes } from '../security/security-policy';

/** A lost answer may be asked for again this long, by the same client. */
const GRACE_MS = 10_000;
export const MAX_SESSIONS = 5;

/** Whether a stored session could still be refreshed at that moment. */
export const isAlive = (
  { createdAt, rotatedAt, endedAt }: Session,
  { idleMs, absoluteMs }: Lifetimes,
  now: number,
): boolean => endedAt === null && now - createdAt <= absoluteMs && now - rotatedAt <= idleMs;

/** What becomes of a refresh: the generation whose token is answered, or why the session is over. */
export type Rotation =
  | { readonly is: 'rotated'; readonly generation: number; readonly change: SessionChange }
  | { readonly is: 'repeated'; readonly generation: number }
  | { readonly is: 'refused'; readonly reason: 'reuse' | 'idle' | 'expired' | 'mfa'; readonly change: SessionChange }
  | { readonly is: 'refused'; readonly reason: 'ended'; readonly change: null };

/** A refresh token as it came in, and the moment. */
export interface Presented {
  readonly generation: number;
  readonly binding: string;
  /** Of the owner's role, as they are now. */
  readonly lifetimes: Lifetimes;
  /** The role needs a second factor. */
  readonly demandsFactor: boolean;
  readonly now: number;
}

/** Decides about a refresh. Pure. A genuine but replaced token outside the grace means that somebody copied it: the family ends. */
export function rotate(
  session: Session | null,
  { generation, binding, lifetimes, demandsFactor, now }: Presented,
): Rotation {
  if (!session || session.endedAt !== null) return { is: 'refused', reason: 'ended', change: null };
  const end = { endedAt: now };
  if (now - session.createdAt > lifetimes.absoluteMs) return { is: 'refused', reason: 'expired', change: end };
  if (demandsFactor && session.factor === null) return { is: 'refused', reason: 'mfa', change: end };
  if (generation === session.generation) {
    if (now - session.rotatedAt > lifetimes.idleMs) return { is: 'refused', reason: 'idle', change: end };
    const next = generation + 1;
    return { is: 'rotated', generation: next, change: { generation: next, binding, rotatedAt: now } };
  }
  const lost =
    generation === session.generation - 1 && now - session.rotatedAt <= GRACE_MS && binding === session.binding;
  if (lost) return { is: 'repeated', generation: session.generation };
  return { is: 'refused', reason: 'reuse', change: end };
}
