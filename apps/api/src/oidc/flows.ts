import { DomainError } from '@wireledger/kernel';
import type { IdentityStore, ProviderFlow } from '@wireledger/platform';

import { FLOW_MS } from './flow-cookie';
import { type FlowSecrets, newSecrets, secretsOf } from './flow-secrets';
import type { OidcProvider } from './provider';
import type { ProviderClaims } from './provider-claims';

/** What somebody goes to the provider for. */
export type Errand = Pick<ProviderFlow, 'purpose'> &
  Partial<Omit<ProviderFlow, 'purpose' | 'hash' | 'startedAt' | 'expiresAt'>>;

/** Where the browser is sent, and the cookie that it keeps for when it comes back. */
export interface Departure {
  readonly url: string;
  readonly cookie: string;
}

/** Whoever came back, and what he had gone for. */
export interface Return {
  readonly flow: ProviderFlow;
  readonly claims: ProviderClaims;
}

const NOTHING = { user: null, session: null, permission: null, reason: null, invitation: null };

/** Ways to the provider and back: each is of one browser, is good once, and for ten minutes. */
export class Flows {
  constructor(
    private readonly store: Pick<IdentityStore, 'putFlow' | 'takeFlow'>,
    readonly provider: OidcProvider | null,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError OIDC_OFF when no provider is configured */
  get known(): OidcProvider {
    if (!this.provider)
      throw new DomainError('OIDC_OFF', 'No sign-in provider is set up here. Sign in with name and password.');
    return this.provider;
  }

  /** @throws DomainError OIDC_OFF, OIDC_UNAVAILABLE, BUSY */
  async begin(errand: Errand): Promise<Departure> {
    const secrets = newSecrets();
    const url = await this.known.begin(secrets, errand.purpose === 'stepUp');
    const startedAt = this.clock();
    const flow = { ...NOTHING, ...errand, hash: secrets.hash, startedAt, expiresAt: startedAt + FLOW_MS };
    if (!(await this.store.putFlow(flow)))
      throw new DomainError(
        'BUSY',
        'Very many people are signing in by the provider right now. Try again in some minutes.',
      );
    return { url, cookie: secrets.cookie };
  }

  /** Uses the way up that a cookie belongs to, whatever comes of it. @throws DomainError OIDC_EXPIRED */
  async take(
    cookie: string,
    expected: readonly ProviderFlow['purpose'][],
  ): Promise<{ flow: ProviderFlow; secrets: FlowSecrets }> {
    const secrets = secretsOf(cookie);
    const flow = secrets && (await this.store.takeFlow(secrets.hash, this.clock()));
    if (!secrets || !flow || !expected.includes(flow.purpose))
      throw new DomainError(
        'OIDC_EXPIRED',
        'This sign-in was not begun in this browser, took longer than ten minutes, or was used already. Begin again.',
      );
    return { flow, secrets };
  }
}
