import { Injectable, inject } from '@angular/core';
import { Router } from '@angular/router';
import type { Operation } from '../../graphql/operation';
import { Session } from '../session/session';
import { StepUp } from '../session/step-up';
import { ApiError, fromGraphql, toApiError } from './errors';

/** What the gateway needs of a session. */
export interface Credentials {
  accessToken(): Promise<string>;
  refresh(): Promise<boolean>;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

const STALE_TRIES = 3;
const MAX_STALE_WAIT_MS = 2_000;

/** Sends one operation by its hash and reads the answer. Throws ApiError. */
async function post<R, V>(
  op: Operation<R, V>,
  variables: V,
  token: string,
  signal: AbortSignal | undefined,
): Promise<R> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        operationName: op.name,
        variables,
        extensions: { persistedQuery: { version: 1, sha256Hash: op.hash } },
      }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw toApiError(error);
  }
  const answer = (await response.json().catch(() => ({}))) as Answer;
  const first = answer.errors?.[0];
  if (first !== undefined) throw fromGraphql(first);
  if (!response.ok || answer.data === undefined || answer.data === null) {
    const code = response.status === 401 ? 'UNAUTHENTICATED' : 'INTERNAL';
    throw new ApiError(
      code,
      response.status >= 502 ? 'The server is not ready.' : `The server answered ${response.status}.`,
    );
  }
  return answer.data as R;
}

/**
 * Runs an operation. A token that was refused is renewed once and the operation sent again; an answer that is not up
 * to date yet (STALE) is asked for again, at most three times.
 */
export async function runOperation<R, V>(
  credentials: Credentials,
  op: Operation<R, V>,
  variables: V,
  signal?: AbortSignal,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
): Promise<R> {
  let renewed = false;
  for (let stale = 0; ;) {
    try {
      return await post(op, variables, await credentials.accessToken(), signal);
    } catch (error) {
      const known = error instanceof ApiError ? error : undefined;
      if (known?.code === 'UNAUTHENTICATED' && !renewed) {
        renewed = true;
        if (await credentials.refresh()) continue;
      } else if (known?.code === 'STALE' && stale + 1 < STALE_TRIES) {
        stale += 1;
        await wait(Math.min(MAX_STALE_WAIT_MS, Math.max(250, (known.details.lagSeconds ?? 1) * 1000)));
        signal?.throwIfAborted();
        continue;
      }
      throw error;
    }
  }
}

/** What the person has given as the reason of a mutation. */
function reasonIn(variables: unknown): string {
  const { reason } = (variables ?? {}) as { readonly reason?: unknown };
  return typeof reason === 'string' ? reason : '';
}

/** The one door to the API. */
@Injectable({ providedIn: 'root' })
export class Gateway {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly stepUp = inject(StepUp);

  /** A mutation that asks for a fresh second factor is sent again once the person has given it. */
  async run<R, V>(op: Operation<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
    try {
      const send = (): Promise<R> => runOperation(this.session, op, variables, signal);
      return op.kind === 'mutation' ? await this.stepUp.around(send, reasonIn(variables)) : await send();
    } catch (error) {
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') this.signInAgain();
      throw error;
    }
  }

  /** The session is over: to the sign-in page, with the way back. */
  signInAgain(): void {
    this.session.forget();
    if (!this.router.url.startsWith('/sign-in'))
      void this.router.navigate(['/sign-in'], { queryParams: { return: this.router.url } });
  }
}
