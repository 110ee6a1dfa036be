import { Injectable, computed, signal } from '@angular/core';
import { ApiError } from '../api/errors';

/** Who is signed in, as the API's sign-in answer says. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly permissions: readonly string[];
  /** Those of them that ask for a fresh second factor and a reason. */
  readonly stepUp: readonly string[];
  /** Those of them that reach only in part. */
  readonly limited: readonly string[];
  /** Addresses and names are shown to this viewer as pseudonyms. */
  readonly masked: boolean;
  /** RFC 3339: what is masked otherwise is shown to this session until then; null = no leave is in force. */
  readonly revealedUntil: string | null;
}

/** An invitation as its holder sees it. */
export interface Invitation {
  readonly name: string;
  readonly role: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** A link for a new password as its holder sees it. */
export interface PasswordReset {
  readonly name: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

interface Grant {
  readonly accessToken: string;
  /** Seconds that the access token is good for. */
  readonly expiresIn: number;
  readonly viewer: Viewer;
}

/** The password was right, and something is missing yet: a code, or a second factor at all. */
export interface Pending {
  readonly token: string;
  readonly needs: 'code' | 'enrol';
  /** With `enrol`: what the authenticator app is given. */
  readonly secret?: string;
  readonly uri?: string;
}

/** How people get in: `provider` = what the sign-in provider is called, null = there is none. */
export interface Door {
  readonly bootstrapNeeded: boolean;
  readonly provider: string | null;
  /** Fewest characters of a new password. */
  readonly passwordLength: number;
}

/** Fewest characters of a password where the API has not said otherwise. */
export const SHORTEST_PASSWORD = 12;

/** A token this close to its end is renewed before it is used. */
const MARGIN_MS = 30_000;

/**
 * The session of this tab. The access token lives in memory only; the refresh cookie is the browser's and no script
 * can read it.
 */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly viewer = signal<Viewer | null>(null);
  readonly signedIn = computed(() => this.viewer() !== null);

  private token = '';
  private expiresAt = 0;
  private renewing: Promise<boolean> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  can(permission: string): boolean {
    return this.viewer()?.permissions.includes(permission) ?? false;
  }

  /** Whether what the permission covers asks for a code and a reason first. */
  asksForFactor(permission: string): boolean {
    return this.viewer()?.stepUp.includes(permission) ?? false;
  }

  /** The permission reaches all that it is about, not a part. */
  canAll(permission: string): boolean {
    return this.can(permission) && !(this.viewer()?.limited.includes(permission) ?? true);
  }

  /** True when somebody is signed in, trying the refresh cookie once when nobody is yet. */
  async restore(): Promise<boolean> {
    return this.signedIn() || this.refresh();
  }

  /** A token that is good for at least half a minute; '' when the session is over. */
  async accessToken(): Promise<string> {
    if (this.token !== '' && Date.now() > this.expiresAt - MARGIN_MS) await this.refresh();
    return this.token;
  }

  /** Renews the access token, once for all who ask at the same time. False when the session is over. */
  refresh(): Promise<boolean> {
    this.renewing ??= this.renew().finally(() => (this.renewing = null));
    return this.renewing;
  }

  /** Signed in, or what is missing yet. */
  async signIn(name: string, password: string): Promise<Pending | undefined> {
    return this.acceptOr(await this.post<Grant | { pending: Pending }>('sign-in', { name, password }));
  }

  /** Makes the first administrator with the token of the one-time link. */
  async bootstrap(token: string, name: string, password: string): Promise<Pending | undefined> {
    return this.acceptOr(await this.post<Grant | { pending: Pending }>('bootstrap', { token, name, password }));
  }

  /** Second step: a code of the app, or a recovery code. */
  async enterCode(token: string, code: string): Promise<void> {
    this.accept(await this.post<Grant>('code', { token, code }));
  }

  /** Second step of those who had no second factor: the first code of their app. Answers the recovery codes. */
  async enrol(token: string, code: string): Promise<readonly string[]> {
    const answer = await this.post<Grant & { recoveryCodes: readonly string[] }>('enrolment', { token, code });
    this.accept(answer);
    return answer.recoveryCodes;
  }

