import { Injectable, inject } from '@angular/core';
import { Gateway } from '../api/gateway';
import { ApiError, toApiError } from '../api/errors';
import { Session } from './session';

/** A browser that is signed in as this viewer; times RFC 3339. */
export interface OwnSession {
  readonly id: string;
  readonly current: boolean;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly ip: string;
  /** What the browser says of itself: any text. */
  readonly agent: string;
}

/** The viewer's second factor. */
export interface OwnFactor {
  readonly enrolled: boolean;
  /** RFC 3339; null = none. */
  readonly enrolledAt: string | null;
  readonly codesLeft: number;
  /** His role demands one: it can be replaced, not removed. */
  readonly demanded: boolean;
}

/** What a sign-in asks for: the password, and a code of the factor when there is one. */
export interface OwnProof {
  readonly password: string;
  readonly code?: string;
}

/** A link by which somebody else lets the viewer set another password. */
export interface OfferedReset {
  readonly byName: string;
  /** RFC 3339. */
  readonly until: string;
}

/** Where the viewer stands with the sign-in provider. */
export interface OwnIdentity {
  /** What it is called; null = none is set up. */
  readonly provider: string | null;
  /** RFC 3339; null = not linked. */
  readonly linkedAt: string | null;
  readonly hasPassword: boolean;
  /** He can prove himself there where a code is asked for. */
  readonly factorAtProvider: boolean;
}

/** A new secret for an authenticator app, and the token that its first code is sent with. */
export interface AppOffer {
  readonly token: string;
  readonly secret: string;
  readonly uri: string;
}

/** The viewer's own account over REST. Throws ApiError. */
@Injectable({ providedIn: 'root' })
export class Account {
  private readonly session = inject(Session);
  private readonly gateway = inject(Gateway);

  async sessions(): Promise<readonly OwnSession[]> {
    return (await this.ask<{ sessions: readonly OwnSession[] }>('sessions')).sessions;
  }

  async endSession(session: string, password: string): Promise<void> {
    await this.ask('sessions/end', { session, password });
  }

  /** Answers how many sessions ended. */
  async endOthers(password: string): Promise<number> {
    return (await this.ask<{ ended: number }>('sessions/end', { others: true, password })).ended;
  }

  /** Answers how many other sessions ended with it. The access token of this one is over too, so it is renewed. */
  async changePassword(current: string, next: string): Promise<number> {
    const { ended } = await this.ask<{ ended: number }>('password', { current, next });
    await this.session.refresh();
    return ended;
  }

  /** Null when there is none. */
  async offeredReset(): Promise<OfferedReset | null> {
    return (await this.ask<{ offered: OfferedReset | null }>('password')).offered;
  }

  factor(): Promise<OwnFactor> {
    return this.ask<OwnFactor>('factor');
  }

  offerApp(proof: OwnProof): Promise<AppOffer> {
    return this.ask<AppOffer>('factor/offer', proof);
  }

  /** Answers the new recovery codes. Every other session ends, and this one's access token is renewed. */
  async confirmApp(token: string, code: string): Promise<readonly string[]> {
    const { recoveryCodes } = await this.ask<{ recoveryCodes: readonly string[] }>('factor/confirm', { token, code });
    await this.session.refresh();
    return recoveryCodes;
  }

  async renewCodes(proof: OwnProof): Promise<readonly string[]> {
    return (await this.ask<{ recoveryCodes: readonly string[] }>('factor/codes', proof)).recoveryCodes;
  }

  async removeFactor(proof: OwnProof): Promise<void> {
    await this.ask('factor/remove', proof);
    await this.session.refresh();
  }

  /** Leave for what the permission covers, for five minutes. */
  async stepUp(permission: string, code: string, reason: string): Promise<void> {
    await this.ask('step-up', { permission, code, reason });
  }

  identity(): Promise<OwnIdentity> {
    return this.ask<OwnIdentity>('identity');
  }

  /** Where the browser goes to link the identity. */
  async beginLink(proof: OwnProof): Promise<string> {
    return (await this.ask<{ url: string }>('identity/link', proof)).url;
  }

  /** Where the browser goes for a fresh proof, instead of a code or of the password. */
  async beginProof(permission: string, reason: string): Promise<string> {
    return (await this.ask<{ url: string }>('identity/step-up', { permission, reason })).url;
  }

  /** Back from the provider with what it said. */
  async finishAtProvider(query: string): Promise<'link' | 'stepUp'> {
    return (await this.ask<{ done: 'link' | 'stepUp' }>('identity/finish', { query })).done;
  }

  /** Answers how many other sessions ended. */
  async unlink(proof: OwnProof): Promise<number> {
    return (await this.ask<{ ended: number }>('identity/unlink', proof)).ended;
  }

  private async ask<T>(route: string, body?: unknown): Promise<T> {
    let answer = await this.send(route, body);
    if (answer.status === 401 && (await this.session.refresh())) answer = await this.send(route, body);
    const read = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return read as T;
    if (answer.status === 401) this.gateway.signInAgain();
    const [code, message, requestId] = [read['code'], read['message'], read['requestId']].map((value) =>
      typeof value === 'string' ? value : undefined,
    );
    throw new ApiError(code ?? 'INTERNAL', message ?? `The server answered ${answer.status}.`, { requestId });
  }

  private async send(route: string, body: unknown): Promise<Response> {
    const token = await this.session.accessToken();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return fetch(`/api/account/${route}`, init).catch((error: unknown) => {
      throw toApiError(error);
    });
  }
}
