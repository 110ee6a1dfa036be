import { createHash, randomUUID } from 'node:crypto';
import { limitedPermissionsOf, permissionsOf, stepUpPermissionsOf } from '@wireledger/access';
import { mayAct, type User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore, FactorMethod, Session } from '@wireledger/platform';

import { type AccessJournal, brief, type Origin } from './access-journal';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-tokens';
import type { FactorPolicy } from './mfa/factor-policy';
import type { RefreshTokens } from './refresh-tokens';
import { isAlive, MAX_SESSIONS, rotate, type Rotation } from './session-rules';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { SecurityPolicy } from '../security/security-policy';
import type { UserDirectory } from './user-directory';

/** What a signed-in browser gets: the body of the answer, and the cookie's value. */
export interface SignedInAnswer {
  readonly body: {
    readonly accessToken: string;
    readonly expiresIn: number;
    readonly viewer: {
      readonly id: string;
      readonly name: string;
      readonly role: string;
      readonly permissions: string[];
      /** Those of them that ask for a fresh second factor and a reason. */
      readonly stepUp: string[];
      /** Those of them that reach only in part. */
      readonly limited: string[];
      /** Addresses and names are pseudonyms for this viewer. */
      readonly masked: boolean;
      /** RFC 3339: they are shown in clear until then, where they would be masked; null = no leave is in force. */
      readonly revealedUntil: string | null;
    };
  };
  readonly refreshToken: string;
}

/** Who ends somebody's sessions, and why in his words. */
export interface Ending {
  readonly actor: string;
  readonly said: string;
  readonly requestId: string;
}

/** What tells one client from another at a refresh: its agent text, and a nonce of its own if it sends one. */
export interface ClientMark {
  readonly agent: string;
  readonly nonce: string;
}

interface Keys {
  readonly access: AccessTokens;
  readonly refresh: RefreshTokens;
}

/** Who there is, whose role demands a second factor, and how long sessions live. */
interface People {
  readonly masks: Pick<MaskingPolicy, 'masksFor' | 'leaveOf'>;
  readonly directory: UserDirectory;
  readonly policy: FactorPolicy;
  readonly security: Pick<SecurityPolicy, 'lifetimes'>;
}

/** A session as the answer needs it. */
type Answered = Pick<Session, 'id' | 'generation' | 'factorAt'>;

const bindingOf = ({ agent, nonce }: ClientMark): string =>
  createHash('sha256').update(`${agent}\n${nonce}`).digest('hex');

/** Why somebody ends sessions of his. */
type OwnersReason = 'revoked' | 'password' | 'mfa' | 'identity';

const refused = () => new DomainError('SESSION_ENDED', 'The session has ended. Sign in again.');

/** Browser sessions: started at sign-in, kept by rotating refresh tokens, ended by sign-out, silence, age, or a copied token. */
export class Sessions {
  constructor(
    private readonly store: AccessStore,
    private readonly keys: Keys,
    private readonly people: People,
    private readonly journal: AccessJournal,
    private readonly clock: () => number,
  ) {}

  /** `factor`: how the user proved himself beside the password; null = not at all. */
  async start(user: User, origin: Origin, mark: ClientMark, factor: FactorMethod | null): Promise<SignedInAnswer> {
    const id = randomUUID();
    const now = this.clock();
    const open = await this.store.openSessions(user.id);
    for (const oldest of open.slice(0, Math.max(0, open.length - MAX_SESSIONS + 1))) {
      await this.store.changeSession(oldest.id, () => ({ endedAt: now }));
      await this.journal.sessionEnded(user.id, oldest.id, 'limit', origin.requestId);
    }
    await this.store.putSession({
      ...{ id, user: user.id, generation: 1, binding: bindingOf(mark), ...brief(origin) },
      ...{ createdAt: now, rotatedAt: now, endedAt: null, factor, factorAt: factor && now },
    });
    await this.journal.signedIn(user.id, id, factor, origin);
    return this.answer(user, { id, generation: 1, factorAt: factor && now });
  }

  /** A new pair for a good refresh token. @throws DomainError SESSION_ENDED, always the same for every reason */
  async refresh(token: string, origin: Origin, mark: ClientMark): Promise<SignedInAnswer> {
    const presented = this.keys.refresh.parse(token);
    if (!presented) throw refused();
    const { user, factorAt, rotation } = await this.rotateStored(presented, bindingOf(mark), origin);
    if (rotation.is === 'refused') {
      if (user && rotation.reason !== 'ended')
        await this.journal.sessionEnded(user, presented.session, rotation.reason, origin.requestId);
      throw refused();
    }
    const known = user === null ? null : this.people.directory.user(user);
    if (!known || !mayAct(known)) throw refused();
    return this.answer(known, { id: presented.session, generation: rotation.generation, factorAt });
  }

