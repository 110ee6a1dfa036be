import { DestroyRef, type Signal, computed, inject, linkedSignal, resource } from '@angular/core';
import type { Operation } from '../../graphql/operation';
import { Past } from '../past';
import { ApiError, toApiError } from './errors';
import { Gateway } from './gateway';

/** One read of the API as signals. */
export interface Query<T> {
  /** Newest good answer. It stays while another is fetched, and while fetching fails. */
  readonly value: Signal<T | undefined>;
  readonly error: Signal<ApiError | undefined>;
  /** True while an answer is awaited. */
  readonly loading: Signal<boolean>;
  /** True while the first answer is awaited. */
  readonly first: Signal<boolean>;
  /** When `value` arrived, ms. */
  readonly at: Signal<number>;
  reload(): void;
}

interface Held<T> {
  readonly key: string;
  readonly value: T | undefined;
  readonly at: number;
}

/**
 * Asks again whenever `variables` changes (undefined = not now) and aborts what is under way. `key` names the thing
 * that is read: when it changes, the old answer is dropped instead of kept. An operation that can be asked about the past is
 * asked as of the page's viewpoint.
 */
export function query<R, V, T>(
  op: Operation<R, V>,
  variables: () => V | undefined,
  pick: (result: R) => T,
  key: () => string = () => '',
): Query<T> {
  const gateway = inject(Gateway);
  const past = inject(Past);
  const me = {};
  inject(DestroyRef).onDestroy(() => past.forget(me));
  const fullKey = (): string => (op.past && past.on() ? `${key()}@${past.position() ?? ''}` : key());
  const source = resource({
    params: () => {
      const now = variables();
      if (now === undefined || (op.past && !past.ready())) return undefined;
      return { variables: op.past && past.on() ? { ...now, asOf: past.position() } : now, key: fullKey() };
    },
    loader: async ({ params, abortSignal }) => {
      const result = await gateway.run(op, params.variables, abortSignal);
      past.hear(me, result);
      return { key: params.key, value: pick(result), at: Date.now() };
    },
  });
  const held = linkedSignal<Held<T> | undefined, Held<T>>({
    source: () => (source.hasValue() ? source.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value ?? { key: '', value: undefined, at: 0 },
  });
  const value = computed(() => (held().key === fullKey() ? held().value : undefined));
  return {
    value,
    error: computed(() => {
      const error = source.error();
      return error === undefined ? undefined : toApiError(error.cause ?? error);
    }),
    loading: source.isLoading,
    first: computed(() => source.isLoading() && value() === undefined),
    at: computed(() => held().at),
    reload: () => source.reload(),
  };
}
