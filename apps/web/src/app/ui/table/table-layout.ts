import { type Signal, afterNextRender, computed, inject, linkedSignal } from '@angular/core';
import { type Density, readDensity } from '../../core/densities';
import { Preferences } from '../../core/preferences';
import { store, stored } from '../../core/stored';
import { UrlState } from '../../core/url-state';
import { type Chosen, type Column, clampWidth, moved, readColumns, writeColumns } from './columns';

export interface LayoutSetup<Row> {
  /** Name under which this browser remembers the choice. */
  readonly page: string;
  /** Every column that the table knows, in the order of first sight. May change (a zone in a label). */
  readonly columns: () => readonly Column<Row>[];
  /** Height of rows for who chose none for all tables, px. */
  readonly density: Density;
  /** True while a drawer takes the room: roomy columns give way unless columns were chosen. */
  readonly narrow?: () => boolean;
}

/**
 * Which columns a table shows, in which order, how wide, and how high its rows are. The address is the truth; the last
 * choice of this browser is written into it when the page is entered without one.
 */
export interface TableLayout<Row> {
  readonly all: Signal<readonly Column<Row>[]>;
  /** The columns that are shown, with their widths in force. */
  readonly columns: Signal<readonly Column<Row>[]>;
  /** True when a person chose columns, order or widths. */
  readonly chosen: Signal<boolean>;
  readonly density: Signal<Density>;
  /** Shows or hides; the last column stays. */
  toggle(id: string): void;
  /** Moves a shown column before another; to the end when undefined. */
  move(id: string, before: string | undefined): void;
  /** Gives a shown column a width, px; undefined = its own. */
  resize(id: string, px: number | undefined): void;
  setDensity(density: Density): void;
  /** Back to the columns and the density of first sight. */
  reset(): void;
}

export function tableLayout<Row>(setup: LayoutSetup<Row>): TableLayout<Row> {
  const url = inject(UrlState);
  const preferences = inject(Preferences);
  const key = `table.${setup.page}`;
  const all = computed(setup.columns);
  // The address follows a moment later: the next press of a key builds on what was just chosen.
  const colsParam = linkedSignal(url.param('cols'));
  const densParam = linkedSignal(url.param('dens'));
  const first = computed<readonly Chosen[]>(() => all().flatMap(({ id, extra }) => (extra === true ? [] : [{ id }])));
  const read = computed(() => readColumns(colsParam(), all()));
  const now = computed(() => read() ?? first());
  const usual = computed(() => preferences.density() ?? setup.density);
  const density = computed(() => readDensity(densParam()) ?? usual());
  const columns = computed(() => {
    const narrow = read() === undefined && setup.narrow?.() === true;
    return now().flatMap(({ id, width }) => {
      const column = all().find((one) => one.id === id);
      if (!column || (narrow && column.roomy === true)) return [];
      return [width === undefined ? column : fixed(column, width)];
    });
  });

  const write = (cols: string | null, dens: string | null): void => {
    store(key, cols === null && dens === null ? null : JSON.stringify({ cols, dens }));
    colsParam.set(cols ?? '');
    densParam.set(dens ?? '');
    url.patch({ cols, dens }, 'replace');
  };
  const densText = (): string | null => (density() === usual() ? null : String(density()));
  const choose = (chosen: readonly Chosen[]): void => write(writeColumns(chosen, first()), densText());

  // After the navigation that led here, which would otherwise be overtaken.
  afterNextRender(() => {
    if (url.value('cols') !== '' || url.value('dens') !== '') return;
    const { cols, dens } = remembered(key);
    if (cols !== null || dens !== null) url.patch({ cols, dens }, 'replace');
  });

  return {
    all,
    columns,
    chosen: computed(() => read() !== undefined),
    density,
    toggle: (id) => {
      const shown = now();
      if (!shown.some((one) => one.id === id)) choose([...shown, { id }]);
      else if (shown.length > 1) choose(shown.filter((one) => one.id !== id));
    },
    move: (id, before) => choose(moved(now(), id, before)),
    resize: (id, px) =>
      choose(
        now().map((one) => (one.id === id ? { id, ...(px === undefined ? {} : { width: clampWidth(px) }) } : one)),
      ),
    setDensity: (value) => write(writeColumns(now(), first()), value === usual() ? null : String(value)),
    reset: () => write(null, null),
  };
}

/** A column that keeps the width which a person gave it. */
function fixed<Row>(column: Column<Row>, width: number): Column<Row> {
  const { grow: _grow, ...rest } = column;
  return { ...rest, width };
}

function remembered(key: string): { readonly cols: string | null; readonly dens: string | null } {
  const text = (value: unknown): string | null => (typeof value === 'string' && value.length <= 1024 ? value : null);
  try {
    const value = JSON.parse(stored(key) ?? '{}') as Record<string, unknown> | null;
    return { cols: text(value?.['cols']), dens: text(value?.['dens']) };
  } catch {
    return { cols: null, dens: null };
  }
}
