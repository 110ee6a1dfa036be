import { DestroyRef, type Signal, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Operation } from '../../graphql/operation';
import { Past } from '../past';
import { formatTotal } from '../../format/numbers';
import { type ApiError, toApiError } from './errors';
import { Gateway } from './gateway';

interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly count: number;
  readonly exact: boolean;
}

/** A result that is read page by page with cursors. */
export interface PagedList<T> {
  readonly rows: Signal<readonly T[]>;
  readonly count: Signal<number>;
  readonly exact: Signal<boolean>;
  readonly loading: Signal<boolean>;
  readonly first: Signal<boolean>;
  readonly error: Signal<ApiError | undefined>;
  /** Always undefined: with `error`, `first` and `reload` a list is also a read of which the state can be shown. */
  readonly value: Signal<undefined>;
  readonly at: Signal<number>;
  more(): void;
  reload(): void;
}

/** How many rows there are in all, as text; a dash while nobody knows. */
export const totalOf = (list: Pick<PagedList<unknown>, 'first' | 'count' | 'exact'>): string =>
  list.first() ? '–' : formatTotal(list.count(), list.exact());

/** Pages are asked for until this many rows are held: more is a case for a narrower filter. */
const MOST_ROWS = 10_000;

/**
 * Reads the first page whenever `variables` changes (undefined = not now), and the next one on `more`. A change of
 * `key` drops what is held; otherwise the old rows stay until the new ones are there.
 */
export function pagedList<R, V extends object, T>(
  op: Operation<R, V>,
  variables: () => V | undefined,
  pick: (result: R) => Page<T>,
  key: () => string,
): PagedList<T> {
  const gateway = inject(Gateway);
  const past = inject(Past);
  const me = {};
  inject(DestroyRef).onDestroy(() => past.forget(me));
  /** Variables as of the page's viewpoint. */
  const asked = (): V | undefined => {
    const vars = variables();
    if (vars === undefined || (op.past && !past.ready())) return undefined;
    return op.past && past.on() ? { ...vars, asOf: past.position() } : vars;
  };
  const empty: Page<T> = { rows: [], next: null, count: 0, exact: true };
  const held = signal<Page<T>>(empty);
  const busy = signal(0);
  const loaded = signal(false);
  const error = signal<ApiError | undefined>(undefined);
  const at = signal(0);
  const again = signal(0);
  let abort = new AbortController();
  let heldKey = '';

  const ask = async (vars: V, onto: readonly T[]): Promise<void> => {
    abort.abort();
    const mine = (abort = new AbortController());
    busy.update((n) => n + 1);
    try {
      const result = await gateway.run(op, vars, mine.signal);
      if (mine.signal.aborted) return;
      past.hear(me, result);
      const page = pick(result);
      held.set({ ...page, rows: [...onto, ...page.rows] });
      error.set(undefined);
      loaded.set(true);
      at.set(Date.now());
    } catch (problem) {
      if (!mine.signal.aborted) error.set(toApiError(problem));
    } finally {
      busy.update((n) => n - 1);
    }
  };

  effect((onCleanup) => {
    const vars = asked();
    const now = `${key()}@${past.position() ?? ''}`;
    again();
    if (vars === undefined) return;
    untracked(() => {
      if (now !== heldKey) {
        heldKey = now;
        held.set(empty);
        loaded.set(false);
      }
      void ask(vars, []);
    });
    onCleanup(() => abort.abort());
  });

  return {
    rows: computed(() => held().rows),
    count: computed(() => held().count),
    exact: computed(() => held().exact),
    loading: computed(() => busy() > 0),
    first: computed(() => busy() > 0 && !loaded()),
    error,
    value: computed(() => undefined),
    at,
    more: () => {
      const { next, rows } = held();
      const vars = asked();
      if (next !== null && vars !== undefined && busy() === 0 && rows.length < MOST_ROWS)
        void ask({ ...vars, after: next }, rows);
    },
    reload: () => again.update((n) => n + 1),
  };
}
