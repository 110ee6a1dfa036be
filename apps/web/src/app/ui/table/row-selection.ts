import { type Signal, computed, signal } from '@angular/core';
import type { TableRow } from './columns';

/**
 * Rows that a person marked, by id: they stay marked while the list is read again, sorted or moves on, and are kept
 * when they have left it, so that they can still be copied.
 */
export class RowSelection<Row extends TableRow = TableRow> {
  private readonly held = signal<ReadonlyMap<string, Row>>(new Map());
  private anchor = '';

  readonly count: Signal<number> = computed(() => this.held().size);

  has(id: string): boolean {
    return this.held().has(id);
  }

  /** Marks or unmarks one row; the next range starts there. */
  toggle(row: Row): void {
    if (row.notice) return;
    this.anchor = row.id;
    this.held.update((all) => {
      const next = new Map(all);
      if (!next.delete(row.id)) next.set(row.id, row);
      return next;
    });
  }

  /** Marks everything between the last row that was marked and this one, both included. */
  extend(rows: readonly Row[], to: Row): void {
    const end = rows.findIndex((row) => row.id === to.id);
    const start = rows.findIndex((row) => row.id === this.anchor);
    if (end < 0) return;
    this.add(rows.slice(Math.min(start < 0 ? end : start, end), Math.max(start, end) + 1));
    if (start < 0) this.anchor = to.id;
  }

  add(rows: readonly Row[]): void {
    this.held.update((all) => new Map([...all, ...entries(rows)]));
  }

  clear(): void {
    this.anchor = '';
    if (this.held().size > 0) this.held.set(new Map());
  }

  /** The marked rows: those of the list in its order and newest form, then those that have left it. */
  rowsIn(list: readonly Row[]): readonly Row[] {
    const held = this.held();
    const here = list.filter((row) => held.has(row.id));
    const ids = new Set(here.map((row) => row.id));
    return [...here, ...[...held.values()].filter((row) => !ids.has(row.id))];
  }
}

const entries = <Row extends TableRow>(rows: readonly Row[]): [string, Row][] =>
  rows.filter((row) => !row.notice).map((row) => [row.id, row]);
