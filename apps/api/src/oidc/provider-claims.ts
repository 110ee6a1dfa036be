import type { Role } from '@wireledger/access';
import type { OidcConfig } from '@wireledger/platform';

/** What a checked ID token says (OpenID Connect Core 1.0, section 2). Values are the provider's, and anything. */
export interface ProviderClaims {
  readonly iss: string;
  readonly sub: string;
  readonly auth_time?: number | undefined;
  readonly [claim: string]: unknown;
}

const MAX_VALUES = 500;
const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? (value as unknown[]).slice(0, MAX_VALUES) : [value]).filter(
    (one): one is string => typeof one === 'string',
  );

/** A claim by its name, or by a path of names with dots; undefined when there is none. */
export function claimAt(claims: ProviderClaims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Whether the e-mail address lets its owner in: verified by the provider, and in one of the domains. */
export function emailFits(claims: ProviderClaims, domains: OidcConfig['emailDomains']): boolean {
  if (domains.length === 0) return true;
  const { email, email_verified: verified } = claims;
  if (typeof email !== 'string' || verified !== true || /\s/.test(email)) return false;
  const parts = email.split('@');
  return parts.length === 2 && domains.includes((parts[1] ?? '').toLowerCase());
}

/** The role that the provider's claim gives, or the one for all others; null = stays out. */
export function roleOf(claims: ProviderClaims, { roleClaim, roles, defaultRole }: OidcConfig): Role | null {
  if (roleClaim === '') return defaultRole;
  const held = new Set(texts(claimAt(claims, roleClaim)));
  return roles.find(([value]) => held.has(value))?.[1] ?? defaultRole;
}

/** Whether the provider says that a second factor was given, in words that count here (RFC 8176 has the usual ones). */
export const countsAsFactor = ({ amr, acr }: ProviderClaims, mfa: OidcConfig['mfa']): boolean =>
  [...texts(amr), ...texts(acr)].some((value) => mfa.includes(value));

/** How an account is named that is made now: what the provider says, without what cannot be shown. '' = it says nothing. */
export function nameOf(claims: ProviderClaims, nameClaim: string): string {
  const said = [nameClaim, 'name', 'email']
    .map((claim) => claimAt(claims, claim))
    .find((one) => typeof one === 'string');
  return (said ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 64)
    .replace(/\p{Cs}/gu, '');
}

/** Clocks of two hosts differ, s. */
const SKEW = 5;

/** Whether somebody proved himself to the provider after that moment, ms since 1970 UTC (`auth_time`, whole seconds). */
export const isFresh = ({ auth_time: at }: ProviderClaims, sinceMs: number): boolean =>
  typeof at === 'number' && at >= Math.floor(sinceMs / 1000) - SKEW;
