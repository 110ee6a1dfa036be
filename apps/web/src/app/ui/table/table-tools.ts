import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, viewChild } from '@angular/core';
import { Keys } from '../../core/keys';
import type { DataTable } from '../data-table';
import { Icon } from '../icon';
import { Menu, type MenuItem } from '../menu';
import { Popover } from '../popover';
import { ColumnSheet } from './column-sheet';
import type { TableLayout } from './table-layout';

/** The buttons of a table in its page's bar: columns and copies. */
@Component({
  selector: 'wl-table-tools',
  imports: [ColumnSheet, Icon, Menu, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="muted num count">{{ layout().columns().length }} of {{ layout().all().length }} columns</span>
    <button
      #columns
      type="button"
      class="icon-button"
      aria-label="Columns"
      aria-haspopup="dialog"
      title="Columns  (c)"
      (click)="sheetLayer.toggle(columns)"
    >
      <wl-icon name="columns" />
    </button>
    <button
      #copies
      type="button"
      class="icon-button"
      aria-label="Copy rows"
      aria-haspopup="menu"
      title="Copy rows"
      (click)="menuLayer.toggle(copies)"
    >
      <wl-icon name="copy" />
    </button>
    <div wlPopover #sheetLayer="wlPopover" side="end" (opened)="sheet.focus()">
      <wl-column-sheet #sheet [layout]="layout()" />
    </div>
    <div wlPopover #menuLayer="wlPopover" side="end" (opened)="menu.focusFirst()">
      <wl-menu #menu label="Copy rows" [items]="items()" (chosen)="menuLayer.close()" />
    </div>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-4);
      font: var(--type-table);
    }
    .count {
      margin-right: var(--space-4);
      white-space: nowrap;
    }
    @media (max-width: 1023px) {
      .count {
        display: none;
      }
    }
  `,
})
export class TableTools {
  readonly layout = input.required<TableLayout<never>>();
  readonly table = input.required<DataTable>();
  private readonly button = viewChild.required<ElementRef<HTMLElement>>('columns');
  private readonly sheetLayer = viewChild.required<Popover>('sheetLayer');

  protected readonly items = computed<readonly MenuItem[]>(() => [
    { label: 'Copy as TSV', icon: 'copy', key: 't', run: () => this.table().copy('tsv') },
    { label: 'Copy as JSON', icon: 'copy', key: 'j', run: () => this.table().copy('json') },
  ]);

  constructor() {
    inject(Keys).bind({
      keys: 'c',
      label: 'Columns, row height',
      group: 'Lists',
      run: () => this.sheetLayer().toggle(this.button().nativeElement),
    });
  }
}
