import { computed, signal } from '@angular/core';
import { query } from '../../core/api/query';
import type { RangeState } from '../../core/range-state';
import { formatShare } from '../../format/numbers';
import { type RangeInput, Sensors } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import type { KnownValues } from '../../ui/expression/known-values';

/** Most values that are read of one field. */
const READ = 50;

interface TopRows {
  readonly rows: readonly { readonly key: string; readonly share: number }[];
}

/** The lists of what occurs most that hold values of fields, by name of the field. */
export type Offered<C> = Readonly<Record<string, (counted: C) => TopRows>>;

/** Where the values come from that an expression about facts is offered. */
interface Source<W, T, C> {
  readonly where: (conditions: readonly [], range: RangeInput, filter: undefined) => W;
  readonly tops: Operation<T, { where?: W | null; first?: number | null }> | null;
  readonly counted: (result: T) => C;
  readonly offered: Offered<C>;
}

/** The greatest values of the range, by field; read when one of them is first wanted. In an injection context. */
export function factValues<W, T, C>(
  { where, tops, counted, offered }: Source<W, T, C>,
  range: RangeState,
): KnownValues {
  const wanted = signal<string | null>(null);
  const isOffered = computed(() => Object.hasOwn(offered, wanted() ?? ''));
  const values =
    tops &&
    query(
      tops,
      () => (isOffered() ? { where: where([], range.input(), undefined), first: READ } : undefined),
      counted,
      () => range.key(),
    );
  const sensors = query(
    Sensors,
    () => (wanted() === 'sensor' ? {} : undefined),
    (result) => result.sensors,
  );
  return {
    want: (field) => wanted.set(field?.name ?? null),
    loading: () => (values?.loading() ?? false) || sensors.loading(),
    of({ name }) {
      if (name === 'sensor')
        return (sensors.value() ?? []).filter((one) => !one.hidden).map((one) => ({ value: one.name, note: '' }));
      const found = values?.value();
      const list = Object.hasOwn(offered, name) ? offered[name] : undefined;
      return found === undefined || !list
        ? []
        : list(found).rows.map(({ key, share }) => ({ value: key, note: formatShare(share) }));
    },
  };
}
