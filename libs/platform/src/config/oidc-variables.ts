import { ROLES, type Role } from '@wireledger/access';
import { z } from 'zod';

import { isLoopbackHost } from './loopback-host';
import { variable } from './variable';

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** https anywhere, http on this host alone: what the provider says about people must not be changed on the way. */
function issuer(text: string): boolean {
  if (text === '') return true;
  if (!URL.canParse(text)) return false;
  const { protocol, username, hash, search, hostname } = new URL(text);
  if (username !== '' || hash !== '' || search !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** `netops=OPERATOR` → [netops, OPERATOR]; null when it is no such pair. */
function pair(text: string): readonly [value: string, role: Role] | null {
  const at = text.lastIndexOf('=');
  const [value, role] = [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()];
  return value !== '' && isRole(role) ? [value, role] : null;
}

const roleNames = ROLES.join(', ');

/** Sign-in by an OpenID Connect provider. Nothing of it is read while OIDC_ISSUER is empty. */
export const OIDC_VARIABLES = {
  OIDC_ISSUER: variable({
    schema: z
      .string()
      .refine(
        issuer,
        'must be the issuer of the provider, such as https://login.example.org/realms/soc (http on this host alone)',
      ),
    fallback: '',
    doc: 'OpenID Connect provider whose people may sign in: its issuer, exactly as its discovery document says. Empty = none. See docs/sign-in.md.',
  }),
  OIDC_NAME: variable({
    schema: z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u, 'must have 1 to 40 characters'),
    fallback: 'single sign-on',
    doc: 'What the provider is called on the page: Continue with …',
  }),
  OIDC_CLIENT_ID: variable({
    schema: z.string().regex(/^[\x21-\x7e]{0,200}$/, 'must be printable ASCII without spaces'),
    fallback: '',
    doc: 'Id of this client at the provider.',
  }),
  OIDC_CLIENT_AUTH: variable({
    schema: z.enum(['secret_basic', 'secret_post', 'private_key_jwt', 'none'], {
      error: 'must be secret_basic, secret_post, private_key_jwt or none',
    }),
    fallback: 'secret_basic',
    doc: 'How this client proves itself at the token endpoint: secret_basic, secret_post, private_key_jwt or none (PKCE alone).',
  }),
  OIDC_CLIENT_SECRET: variable({
    schema: z.string().regex(/^[\x20-\x7e]{0,500}$/, 'must be printable ASCII'),
    fallback: '',
    doc: 'For secret_basic and secret_post, unless OIDC_CLIENT_SECRET_FILE is set.',
    secret: true,
  }),
  OIDC_CLIENT_SECRET_FILE: variable({ schema: z.string(), fallback: '', doc: 'File whose first line is that secret.' }),
  OIDC_CLIENT_KEY_FILE: variable({
    schema: z.string(),
    fallback: '',
    doc: 'For private_key_jwt: private key (PEM, PKCS #8; RSA, EC P-256 or Ed25519).',
  }),
  OIDC_SCOPES: variable({
    schema: z
      .string()
      .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes with a space between them')
      .refine((text) => text.split(' ').includes('openid'), 'must hold the scope openid'),
    fallback: 'openid profile email',
    doc: 'What is asked of the provider.',
  }),
  OIDC_SIGN_UP: variable({
    schema: z.enum(['0', '1'], { error: 'must be 1 or 0' }).transform((text) => text === '1'),
    fallback: '0',
    doc: '1 = whoever signs in for the first time gets an account. 0 = accounts come from invitations, and their owners link them.',
  }),
  OIDC_NAME_CLAIM: variable({
    schema: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be the name of a claim'),
    fallback: 'preferred_username',
    doc: 'Claim that names a new account. It names it and nothing else: who somebody is says the subject alone.',
  }),
  OIDC_EMAIL_DOMAINS: variable({
    schema: z
      .string()
      .transform((text) => list(text.toLowerCase()))
      .refine(
        (domains) => domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)),
        'must be a comma-separated list of domains such as example.org',
      ),
    fallback: '',
    doc: 'Only people with a verified e-mail address in one of these domains get in. Empty = everybody whom the provider lets through.',
  }),
  OIDC_ROLE_CLAIM: variable({
    schema: z.string().regex(/^[\x21-\x7e]{0,100}$/, 'must be the name of a claim, with dots for claims inside claims'),
    fallback: '',
    doc: 'Claim of the ID token that OIDC_ROLES looks at, such as groups or realm_access.roles.',
  }),
  OIDC_ROLES: variable({
    schema: z
      .string()
      .transform((text) => list(text).map(pair))
      .refine((pairs) => pairs.every((one) => one !== null), `must be value=ROLE, …; roles are ${roleNames}`)
      .transform((pairs) => pairs.flatMap((one) => (one ? [one] : []))),
    fallback: '',
    doc: 'Which value of that claim gives which role, the first that fits: soc-admins=ADMIN,soc=ANALYST',
  }),
  OIDC_DEFAULT_ROLE: variable({
    schema: z.enum([...ROLES, 'NONE'], { error: `must be one of ${roleNames}, or NONE` }),
    fallback: 'VIEWER',
    doc: 'Role of those whom OIDC_ROLES gives none. NONE = they do not get in.',
  }),
  OIDC_MFA: variable({
    schema: z.string().transform(list),
    fallback: '',
    doc: 'Values of amr or acr that count as a second factor, such as mfa,otp,hwk. Empty = the second factor is asked for here.',
  }),
} as const;
