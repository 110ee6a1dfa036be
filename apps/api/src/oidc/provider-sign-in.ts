import { mayAct, type User } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { OidcConfig, ProviderFlow } from '@wireledger/platform';

import type { AccessJournal } from '../auth/access-journal';
import type { AfterPassword, Client, SignInSteps } from '../auth/mfa/sign-in-steps';
import type { CutOff } from '../people/cut-off';
import type { Invitations } from '../people/invitations';
import type { Departure, Flows } from './flows';
import type { LinkedUsers } from './linked-users';
import { countsAsFactor, emailFits, nameOf, type ProviderClaims, roleOf } from './provider-claims';

interface Deps {
  readonly flows: Flows;
  readonly users: LinkedUsers;
  readonly invitations: Invitations;
  readonly steps: SignInSteps;
  readonly cutOff: CutOff;
  readonly journal: AccessJournal;
}

const PURPOSE = ['signIn'] as const;

/** Signs people in by the provider: those whose identity is linked, those who hold an invitation, and, where that is allowed, whoever comes. */
export class ProviderSignIn {
  constructor(private readonly deps: Deps) {}

  /** `invitation`: its link, to be used with this identity; null = none. @throws DomainError LINK_REFUSED, OIDC_OFF, OIDC_UNAVAILABLE, BUSY */
  async begin(invitation: string | null): Promise<Departure> {
    const { flows, invitations } = this.deps;
    if (invitation !== null) await invitations.look(invitation);
    return flows.begin({ purpose: 'signIn', invitation: invitation === null ? null : invitations.hashOf(invitation) });
  }

  /**
   * @param query what the provider sent the browser back with
   * @throws DomainError OIDC_EXPIRED, OIDC_DENIED, OIDC_REFUSED, OIDC_UNAVAILABLE, OIDC_UNKNOWN, OIDC_NOT_ALLOWED, SIGN_IN_REFUSED, NAME_TAKEN,
   * LINK_REFUSED, IDENTITY_TAKEN
   */
  async finish(cookie: string, query: string, client: Client): Promise<AfterPassword> {
    const { flows, journal, steps } = this.deps;
    const { known } = flows;
    const { flow, secrets } = await flows.take(cookie, PURPOSE).catch((error: unknown) => {
      journal.refusedUnknown(client.origin);
      throw error;
    });
    let about: string | null = null;
    try {
      const claims = await known.finish(query, secrets);
      const linked = await this.deps.users.owner(claims);
      about = linked?.id ?? null;
      const user = await this.admit(linked, claims, flow, client);
      const factor = countsAsFactor(claims, known.config.mfa);
      await journal.vouched(user.id, claims.iss, factor, client.origin);
      return await steps.afterProvider(user, client, factor);
    } catch (error) {
      if (error instanceof DomainError) journal.providerRefused(about, error.code, client.origin);
      throw error;
    }
  }

  private async admit(linked: User | null, claims: ProviderClaims, flow: ProviderFlow, client: Client): Promise<User> {
    const { flows, users, cutOff } = this.deps;
    const { config } = flows.known;
    const { requestId } = client.origin;
    if (!emailFits(claims, config.emailDomains)) throw notAllowed('your e-mail address is in no domain that is let in');
    if (!linked) return this.admitNew(claims, flow, config, requestId);
    if (flow.invitation !== null)
      throw new DomainError(
        'IDENTITY_TAKEN',
        'You have an account here already, so this invitation cannot be used by you.',
      );
    if (!mayAct(linked)) throw new DomainError('SIGN_IN_REFUSED', 'This account is disabled. Ask an administrator.');
    if (config.roleClaim === '' || !linked.byProvider) return linked;
    const role = roleOf(claims, config);
    if (role === null) throw notAllowed('no group of yours has a role here');
    const { user, changed } = await users.follow(linked, role, requestId);
    if (changed)
      await cutOff.user(user.id, {
        actor: 'system:provider',
        said: 'the sign-in provider gave another role',
        requestId,
      });
    return user;
  }

  private async admitNew(
    claims: ProviderClaims,
    flow: ProviderFlow,
    config: OidcConfig,
    requestId: string,
  ): Promise<User> {
    const { users, invitations } = this.deps;
    if (flow.invitation !== null) {
      const { id } = await invitations.acceptWithIdentity(flow.invitation, requestId);
      return users.link(id, claims, 'invitation', requestId);
    }
    if (!config.signUp)
      throw new DomainError(
        'OIDC_UNKNOWN',
        `No account here is linked to this identity. If you have one, sign in with its password and link ${config.name} under My account; otherwise ask an administrator for an invitation.`,
      );
    const role = roleOf(claims, config);
    if (role === null) throw notAllowed('no group of yours has a role here');
    const name = nameOf(claims, config.nameClaim);
    if (name === '') throw notAllowed('the provider tells no name of yours');
    return users.signUp(claims, name, role, requestId);
  }
}

const notAllowed = (why: string) =>
  new DomainError(
    'OIDC_NOT_ALLOWED',
    `You are known at the provider, but may not sign in here: ${why}. Ask an administrator.`,
  );
