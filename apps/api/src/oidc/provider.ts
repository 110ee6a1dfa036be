import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DomainError } from '@wireledger/kernel';
import { InvalidConfig, isLoopbackHost, type Logger, type OidcConfig } from '@wireledger/platform';
import * as client from 'openid-client';

import type { PublicAddress } from '../control/public-address';
import type { FlowSecrets } from './flow-secrets';
import { claimAt, type ProviderClaims } from './provider-claims';
import { ProviderUnreachable } from './provider-fetch';

/** Where the provider sends people back to: a page of the console. Exactly this is registered there. */
export const CALLBACK = '/sign-in/callback';
/** Documents of the provider are read again after this. Its keys are looked after by the library, which reads them anew when one is unknown. */
const KEEP_MS = 3600_000;
/** OpenID Connect Core 1.0, section 2. */
const MAX_SUBJECT = 255;

interface Deps {
  readonly config: OidcConfig;
  readonly address: PublicAddress;
  readonly fetch: client.CustomFetch;
  readonly logger: Pick<Logger, 'warn'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** The OpenID Connect provider: authorization code with PKCE (RFC 7636), issuer in the answer (RFC 9207), ID token with a checked signature. */
export class OidcProvider {
  private readonly auth: client.ClientAuth;
  private known: { readonly at: number; readonly configuration: Promise<client.Configuration> } | null = null;

  /** @throws InvalidConfig when the secret or the key cannot be read */
  constructor(private readonly deps: Deps) {
    this.auth = clientAuth(deps.config);
  }

  get config(): OidcConfig {
    return this.deps.config;
  }

  /** Where to send the browser. `again`: whoever is signed in there has to prove himself anew. @throws DomainError OIDC_UNAVAILABLE */
  async begin({ state, nonce, verifier }: FlowSecrets, again: boolean): Promise<string> {
    const configuration = await this.discovered();
    const parameters = {
      ...{ redirect_uri: this.redirectUri, scope: this.config.scopes, state, nonce },
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(again ? { prompt: 'login', max_age: '0' } : {}),
    };
    return client.buildAuthorizationUrl(configuration, parameters).href;
  }

  /**
   * What the provider says of whoever came back. `query`: as the browser brought it, with or without its question mark.
   * @throws DomainError OIDC_DENIED when the provider let nobody in, OIDC_REFUSED when its answer does not fit, OIDC_UNAVAILABLE
   */
  async finish(query: string, { state, nonce, verifier }: FlowSecrets): Promise<ProviderClaims> {
    const configuration = await this.discovered();
    const came = new URL(this.redirectUri);
    came.search = query;
    try {
      const tokens = await client.authorizationCodeGrant(configuration, came, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('no ID token');
      if (claims.sub.length > MAX_SUBJECT) throw new Error('the subject is too long');
      return await this.completed(configuration, claims, tokens.access_token);
    } catch (error) {
      throw this.told(error);
    }
  }

  /** Where to end the session at the provider too; null when it offers no such thing. @throws DomainError OIDC_UNAVAILABLE */
  async logoutUrl(): Promise<string | null> {
    const configuration = await this.discovered();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
    const back = `${this.deps.address.url}/sign-in`;
    return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: back }).href;
  }

  private get redirectUri(): string {
    return `${this.deps.address.url}${CALLBACK}`;
  }

  /** The provider's own documents, read once for all who ask. What failed is tried again by whoever asks next. */
  private async discovered(): Promise<client.Configuration> {
    const now = this.deps.clock();
    if (!this.known || now - this.known.at > KEEP_MS) this.known = { at: now, configuration: this.discover() };
    const { known } = this;
    try {
      return await known.configuration;
    } catch (error) {
      if (this.known === known) this.known = null;
      throw this.unavailable(error);
    }
  }

  private discover(): Promise<client.Configuration> {
    const { config, fetch } = this.deps;
    const issuer = new URL(config.issuer);
    const plain = issuer.protocol === 'http:' && isLoopbackHost(issuer.hostname);
    return client.discovery(issuer, config.clientId, {}, this.auth, {
      [client.customFetch]: fetch,
      timeout: 5,
      // Signatures of ID tokens are checked also when they come straight from the provider.
      execute: [client.enableNonRepudiationChecks, ...(plain ? [client.allowInsecureRequests] : [])],
    });
  }

