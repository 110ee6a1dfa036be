/** Who somebody is at an OpenID Connect provider. Times are ms since 1970 UTC throughout. */
export interface LinkedIdentity {
  readonly issuer: string;
  /** `sub`: of this issuer alone, never given to anybody else (OpenID Connect Core 1.0, section 2). */
  readonly subject: string;
  readonly user: string;
  readonly linkedAt: number;
}

/** What somebody went to the provider for; nothing secret is in it. */
export interface ProviderFlow {
  /** SHA-256 of what the browser's cookie holds, hex: state, nonce and code verifier follow from the cookie. */
  readonly hash: string;
  readonly purpose: 'signIn' | 'link' | 'stepUp';
  /** Who asked, and his session; null = nobody was signed in. */
  readonly user: string | null;
  readonly session: string | null;
  /** Of a step-up. */
  readonly permission: string | null;
  readonly reason: string | null;
  /** SHA-256 of the invitation's link that is to be used with it, hex. */
  readonly invitation: string | null;
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** Most ways to the provider that are open at once; further ones are refused until some end. */
export const MOST_FLOWS = 10_000;

/** Identities of people at the provider, and the ways there that have begun. */
export interface IdentityStore {
  ownerOf(issuer: string, subject: string): Promise<string | null>;
  identityOf(user: string): Promise<LinkedIdentity | null>;
  /** Takes the place of what the user had. False when the identity is somebody else's. */
  link(identity: LinkedIdentity): Promise<boolean>;
  unlink(user: string): Promise<void>;
  /** False when {@link MOST_FLOWS} are open at `startedAt`. */
  putFlow(flow: ProviderFlow): Promise<boolean>;
  /** Uses a way up: answers it to exactly one caller, null when it is unknown, used or over. */
  takeFlow(hash: string, now: number): Promise<ProviderFlow | null>;
}
