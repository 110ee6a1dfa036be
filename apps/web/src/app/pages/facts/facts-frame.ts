import { ChangeDetectionStrategy, Component, inject, input, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Keys } from '../../core/keys';
import { UrlState } from '../../core/url-state';
import { DataTable } from '../../ui/data-table';
import { Drawer } from '../../ui/drawer';
import { Icon } from '../../ui/icon';
import { NameChip } from '../../ui/name-chip';
import { ExpressionLine } from '../../ui/expression/expression-line';
import { Pills } from '../../ui/pills';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { Cell } from '../../ui/table/cells';
import { TableTools } from '../../ui/table/table-tools';
import { ValueChip } from '../../ui/value-chip';
import { ValueSidebar } from '../../ui/value-sidebar';
import { WireText } from '../../ui/wire-text';
import type { Fact, FactsPageView, FactView } from './facts-view';

/** Fields, table and drawer of a page of facts. What the page puts inside stands in the drawer of the row that is open. */
@Component({
  selector: 'wl-facts-frame',
  imports: [
    Cell,
    DataTable,
    Drawer,
    EmptyBox,
    ExpressionLine,
    Icon,
    NameChip,
    Pills,
    QueryState,
    ReloadLine,
    RouterLink,
    TableTools,
    ValueChip,
    ValueSidebar,
    WireText,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './facts-frame.html',
  styleUrl: './facts-frame.css',
})
export class FactsFrame<F extends Fact> {
  private readonly url = inject(UrlState);
  private readonly table = viewChild(DataTable);
  private readonly line = viewChild.required(ExpressionLine);
  readonly view = input.required<FactsPageView<F>>();

  constructor() {
    inject(Keys).bind(
      { keys: 'e', label: 'Filter expression', group: 'This page', run: () => this.line().focus() },
      { keys: 'Escape', label: 'Close the drawer', group: 'This page', run: () => this.close() },
    );
  }

  protected viewOf(row: unknown): FactView<F> {
    return row as FactView<F>;
  }

  protected flowLink(flow: string): Record<string, string> {
    return this.url.carry({ sel: flow });
  }

  protected close(): void {
    if (this.view().close()) this.table()?.focus();
  }
}
