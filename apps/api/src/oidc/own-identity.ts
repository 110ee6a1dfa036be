import { can, PERMISSIONS } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore, ProviderFlow } from '@wireledger/platform';

import type { OwnFactor, Proof } from '../account/own-factor';
import type { Person } from '../account/person';
import type { AccessJournal, Origin } from '../auth/access-journal';
import { readReason } from '../auth/mfa/reason';
import type { Sessions } from '../auth/sessions';
import type { SecurityPolicy } from '../security/security-policy';
import type { Departure, Flows } from './flows';
import type { LinkedUsers } from './linked-users';
import { countsAsFactor, isFresh, type ProviderClaims } from './provider-claims';

/** Where he stands with the provider, as its owner sees it. */
export interface ShownIdentity {
  /** What the provider is called; null = none is set up. */
  readonly provider: string | null;
  /** RFC 3339; null = the account is not linked. */
  readonly linkedAt: string | null;
  /** The account can be entered without the provider. */
  readonly hasPassword: boolean;
  /** He can prove himself at the provider where a second factor is asked for. */
  readonly factorAtProvider: boolean;
}

interface Deps {
  readonly store: AccessStore;
  readonly flows: Flows;
  readonly users: LinkedUsers;
  readonly factor: OwnFactor;
  readonly sessions: Sessions;
  readonly journal: AccessJournal;
  readonly security: Pick<SecurityPolicy, 'now'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** What somebody proves himself at the provider for: `profile.own` stands for the password that he does not have. */
const OWN = 'profile.own';
const PURPOSES = ['link', 'stepUp'] as const;

/** People link and unlink their own identity, and prove themselves anew at the provider. */
export class OwnIdentity {
  constructor(private readonly deps: Deps) {}

  async show({ user }: Person): Promise<ShownIdentity> {
    const { flows, store } = this.deps;
    const [identity, hasPassword] = await Promise.all([
      user.identity && store.identities.identityOf(user.id),
      store.hasPassword(user.id),
    ]);
    const config = flows.provider?.config;
    return {
      provider: config?.name ?? null,
      linkedAt: identity && new Date(identity.linkedAt).toISOString(),
      hasPassword,
      factorAtProvider: user.identity !== null && config !== undefined && config.mfa.length > 0,
    };
  }

  /** On the way to link an identity. @throws DomainError IDENTITY_EXISTS, PASSWORD_WRONG, CODE_WRONG, TOO_MANY_ATTEMPTS, OIDC_OFF, OIDC_UNAVAILABLE, BUSY */
  async beginLink(person: Person, proof: Proof, origin: Origin): Promise<Departure> {
    const { flows, factor } = this.deps;
    if (person.user.identity)
      throw new DomainError('IDENTITY_EXISTS', 'This account is linked to an identity already. Unlink that one first.');
    await factor.prove(person, proof, origin);
    return flows.begin({ purpose: 'link', user: person.user.id, session: person.session });
  }

  /** On the way to prove himself anew. @throws DomainError BAD_USER_INPUT, REASON_NEEDED, IDENTITY_MISSING, OIDC_OFF, OIDC_UNAVAILABLE, BUSY */
  async beginStepUp({ user, session }: Person, asked: { permission: string; reason: string }): Promise<Departure> {
    const { flows } = this.deps;
    const permission = PERMISSIONS.find((known) => known === asked.permission);
    const opens =
      permission && (permission === OWN || can({ party: user.role, token: false }, permission) === 'stepUp');
    if (!opens) throw new DomainError('BAD_USER_INPUT', 'Proving yourself does not open this permission to your role.');
    if (!user.identity) throw new DomainError('IDENTITY_MISSING', 'This account is not linked to a provider.');
    if (permission !== OWN && flows.known.config.mfa.length === 0)
      throw new DomainError('FACTOR_HERE', 'The second factor is asked for here: give a code of your app.');
    const reason = readReason(asked.reason);
    return flows.begin({ purpose: 'stepUp', user: user.id, session, permission, reason });
  }

  /**
   * Back from the provider: linked, or proven for some minutes.
   * @throws DomainError OIDC_EXPIRED, OIDC_DENIED, OIDC_REFUSED, OIDC_UNAVAILABLE, OIDC_STALE, OIDC_NO_FACTOR, IDENTITY_OTHER, IDENTITY_TAKEN, IDENTITY_EXISTS
   */
  async finish(
    person: Person,
    cookie: string,
    query: string,
    origin: Origin,
  ): Promise<{ readonly done: 'link' | 'stepUp'; readonly expiresIn: number | null }> {
    const { flows, users } = this.deps;
    const { flow, secrets } = await flows.take(cookie, PURPOSES);
    if (flow.user !== person.user.id || flow.session !== person.session)
      throw new DomainError('OIDC_EXPIRED', 'This was begun by another session. Begin again.');
    const claims = await flows.known.finish(query, secrets);
    if (flow.purpose === 'link') {
      await users.link(person.user.id, claims, 'owner', origin.requestId);
      return { done: 'link', expiresIn: null };
    }
    return { done: 'stepUp', expiresIn: await this.proven(person, flow, claims, origin) };
  }

  /** The provider lets nobody into this account any more. Answers how many other sessions ended. @throws DomainError LAST_WAY when there is no password, IDENTITY_MISSING */
  async unlink(person: Person, proof: Proof, origin: Origin): Promise<{ readonly ended: number }> {
    const { store, users, factor, sessions } = this.deps;
    const { user, session } = person;
    if (!(await store.hasPassword(user.id)))
      throw new DomainError('LAST_WAY', 'Set a password first: without the provider nothing would let you in.');
    await factor.prove(person, proof, origin);
    await users.unlink(user.id, origin.requestId);
    return { ended: await sessions.endOthers(user.id, session, 'identity', origin.requestId) };
  }

  private async proven(
    { user, session }: Person,
    flow: ProviderFlow,
    claims: ProviderClaims,
    origin: Origin,
  ): Promise<number> {
    const { flows, users, journal, store, security, clock } = this.deps;
    const permission = flow.permission ?? '';
    const refuse = async (code: string, message: string): Promise<never> => {
      await journal.stepUpRefused(user.id, { session, permission }, 'provider', origin);
      throw new DomainError(code, message);
    };
    if ((await users.owner(claims))?.id !== user.id)
      await refuse('IDENTITY_OTHER', 'Somebody else signed in at the provider. Sign in there as yourself.');
    if (!isFresh(claims, flow.startedAt))
      await refuse(
        'OIDC_STALE',
        'The provider did not ask you anew, so this proves nothing. Try again, or use a code of your app.',
      );
    if (permission !== OWN && !countsAsFactor(claims, flows.known.config.mfa))
      await refuse('OIDC_NO_FACTOR', 'The provider did not ask for a second factor. Use a code of your app.');
    const stepUp = { session, permission, reason: flow.reason ?? '', method: 'provider' as const, at: clock() };
    await journal.steppedUp(user.id, stepUp, origin);
    await store.factors.putStepUp(stepUp);
    return security.now.stepUpSeconds;
  }
}
