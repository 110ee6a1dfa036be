import type { Role } from '@wireledger/access';

/** The OpenID Connect provider whose people may sign in. */
export interface OidcConfig {
  readonly issuer: string;
  /** Shown to people. */
  readonly name: string;
  readonly clientId: string;
  readonly auth: OidcClientAuth;
  readonly scopes: string;
  /** Accounts are made at the first sign-in. */
  readonly signUp: boolean;
  readonly nameClaim: string;
  /** Lower case; empty = every address, and none at all. */
  readonly emailDomains: readonly string[];
  /** '' = roles do not come from the provider; dots lead into claims. */
  readonly roleClaim: string;
  readonly roles: readonly (readonly [value: string, role: Role])[];
  /** null = whoever has no role by the claim stays out. */
  readonly defaultRole: Role | null;
  /** Values of `amr` or `acr` that count as a second factor. */
  readonly mfa: readonly string[];
}

/** How this client proves itself at the token endpoint. Files are absolute. */
export type OidcClientAuth =
  | { readonly is: 'secret_basic' | 'secret_post'; readonly secret: string; readonly secretFile: string }
  | { readonly is: 'private_key_jwt'; readonly keyFile: string }
  | { readonly is: 'none' };

/** What the variables hold, as far as this looks at it. */
export interface OidcValues {
  readonly OIDC_ISSUER: string;
  readonly OIDC_NAME: string;
  readonly OIDC_CLIENT_ID: string;
  readonly OIDC_CLIENT_AUTH: OidcClientAuth['is'];
  readonly OIDC_CLIENT_SECRET: string;
  readonly OIDC_CLIENT_SECRET_FILE: string;
  readonly OIDC_CLIENT_KEY_FILE: string;
  readonly OIDC_SCOPES: string;
  readonly OIDC_SIGN_UP: boolean;
  readonly OIDC_NAME_CLAIM: string;
  readonly OIDC_EMAIL_DOMAINS: readonly string[];
  readonly OIDC_ROLE_CLAIM: string;
  readonly OIDC_ROLES: readonly (readonly [value: string, role: Role])[];
  readonly OIDC_DEFAULT_ROLE: Role | 'NONE';
  readonly OIDC_MFA: readonly string[];
}

/** What does not fit together, each with its mend. */
export function oidcProblems(values: OidcValues): string[] {
  if (values.OIDC_ISSUER === '') return [];
  const { OIDC_CLIENT_AUTH: auth, OIDC_CLIENT_SECRET: secret, OIDC_CLIENT_SECRET_FILE: file } = values;
  const problems: string[] = [];
  if (values.OIDC_CLIENT_ID === '')
    problems.push('OIDC_ISSUER is set and OIDC_CLIENT_ID is not. Set it to the id that the provider gave this client.');
  if (auth.startsWith('secret') && (secret === '') === (file === ''))
    problems.push(
      `OIDC_CLIENT_AUTH is ${auth}: set one of OIDC_CLIENT_SECRET and OIDC_CLIENT_SECRET_FILE, or OIDC_CLIENT_AUTH=none for a client without a secret.`,
    );
  if (auth === 'private_key_jwt' && values.OIDC_CLIENT_KEY_FILE === '')
    problems.push('OIDC_CLIENT_AUTH is private_key_jwt: set OIDC_CLIENT_KEY_FILE to the private key.');
  if ((values.OIDC_ROLE_CLAIM === '') !== (values.OIDC_ROLES.length === 0))
    problems.push('OIDC_ROLE_CLAIM and OIDC_ROLES belong together: set both, or neither.');
  if (values.OIDC_ROLE_CLAIM === '' && values.OIDC_DEFAULT_ROLE === 'NONE' && values.OIDC_SIGN_UP)
    problems.push(
      'OIDC_DEFAULT_ROLE is NONE and no claim gives a role: nobody could sign up. Set OIDC_ROLES, or OIDC_SIGN_UP=0.',
    );
  return problems;
}

/** `null` when no provider is set. */
export function oidcConfigOf(values: OidcValues, absolute: (file: string) => string): OidcConfig | null {
  if (values.OIDC_ISSUER === '') return null;
  const fileOf = (text: string) => (text === '' ? '' : absolute(text));
  return {
    ...{ issuer: values.OIDC_ISSUER, name: values.OIDC_NAME, clientId: values.OIDC_CLIENT_ID },
    auth: clientAuth(values, fileOf),
    ...{ scopes: values.OIDC_SCOPES, signUp: values.OIDC_SIGN_UP, nameClaim: values.OIDC_NAME_CLAIM },
    ...{ emailDomains: values.OIDC_EMAIL_DOMAINS, roleClaim: values.OIDC_ROLE_CLAIM, roles: values.OIDC_ROLES },
    defaultRole: values.OIDC_DEFAULT_ROLE === 'NONE' ? null : values.OIDC_DEFAULT_ROLE,
    mfa: values.OIDC_MFA,
  };
}

function clientAuth(values: OidcValues, fileOf: (text: string) => string): OidcClientAuth {
  const { OIDC_CLIENT_AUTH: is } = values;
  switch (is) {
    case 'none':
      return { is };
    case 'private_key_jwt':
      return { is, keyFile: fileOf(values.OIDC_CLIENT_KEY_FILE) };
    default:
      return { is, secret: values.OIDC_CLIENT_SECRET, secretFile: fileOf(values.OIDC_CLIENT_SECRET_FILE) };
  }
}
