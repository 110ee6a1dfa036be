import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { type Client, createClient } from 'graphql-ws';
import type { Operation } from '../../graphql/operation';
import { Session } from '../session/session';
import { ApiError, fromGraphql } from './errors';
import { backoff } from './backoff';
import { frameBatch } from './frame-batch';
import { Gateway } from './gateway';

export type LiveState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  | { readonly kind: 'refused'; readonly error: ApiError };

export interface LiveSink<R> {
  /** Frames since the last call, oldest first; called at most once an animation frame. */
  frames(frames: readonly R[]): void;
  /** Least time between two calls, ms, for whoever asks for more with each; what comes after a longer quiet is handed on at once. */
  readonly apartMs?: number;
  state(state: LiveState): void;
}

/** How often a page that asks for its lists again with what it hears does so at most, ms. */
export const ASKS_AGAIN_MS = 1000;

const EXPIRED = 4401;
const FORBIDDEN = 4403;

/** One multiplexed socket for all subscriptions. It opens with the first and closes with the last. */
@Injectable({ providedIn: 'root' })
export class LiveSocket {
  private readonly session = inject(Session);
  private readonly gateway = inject(Gateway);
  private client: Client | null = null;

  /** How many subscriptions are trying again, and the highest try of them; 0 = all well. */
  readonly attempt = signal(0);
  readonly open = signal(0);

  constructor() {
    inject(DestroyRef).onDestroy(() => void this.client?.dispose());
  }

  /** Subscribes until the returned function is called. `variables` is asked again at each reconnection, to resume. */
  subscribe<R, V extends Record<string, unknown>>(
    op: Operation<R, V>,
    variables: () => V,
    sink: LiveSink<R>,
  ): () => void {
    const stop = new AbortController();
    this.open.update((n) => n + 1);
    void this.keep(op, variables, sink, stop.signal);
    return () => {
      if (stop.signal.aborted) return;
      stop.abort();
      this.open.update((n) => n - 1);
      if (this.open() === 0) this.attempt.set(0);
    };
  }

  private async keep<R, V extends Record<string, unknown>>(
    op: Operation<R, V>,
    variables: () => V,
    sink: LiveSink<R>,
    signal: AbortSignal,
  ): Promise<void> {
    const batch = frameBatch<R>(sink.frames.bind(sink), signal, sink.apartMs);
    let attempt = 0;
    let renewed = false;
    sink.state({ kind: 'connecting' });
    while (!signal.aborted) {
      const end = await this.once(op, variables(), signal, (frame) => {
        if (attempt > 0) this.attempt.set(0);
        attempt = 0;
        renewed = false;
        sink.state({ kind: 'live' });
        batch(frame);
      });
      if (signal.aborted) return;
      if (end.code === EXPIRED && !renewed) {
        renewed = true;
        if (await this.session.refresh()) continue;
      }
      if (end.code === EXPIRED && !this.session.signedIn()) return this.gateway.signInAgain();
      if (
        end.error &&
        (end.code === FORBIDDEN || end.error.code === 'FORBIDDEN' || end.error.code === 'BAD_USER_INPUT')
      )
        return sink.state({ kind: 'refused', error: end.error });
      attempt += 1;
      this.attempt.set(attempt);
      sink.state({ kind: 'reconnecting', attempt });
      await pause(backoff(attempt, Math.random()), signal);
    }
  }

  private once<R, V extends Record<string, unknown>>(
    op: Operation<R, V>,
    variables: V,
    signal: AbortSignal,
    next: (frame: R) => void,
  ): Promise<{ readonly code?: number; readonly error?: ApiError }> {
    this.client ??= this.connect();
    const client = this.client;
    return new Promise((done) => {
      const dispose = client.subscribe<R>(
        {
          query: '',
          operationName: op.name,
          variables,
          extensions: { persistedQuery: { version: 1, sha256Hash: op.hash } },
        },
        {
          next: (result) => {
            const error = result.errors?.[0];
            if (error) {
              done({ error: fromGraphql(error) });
              dispose();
            } else if (result.data) next(result.data);
          },
          error: (problem) => {
            if (Array.isArray(problem)) done({ error: fromGraphql(problem[0]) });
            else if (isClose(problem)) {
              const error = new ApiError(
                problem.code === FORBIDDEN ? 'FORBIDDEN' : 'OFFLINE',
                problem.reason || 'Connection closed',
              );
              done({ code: problem.code, error });
            } else done({});
          },
          complete: () => done({}),
        },
      );
      signal.addEventListener('abort', () => {
        dispose();
        done({});
      });
    });
  }

  private connect(): Client {
    const url = new URL('/graphql', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return createClient({
      url: url.href,
      lazy: true,
      lazyCloseTimeout: 2_000,
      retryAttempts: 0,
      keepAlive: 10_000,
      connectionParams: async () => ({ token: await this.session.accessToken() }),
      onNonLazyError: () => undefined,
    });
  }
}

const isClose = (value: unknown): value is CloseEvent =>
  typeof value === 'object' && value !== null && 'code' in value && 'reason' in value;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}