  /** Whom the link of an invitation is for. */
  invited(token: string): Promise<Invitation> {
    return this.post<Invitation>('invitation/look', { token });
  }

  /** Sets the password of whoever was invited. Signed in, or what is missing yet. */
  async acceptInvitation(token: string, name: string, password: string): Promise<Pending | undefined> {
    const answer = await this.post<Grant | { pending: Pending } | null>('invitation/accept', { token, password });
    return answer ? this.acceptOr(answer) : this.signIn(name, password);
  }

  /** Whom the link for a new password is for. */
  resetFor(token: string): Promise<PasswordReset> {
    return this.post<PasswordReset>('password-reset/look', { token });
  }

  /** Sets the password of whoever holds the link. Signed in, or what is missing yet. */
  async resetPassword(token: string, password: string): Promise<Pending | undefined> {
    return this.acceptOr(await this.post<Grant | { pending: Pending }>('password-reset/use', { token, password }));
  }

  /** How people get in here. */
  async door(): Promise<Door> {
    const response = await fetch('/api/auth/state');
    const said = (response.ok ? await response.json() : {}) as Partial<Door>;
    return {
      ...{ bootstrapNeeded: said.bootstrapNeeded === true, provider: said.provider ?? null },
      passwordLength: said.passwordLength ?? SHORTEST_PASSWORD,
    };
  }

  /** Where the browser goes to sign in by the provider. `invitation`: the token of its link, to be used with the identity there. */
  async beginAtProvider(invitation?: string): Promise<string> {
    return (await this.post<{ url: string }>('oidc/begin', invitation === undefined ? {} : { invitation })).url;
  }

  /** Back from the provider with what it said: signed in, or what is missing yet. */
  async finishAtProvider(query: string): Promise<Pending | undefined> {
    return this.acceptOr(await this.post<Grant | { pending: Pending }>('oidc/finish', { query }));
  }

  /** Where to sign out at the provider too; null when it has no such page. */
  async signOutAtProvider(): Promise<string | null> {
    return (await this.post<{ url: string | null }>('oidc/sign-out', {})).url;
  }

  async signOut(): Promise<void> {
    this.forget();
    await this.post('sign-out', {}).catch(() => undefined);
  }

  /** Drops what is known without telling the server: the server has ended the session already. */
  forget(): void {
    clearTimeout(this.timer);
    this.token = '';
    this.expiresAt = 0;
    this.viewer.set(null);
  }

  private async renew(): Promise<boolean> {
    try {
      // null: this browser holds no cookie
      const grant = await alone(() => this.post<Grant | null>('refresh', {}));
      if (grant) this.accept(grant);
      else this.forget();
      return grant !== null;
    } catch (error) {
      // Without an answer the session may well be alive: only a refusal ends it.
      if (error instanceof ApiError && error.code !== 'OFFLINE' && error.code !== 'INTERNAL') this.forget();
      return false;
    }
  }

  private acceptOr(answer: Grant | { pending: Pending }): Pending | undefined {
    if ('pending' in answer) return answer.pending;
    this.accept(answer);
    return undefined;
  }

  private accept(grant: Grant): void {
    this.token = grant.accessToken;
    this.expiresAt = Date.now() + grant.expiresIn * 1000;
    this.viewer.set(grant.viewer);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), Math.max(5_000, grant.expiresIn * 1000 - 2 * MARGIN_MS));
  }

  private async post<T>(action: string, body: unknown): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`/api/auth/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-wireledger': '1' },
        body: JSON.stringify(body),
        credentials: 'same-origin',
      });
    } catch {
      throw new ApiError('OFFLINE', 'No answer from the server.');
    }
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as T;
    const { code, message, requestId } = (answer ?? {}) as { code?: string; message?: string; requestId?: string };
    const fallback = response.status === 401 ? 'UNAUTHENTICATED' : 'INTERNAL';
    throw new ApiError(code ?? fallback, message ?? 'The server could not answer.', { requestId });
  }
}

/** Two tabs must not spend the same refresh cookie at once. */
const alone = <T>(work: () => Promise<T>): Promise<T> =>
  typeof navigator !== 'undefined' && 'locks' in navigator
    ? navigator.locks.request('wireledger-refresh', work)
    : work();
