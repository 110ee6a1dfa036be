import {
  can,
  type Permission,
  readsMasked,
  type Scope,
  scopeWithin,
  type Subject,
  tokenRoles,
} from '@wireledger/access';
import {
  mayAct,
  type ReportTemplate,
  rolesDecider,
  ROLES_STREAM,
  takenAway,
  tokenDecider,
  tokenStream,
  type User,
  userDecider,
  userStream,
} from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';

/** What somebody may do now in whose name a report is made. */
export interface OwnerRights {
  readonly scope: Scope | null;
  /** His role sees traffic masked. */
  readonly masked: boolean;
}

type Log = Pick<EventLog, 'readStream'>;

/**
 * Whether `user:<id>` or `token:<id>` may have reports of a template made, by what the log says at this moment, not by what was true when he ordered it; null
 * when he may not, or is nobody. `now` in µs since 1970 UTC.
 */
export async function ownerRights(
  log: Log,
  owner: string,
  { permission }: Pick<ReportTemplate, 'permission'>,
  now: number,
): Promise<OwnerRights | null> {
  const who = owner.startsWith('token:')
    ? await tokenSubject(log, owner.slice('token:'.length), now)
    : await userSubject(log, owner.replace(/^user:/, ''));
  if (!who || can(who.subject, permission) !== 'allow') return null;
  return { scope: who.scope, masked: readsMasked(who.subject) };
}

interface Who {
  readonly subject: Subject;
  readonly scope: Scope | null;
}

/** What his custom role takes away from somebody, and from his tokens. */
async function withoutOf(log: Log, user: User): Promise<readonly Permission[]> {
  if (user.customRole === null) return [];
  const { state: roles } = await loadStream(log, rolesDecider, ROLES_STREAM);
  return takenAway(roles, user);
}

async function userSubject(log: Log, id: string): Promise<Who | null> {
  const { state: user } = await loadStream(log, userDecider, userStream(id));
  if (!user || !mayAct(user)) return null;
  const without = await withoutOf(log, user);
  return { subject: { party: user.role, token: false, scoped: user.scope !== null, without }, scope: user.scope };
}

/** A token of a role, as long as it stands and its owner could still give it out: it rests while he may do less, or sees less. */
async function tokenSubject(log: Log, id: string, now: number): Promise<Who | null> {
  const { state: token } = await loadStream(log, tokenDecider, tokenStream(id));
  if (!token || token.revoked || token.expiresAt <= now || token.grant.is !== 'role') return null;
  const { role, scope = null } = token.grant;
  let without: readonly Permission[] = [];
  if (token.owner !== null) {
    const { state: user } = await loadStream(log, userDecider, userStream(token.owner));
    if (!user || !mayAct(user) || !tokenRoles(user.role).includes(role) || !scopeWithin(scope, user.scope)) return null;
    without = await withoutOf(log, user);
  }
  return { subject: { party: role, token: true, scoped: scope !== null, without }, scope };
}
