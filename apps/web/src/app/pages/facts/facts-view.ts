import { type Signal, computed, inject, linkedSignal, signal, untracked } from '@angular/core';
import type { FilterKind } from '@wireledger/filter';
import { type PagedList, pagedList, totalOf } from '../../core/api/paged-list';
import { type Query, query } from '../../core/api/query';
import { type Condition, type FilterField } from '../../core/filters';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import type { Zone } from '../../core/time-grammar';
import { UrlState } from '../../core/url-state';
import { formatClock, formatDay } from '../../format/times';
import type { RangeInput } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import type { Asked } from '../../ui/expression/conjunct-edits';
import type { KnownValues } from '../../ui/expression/known-values';
import { problemIn } from '../../ui/expression/reading';
import type { Column } from '../../ui/table/columns';
import { type TableLayout, tableLayout } from '../../ui/table/table-layout';
import type { ValueKind } from '../../ui/value-menu';
import type { SidebarSection } from '../../ui/value-sidebar';
import { factValues, type Offered } from './fact-values';

/** What every fact of a conversation has. */
export interface Fact {
  readonly id: string;
  readonly time: string;
  readonly sensor: string;
  readonly flow: string | null;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
}

/** A value of a fact that can be acted on. */
export interface FactValue {
  readonly kind: ValueKind;
  readonly value: string;
  readonly suffix?: string;
  readonly mono?: boolean;
}

/** A fact as a table row. */
export interface FactView<F> {
  readonly id: string;
  readonly fact: F;
  readonly clock: string;
  readonly moment: string;
}

/** A column as a value: its cell is a value that can be acted on, text from the wire, or text of our own. */
export interface FactColumn<F> extends Column<FactView<F>> {
  readonly value?: (fact: F) => FactValue | null;
  readonly wire?: (fact: F) => string | null;
  /** Most characters at the end that stay when it does not fit. */
  readonly keep?: number;
  readonly text?: (fact: F, zone: Zone, now: number) => string;
  readonly mono?: boolean;
  /** Marks the text as good or bad. */
  readonly tone?: (fact: F) => 'ok' | 'bad' | '';
}

interface PageOf<F> {
  readonly rows: readonly F[];
  readonly next: string | null;
  readonly count: number;
  readonly exact: boolean;
}

/** A page of facts as a value. */
export interface FactsSetup<F extends Fact, W extends object, S extends string, L, T, C> {
  /** Name under which this browser remembers the columns. */
  readonly page: string;
  readonly title: string;
  /** What stands above the list; the title when left out. */
  readonly heading?: string;
  /** What one fact is called, in the singular and plural: handshake, handshakes. */
  readonly one: string;
  readonly many: string;
  readonly placeholder: string;
  readonly fields: readonly FilterField[];
  /** Orders that the API knows; the first one is usual, and of one alone it is not asked for. */
  readonly sorts: readonly [S, ...S[]];
  readonly columns: readonly FactColumn<F>[];
  readonly kindOf: (fact: F) => string;
  readonly where: (conditions: readonly Condition[], range: RangeInput, filter: string | undefined) => W;
  readonly list: Operation<L, { where?: W | null; sort?: S | null; first?: number | null; after?: string | null }>;
  readonly rows: (result: L) => PageOf<F>;
  /** What occurs most of the range; null where the API does not count that: then there is no list of fields. */
  readonly tops: Operation<T, { where?: W | null; first?: number | null }> | null;
  readonly counted: (result: T) => C;
  /** Records that expressions are about. */
  readonly kind: FilterKind;
  /** Lists of top values that are offered as values of fields, by field. */
  readonly offered: Offered<C>;
  readonly sections: (
    counted: C | undefined,
    has: (field: FilterField, value: string) => boolean,
  ) => readonly SidebarSection[];
}

/** What the frame of such a page shows and does. */
export interface FactsPageView<F extends Fact = Fact> {
  readonly title: string;
  readonly heading: string;
  readonly one: string;
  readonly many: string;
  readonly columns: readonly FactColumn<F>[];
  readonly layout: TableLayout<FactView<F>>;
  readonly list: PagedList<F>;
  /** Null where nothing is counted. */
  readonly tops: Query<unknown> | null;
  readonly sections: Signal<readonly SidebarSection[]>;
  readonly views: Signal<readonly FactView<F>[]>;
  readonly count: Signal<string>;
  readonly filtered: Signal<boolean>;
  /** What expressions are about, the one in force, what is set aside of it, and the values that are offered. */
  readonly kind: FilterKind;
  readonly asked: Signal<Asked>;
  readonly known: KnownValues;
  /** True for a link with an expression that is not understood: nothing is asked then. */
  readonly broken: Signal<boolean>;
  readonly sort: Signal<string>;
  readonly key: Signal<string>;
  readonly selected: Signal<string>;
  /** The fact whose drawer is open, when the list holds it. */
  readonly opened: Signal<F | undefined>;
  readonly fieldsShown: Signal<boolean>;
  readonly kindOf: (view: FactView<F>) => string;
  textOf(column: FactColumn<F>, fact: F): string;
  open(id: string): void;
  close(): boolean;
  step(by: 1 | -1): void;
  sortBy(sort: string): void;
  toggle(change: { readonly condition: Condition; readonly on: boolean }): void;
  toggleFields(): void;
  ask(asked: Asked): void;
  renew(): void;
  clear(): void;
}

const PAGE_ROWS = 100;
const TOP_VALUES = 6;

