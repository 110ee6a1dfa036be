import { mayAct } from '@wireledger/domain';

import type { Viewer } from '../access/viewer';
import type { AccessTokens } from './access-tokens';
import type { ApiTokens } from './api-tokens';
import type { FactorPolicy } from './mfa/factor-policy';
import type { UserDirectory } from './user-directory';

/** Turns a bearer text into a viewer, and tells later whether he still may act. */
export class Authenticator {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly apiTokens: ApiTokens,
    private readonly directory: UserDirectory,
    private readonly policy: FactorPolicy,
    private readonly clock: () => number,
  ) {}

  /** Null when the text is no good, for whatever reason. */
  async authenticate(bearer: string): Promise<Viewer | null> {
    if (this.apiTokens.looksLikeToken(bearer)) return this.apiTokens.verify(bearer);
    const claims = await this.accessTokens.verify(bearer);
    const user = claims && this.directory.user(claims.user);
    if (!claims || !user) return null;
    const { name, role, scope } = user;
    const viewer: Viewer = { is: 'session', name, role, scope, without: this.directory.withoutOf(user.id), ...claims };
    return this.isCurrent(viewer) ? viewer : null;
  }

  /** Cheap and in memory: asked before each live frame. False once expired, signed out, disabled, revoked, given another role or with a custom role that changed, or without the second factor that the role demands. */
  isCurrent(viewer: Viewer): boolean {
    if (viewer.expiresAt <= this.clock()) return false;
    const owner = viewer.is === 'token' ? viewer.owner : viewer.user;
    if (viewer.without !== this.directory.withoutOf(owner)) return false;
    if (viewer.is === 'token') return this.apiTokens.stands(viewer);
    const user = this.directory.user(viewer.user);
    return (
      user !== null &&
      mayAct(user) &&
      user.sessionVersion === viewer.sessionVersion &&
      (viewer.factorAt !== null || !this.policy.demands(user.role)) &&
      !this.directory.sessionEnded(viewer.session)
    );
  }
}
