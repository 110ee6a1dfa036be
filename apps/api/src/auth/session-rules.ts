import type { Role } from '@wireledger/access';
import type { Session, SessionChange } from '@wireledger/platform';

const MINUTE = 60_000;
const ABSOLUTE_MS = 12 * 60 * MINUTE;
/** A lost answer may be asked for again this long, by the same client. */
const GRACE_MS = 10_000;
export const MAX_SESSIONS = 5;

/** Silence after which a session ends: 30 minutes, 15 for administrators. */
const idleMs = (role: Role): number => (role === 'ADMIN' ? 15 : 30) * MINUTE;

/** Whether a stored session could still be refreshed at that moment. */
export const isAlive = ({ createdAt, rotatedAt, endedAt }: Session, role: Role, now: number): boolean =>
  endedAt === null && now - createdAt <= ABSOLUTE_MS && now - rotatedAt <= idleMs(role);

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
  readonly role: Role;
  /** The role needs a second factor. */
  readonly demandsFactor: boolean;
  readonly now: number;
}

/** Decides about a refresh. Pure. A genuine but replaced token outside the grace means that somebody copied it: the family ends. */
export function rotate(
  session: Session | null,
  { generation, binding, role, demandsFactor, now }: Presented,
): Rotation {
  if (!session || session.endedAt !== null) return { is: 'refused', reason: 'ended', change: null };
  const end = { endedAt: now };
  if (now - session.createdAt > ABSOLUTE_MS) return { is: 'refused', reason: 'expired', change: end };
  if (demandsFactor && session.factor === null) return { is: 'refused', reason: 'mfa', change: end };
  if (generation === session.generation) {
    if (now - session.rotatedAt > idleMs(role)) return { is: 'refused', reason: 'idle', change: end };
    const next = generation + 1;
    return { is: 'rotated', generation: next, change: { generation: next, binding, rotatedAt: now } };
  }
  const lost =
    generation === session.generation - 1 && now - session.rotatedAt <= GRACE_MS && binding === session.binding;
  if (lost) return { is: 'repeated', generation: session.generation };
  return { is: 'refused', reason: 'reuse', change: end };
}