  /** Ends the session of a refresh token; a wrong or ended one is nothing to tell. */
  async signOut(token: string, requestId: string): Promise<void> {
    const presented = this.keys.refresh.parse(token);
    if (!presented) return;
    let user: string | null = null;
    await this.store.changeSession(presented.session, (session) => {
      if (!session || session.endedAt !== null) return null;
      user = session.user;
      return { endedAt: this.clock() };
    });
    if (user !== null) await this.journal.sessionEnded(user, presented.session, 'signOut', requestId);
  }

  /** Sessions of a user that could still be used, newest use first. */
  async list({ id, role }: User): Promise<Session[]> {
    const now = this.clock();
    const lifetimes = this.people.security.lifetimes(role);
    const open = await this.store.openSessions(id);
    return open.filter((session) => isAlive(session, lifetimes, now)).sort((a, b) => b.rotatedAt - a.rotatedAt);
  }

  /** Ends a session of this user. False when he has none of that id, whoever else may. */
  async end(user: string, id: string, reason: OwnersReason, requestId: string): Promise<boolean> {
    let ended = false;
    await this.store.changeSession(id, (session) => {
      ended = session?.user === user && session.endedAt === null;
      return ended ? { endedAt: this.clock() } : null;
    });
    if (ended) await this.journal.sessionEnded(user, id, reason, requestId);
    return ended;
  }

  /** Ends all sessions of this user in the name of somebody else, or one of them. Answers how many. */
  async endFor(user: string, by: Ending, only: string | null = null): Promise<number> {
    const open = await this.store.openSessions(user);
    const meant = open.filter(({ id }) => only === null || id === only);
    for (const { id } of meant) {
      await this.store.changeSession(id, (session) => (session?.endedAt === null ? { endedAt: this.clock() } : null));
      await this.journal.sessionEndedBy(by.actor, { user, session: id, said: by.said }, by.requestId);
    }
    return meant.length;
  }

  /** Ends all sessions of this user. Answers how many. */
  endAll(user: string, reason: OwnersReason, requestId: string): Promise<number> {
    return this.endOthers(user, '', reason, requestId);
  }

  /** Ends all sessions of this user but one. Answers how many. */
  async endOthers(user: string, keep: string, reason: OwnersReason, requestId: string): Promise<number> {
    let ended = 0;
    for (const { id } of await this.store.openSessions(user))
      if (id !== keep && (await this.end(user, id, reason, requestId))) ended++;
    return ended;
  }

  /** Ends sessions of this user that began before a moment, ms since 1970 UTC. */
  async endBegunBefore(user: string, before: number, reason: OwnersReason, requestId: string): Promise<void> {
    for (const { id, createdAt } of await this.store.openSessions(user))
      if (createdAt < before) await this.end(user, id, reason, requestId);
  }

  private async rotateStored(
    presented: { session: string; generation: number },
    binding: string,
    origin: Origin,
  ): Promise<{ user: string | null; factorAt: number | null; rotation: Rotation }> {
    const { directory, policy, security } = this.people;
    let user: string | null = null;
    let factorAt: number | null = null;
    let rotation: Rotation = { is: 'refused', reason: 'ended', change: null };
    await this.store.changeSession(presented.session, (session) => {
      user = session?.user ?? null;
      factorAt = session?.factorAt ?? null;
      const role = (user === null ? null : directory.user(user))?.role ?? 'VIEWER';
      const { generation } = presented;
      const demandsFactor = policy.demands(role);
      const lifetimes = security.lifetimes(role);
      rotation = rotate(session, { generation, binding, lifetimes, demandsFactor, now: this.clock() });
      if (rotation.is === 'rotated') return { ...rotation.change, ...brief(origin) };
      return rotation.is === 'repeated' ? null : rotation.change;
    });
    return { user, factorAt, rotation };
  }

  private async answer(user: User, { id: session, generation, factorAt }: Answered): Promise<SignedInAnswer> {
    const claims = { user: user.id, session, sessionVersion: user.sessionVersion, factorAt };
    const { id, name, role, scope } = user;
    const subject = { party: role, token: false, scoped: scope !== null };
    const { masks } = this.people;
    const leave = masks.leaveOf(session);
    return {
      body: {
        accessToken: await this.keys.access.sign(claims),
        expiresIn: ACCESS_TOKEN_SECONDS,
        viewer: {
          ...{ id, name, role, masked: masks.masksFor(subject, session), permissions: permissionsOf(subject) },
          revealedUntil: leave === null ? null : new Date(leave).toISOString(),
          ...{ limited: limitedPermissionsOf(subject), stepUp: stepUpPermissionsOf(subject) },
        },
      },
      refreshToken: this.keys.refresh.format({ session, generation }),
    };
  }
}
