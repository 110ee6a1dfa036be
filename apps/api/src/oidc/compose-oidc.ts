import { OutboundPolicy, type Resolve } from '@wireledger/notify';
import { type AccessStore, type Config, type Logger, publicUrlOf } from '@wireledger/platform';

import type { OwnFactor } from '../account/own-factor';
import type { AccountProposals } from '../auth/account-proposals';
import type { AccessJournal } from '../auth/access-journal';
import type { SignInSteps } from '../auth/mfa/sign-in-steps';
import type { Sessions } from '../auth/sessions';
import type { UserDirectory } from '../auth/user-directory';
import type { PublicAddress } from '../control/public-address';
import type { CutOff } from '../people/cut-off';
import type { Invitations } from '../people/invitations';
import type { PeopleLog } from '../people/people-log';
import type { SecurityPolicy } from '../security/security-policy';
import { Flows } from './flows';
import { LinkedUsers } from './linked-users';
import { OwnIdentity } from './own-identity';
import { OidcProvider } from './provider';
import { providerFetch } from './provider-fetch';
import { ProviderSignIn } from './provider-sign-in';

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly store: AccessStore;
  readonly resolve: Resolve | undefined;
  readonly address: PublicAddress;
  readonly directory: UserDirectory;
  readonly people: PeopleLog;
  readonly proposals: AccountProposals;
  readonly invitations: Invitations;
  readonly steps: SignInSteps;
  readonly factor: OwnFactor;
  readonly sessions: Sessions;
  readonly cutOff: CutOff;
  readonly journal: AccessJournal;
  readonly security: SecurityPolicy;
  readonly clock: () => number;
}

/** What sign-in by a provider needs; with none configured its doors say so. @throws InvalidConfig when secret or key cannot be read */
export function composeOidc(parts: Parts): [Flows, ProviderSignIn, OwnIdentity] {
  const { store, clock } = parts;
  const flows = new Flows(store.identities, providerOf(parts), clock);
  const users = new LinkedUsers(parts);
  return [flows, new ProviderSignIn({ ...parts, flows, users }), new OwnIdentity({ ...parts, flows, users })];
}

function providerOf({ config, logger, address, resolve, clock }: Parts): OidcProvider | null {
  const { oidc, outboundAllow } = config;
  if (!oidc) return null;
  const policy = new OutboundPolicy(outboundAllow, [new URL(publicUrlOf(config)).hostname], resolve);
  return new OidcProvider({ config: oidc, address, fetch: providerFetch(oidc.issuer, policy), logger, clock });
}