/** Called by a page of facts as it is made: reads list and top values as the address says. */
export function factsView<F extends Fact, W extends object, S extends string, L, T, C>(
  setup: FactsSetup<F, W, S, L, T, C>,
): FactsPageView<F> {
  const range = inject(RangeState);
  const filter = inject(PageFilter);
  const url = inject(UrlState);
  const preferences = inject(Preferences);
  const { placeholder, fields } = setup;
  declarePage({ title: setup.title }, { placeholder, fields, expression: 'q', aside: 'off' });

  const [usual] = setup.sorts;
  const sort = computed<S>(() => setup.sorts.find((one) => one === url.param('sort')()) ?? usual);
  const selected = url.param('sel');
  const fieldsShown = signal(setup.tops !== null);
  const [expression, aside] = [url.param('q'), url.param('off')];
  const broken = computed(() => problemIn(expression(), setup.kind) !== null);
  const conditions = computed(() => JSON.stringify([filter.conditions(), expression()]));
  const key = computed(() => `${range.key()}|${sort()}|${conditions()}`);
  const asked = signal(0);
  // Rows never jump: a moving range is read when the filter changes and on demand, not each tick.
  const where = linkedSignal<string, W>({
    source: () => `${range.key()}|${conditions()}#${asked()}`,
    computation: () => untracked(() => setup.where(filter.conditions(), range.input(), expression() || undefined)),
  });
  const list = pagedList(
    setup.list,
    () =>
      broken() ? undefined : { where: where(), ...(setup.sorts.length > 1 && { sort: sort() }), first: PAGE_ROWS },
    setup.rows,
    key,
  );
  const tops =
    setup.tops &&
    query(
      setup.tops,
      () => (broken() ? undefined : { where: where(), first: TOP_VALUES }),
      setup.counted,
      () => `${range.key()}|${conditions()}`,
    );
  const has = (field: FilterField, value: string): boolean =>
    filter.conditions().some((one) => one.field === field && one.value === value);
  const views = computed<readonly FactView<F>[]>(() => {
    const zone = preferences.zone();
    return (broken() ? [] : list.rows()).map((fact) => {
      const at = Date.parse(fact.time);
      return {
        id: fact.id,
        fact,
        clock: formatClock(at, zone),
        moment: `${formatDay(at, zone)} ${formatClock(at, zone, true)}`,
      };
    });
  });
  const open = (id: string): void => url.patch({ sel: id }, 'replace');
  const renew = (): void => {
    range.refresh();
    asked.update((n) => n + 1);
  };
  const toggleFields = (): void => fieldsShown.update((on) => !on);
  inject(Keys).bind(
    ...(tops ? [{ keys: 'f', label: 'Show or hide fields', group: 'This page', run: toggleFields } as const] : []),
    { keys: 'r', label: `Newest ${setup.many}`, group: 'This page', run: renew },
  );
  return {
    ...{
      title: setup.title,
      heading: setup.heading ?? setup.title,
      one: setup.one,
      many: setup.many,
      columns: setup.columns,
    },
    ...{ list, tops, views, sort, key, selected, fieldsShown, open, renew, toggleFields, broken, kind: setup.kind },
    asked: computed(() => ({ on: expression(), off: aside() })),
    ask: ({ on, off }) => url.patch({ q: on === '' ? null : on, off: off === '' ? null : off, sel: null }),
    known: factValues(setup, range),
    layout: tableLayout<FactView<F>>({
      page: setup.page,
      columns: () => setup.columns,
      density: 28,
      narrow: () => selected() !== '',
    }),
    sections: computed(() =>
      setup.sections(broken() ? undefined : tops?.value(), has).filter(({ values }) => values.length > 0),
    ),
    count: computed(() => totalOf(list)),
    filtered: computed(() => filter.conditions().length > 0 || expression() !== ''),
    opened: computed(() => list.rows().find(({ id }) => id === selected())),
    kindOf: ({ fact }) => setup.kindOf(fact),
    textOf: (column, fact) => column.text?.(fact, preferences.zone(), range.now()) ?? '',
    close: () => {
      const was = selected() !== '';
      if (was) url.patch({ sel: null }, 'replace');
      return was;
    },
    step: (by) => {
      const rows = views();
      const next = rows[rows.findIndex((row) => row.id === selected()) + by];
      if (next) open(next.id);
    },
    sortBy: (by) => url.patch({ sort: by === usual ? null : by }),
    toggle: ({ condition, on }) => (on ? filter.addCondition(condition) : filter.remove(condition)),
    clear: () => filter.clear(),
  };
}

const port = (value: number): string => (value === 0 ? '' : `:${value}`);

/** Columns that every page of facts begins with. */
export const endColumns = <F extends Fact>(): FactColumn<F>[] => [
  {
    id: 'time',
    label: 'Time',
    width: 64,
    asc: 'TIME_ASC',
    desc: 'TIME_DESC',
    mono: true,
    fact: ({ fact }) => fact.time,
    text: ({ time }, zone) => formatClock(Date.parse(time), zone),
  },
  {
    id: 'client',
    label: 'Client',
    width: 156,
    grow: 1.1,
    fact: ({ fact }) => `${fact.client}${port(fact.clientPort)}`,
    value: (fact) => ({ kind: 'address', value: fact.client, suffix: port(fact.clientPort) }),
  },
  {
    id: 'server',
    label: 'Server',
    width: 156,
    grow: 1.1,
    fact: ({ fact }) => `${fact.server}${port(fact.serverPort)}`,
    value: (fact) => ({ kind: 'address', value: fact.server, suffix: port(fact.serverPort) }),
  },
];

/** The sensor, on demand. */
export const sensorColumn = <F extends Fact>(): FactColumn<F> => ({
  id: 'sensor',
  label: 'Sensor',
  width: 80,
  extra: true,
  fact: ({ fact }) => fact.sensor,
  value: (fact) => ({ kind: 'sensor', value: fact.sensor, mono: false }),
});
