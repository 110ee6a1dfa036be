import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { LiveSocket } from './api/live-socket';
import { RangeState } from './range-state';

export type ConnectionState =
  | { readonly kind: 'ok'; readonly latencyMs: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  | { readonly kind: 'offline' };

const FIRST_PROBE_MS = 1_500;
const PROBE_MS = 10_000;

/** How the console reaches its server: the round trip of a tiny request, and what the socket says. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly socket = inject(LiveSocket);
  private readonly range = inject(RangeState);
  private readonly latency = signal<number | undefined>(undefined);
  private readonly failures = signal(0);
  /** Last time that an answer came, ms. */
  readonly lastAnswer = signal(Date.now());

  readonly state = computed<ConnectionState>(() => {
    if (this.failures() > 1) return { kind: 'offline' };
    const attempt = this.socket.attempt();
    if (attempt > 0 || this.failures() === 1) return { kind: 'reconnecting', attempt: Math.max(1, attempt) };
    const latencyMs = this.latency();
    return latencyMs === undefined ? { kind: 'unknown' } : { kind: 'ok', latencyMs };
  });

  /** True while what is on the screen may be out of date although it should be live. */
  readonly stale = computed(
    () => this.range.live() && (this.state().kind === 'offline' || this.state().kind === 'reconnecting'),
  );

  constructor() {
    const probe = async (): Promise<void> => {
      if (document.hidden) return;
      const start = performance.now();
      try {
        const response = await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(8_000) });
        if (!response.ok) throw new Error('not live');
        this.latency.set(Math.max(1, Math.round(performance.now() - start)));
        this.failures.set(0);
        this.lastAnswer.set(Date.now());
      } catch {
        this.failures.update((n) => n + 1);
      }
    };
    let timer: ReturnType<typeof setTimeout>;
    const again = (): void => {
      void probe().finally(() => (timer = setTimeout(again, this.failures() > 0 ? 2_000 : PROBE_MS)));
    };
    // not while the page's own first reads are under way: they would be measured along
    timer = setTimeout(again, FIRST_PROBE_MS);
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }
}
