import { Injectable, computed, inject, resource, signal } from '@angular/core';
import { LogMoment } from '../graphql/generated/operations';
import { Gateway } from './api/gateway';
import { UrlState } from './url-state';

/** What the address says after `asof=`: `@` and a position of the log, or an ISO time. Undefined when it is neither. */
export function readAsOf(text: string): { readonly position: string } | { readonly at: string } | undefined {
  if (/^@[0-9:]{1,64}$/.test(text)) return { position: text.slice(1) };
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : { at: new Date(at).toISOString() };
}

/** 182,440; of a store that gives two numbers the first. */
export const formatPosition = (position: string): string =>
  BigInt(/^\d+/.exec(position)?.[0] ?? '0').toLocaleString('en-US');

/** The past viewpoint of all queries of a page. It lives in the address, nowhere else. */
@Injectable({ providedIn: 'root' })
export class Past {
  private readonly url = inject(UrlState);
  private readonly gateway = inject(Gateway);
  private readonly param = this.url.param('asof');
  private readonly asked = computed(() => readAsOf(this.param()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  private readonly moment = resource({
    params: () => this.asked(),
    loader: async ({ params, abortSignal }) => (await this.gateway.run(LogMoment, params, abortSignal)).logMoment,
  });
  private readonly found = computed(() => (this.moment.hasValue() ? this.moment.value() : undefined));
  private readonly heard = signal<ReadonlyMap<object, string | null>>(new Map());

  /** True while the page shows the past. */
  readonly on = computed(() => this.asked() !== undefined);
  /** Position up to which events count; undefined now, and until a time was looked up. */
  readonly position = computed(() => {
    const asked = this.asked();
    return asked && 'position' in asked ? asked.position : this.on() ? this.found()?.position : undefined;
  });
  /** When it was recorded, ms; undefined now, and until it was looked up. */
  readonly at = computed(() => {
    const at = this.on() ? this.found()?.at : undefined;
    return at === undefined ? undefined : Date.parse(at);
  });
  /** Nothing was recorded by then, or the look-up failed. */
  readonly missing = computed(
    () => this.on() && this.position() === undefined && !this.moment.isLoading() && this.moment.status() !== 'idle',
  );
  /** Queries wait until the viewpoint is known; relative ranges need its time as well. */
  readonly ready = computed(() => !this.on() || (this.position() !== undefined && !this.moment.isLoading()));
  /** Answers on the page that are only near to what it was then, and the position from which on they are exact. */
  readonly coarse = computed(() => [...this.heard().values()]);

  /** Notes whether an answer is coarse; `by` is the query on the page. */
  hear(by: object, result: unknown): void {
    const coarse = coarseOf(result);
    const known = this.heard();
    if (coarse === undefined ? !known.has(by) : known.get(by) === coarse) return;
    this.heard.update((all) => {
      const next = new Map(all);
      if (coarse === undefined) next.delete(by);
      else next.set(by, coarse);
      return next;
    });
  }

  forget(by: object): void {
    this.hear(by, undefined);
  }

  back(): void {
    this.url.patch({ asof: null });
  }

  /** The newest position, for a link that is to show the same tomorrow. */
  async newest(): Promise<string | undefined> {
    return (await this.gateway.run(LogMoment, {})).logMoment?.position;
  }
}

/** `nextExact` of the first coarse answer; undefined when all are exact. */
function coarseOf(result: unknown): string | null | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  for (const answer of Object.values(result) as unknown[]) {
    const { coarse, nextExact } = (answer ?? {}) as { coarse?: unknown; nextExact?: unknown };
    if (coarse === true) return typeof nextExact === 'string' ? nextExact : null;
  }
  return undefined;
}