  /** Some providers tell names, groups and addresses at their UserInfo endpoint alone. Who it is, when and how stays what the signed token says. */
  private async completed(
    configuration: client.Configuration,
    claims: client.IDToken,
    accessToken: string,
  ): Promise<ProviderClaims> {
    const { nameClaim, roleClaim, emailDomains } = this.config;
    const wanted = [nameClaim, roleClaim, emailDomains.length > 0 ? 'email' : ''].filter((name) => name !== '');
    const missing = wanted.some((name) => claimAt(claims, name) === undefined);
    if (!missing || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const told = await client.fetchUserInfo(configuration, accessToken, claims.sub);
    const { acr: _acr, amr: _amr, auth_time: _time, ...facts } = told as Record<string, unknown>;
    return { ...facts, ...claims };
  }

  private told(error: unknown): DomainError {
    if (causes(error).some((one) => one instanceof ProviderUnreachable)) return this.unavailable(error);
    const { code = '', error: said } = error as { code?: string; error?: unknown };
    this.deps.logger.warn(
      { code, said: typeof said === 'string' ? said.slice(0, 100) : '' },
      'a sign-in by the provider was refused',
    );
    if (error instanceof client.AuthorizationResponseError)
      return new DomainError(
        'OIDC_DENIED',
        `${this.config.name} did not let you in (${inert(error.error)}). Try again, or ask whoever looks after it.`,
      );
    return new DomainError(
      'OIDC_REFUSED',
      `The answer of ${this.config.name} does not fit what was asked, so nobody was signed in. Begin again.`,
    );
  }

  private unavailable(error: unknown): DomainError {
    this.deps.logger.warn({ why: causes(error).map(({ message }) => message) }, 'the sign-in provider is away');
    return new DomainError(
      'OIDC_UNAVAILABLE',
      `${this.config.name} does not answer. Sign in with name and password, or try again later; the log says why.`,
    );
  }
}

const inert = (text: string): string => text.replace(/[^\x21-\x7e]/g, '').slice(0, 60);

function causes(error: unknown): Error[] {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && found.length < 5; one = one.cause) found.push(one);
  return found;
}

function clientAuth({ auth }: OidcConfig): client.ClientAuth {
  switch (auth.is) {
    case 'none':
      return client.None();
    case 'secret_basic':
      return client.ClientSecretBasic(secretOf(auth));
    case 'secret_post':
      return client.ClientSecretPost(secretOf(auth));
    case 'private_key_jwt':
      return signing(auth.keyFile);
  }
}

function secretOf({ secret, secretFile }: { readonly secret: string; readonly secretFile: string }): string {
  const text = secretFile === '' ? secret : (read('OIDC_CLIENT_SECRET_FILE', secretFile).split(/\r?\n/, 1)[0] ?? '');
  if (text === '')
    throw new InvalidConfig([`OIDC_CLIENT_SECRET_FILE ${secretFile} is empty. Write the secret into its first line.`]);
  return text;
}

/** Signs assertions (RFC 7523). */
function signing(file: string): client.ClientAuth {
  const pem = read('OIDC_CLIENT_KEY_FILE', file);
  const bad = (why: string) =>
    new InvalidConfig([
      `OIDC_CLIENT_KEY_FILE ${file} ${why}. It must hold a private key (PEM, PKCS #8): RSA, EC P-256 or Ed25519.`,
    ]);
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw bad('holds no private key that can be read');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa')
    return client.PrivateKeyJwt(key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']));
  if (type === 'ed25519') return client.PrivateKeyJwt(key.toCryptoKey('Ed25519', false, ['sign']));
  if (type === 'ec' && details?.namedCurve === 'prime256v1')
    return client.PrivateKeyJwt(key.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']));
  throw bad(`holds a key of another kind (${type ?? 'unknown'})`);
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidConfig([
      `${variable} ${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}.`,
    ]);
  }
}
