import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import type { FilterKind } from '../../../graphql/generated/operations';
import { Icon } from '../../icon';
import { Menu, type MenuItem } from '../../menu';
import { Popover } from '../../popover';
import { KeptFiltersSheet } from './kept-filters-sheet';
import { SaveFilterSheet } from './save-filter-sheet';
import { type SavedFilter, SavedFilterShelf } from './saved-filter-shelf';

/** Saved filters of a kind of records: used, saved, shared and removed. */
@Component({
  selector: 'wl-saved-filters',
  imports: [Icon, KeptFiltersSheet, Menu, Popover, SaveFilterSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      #button
      type="button"
      class="icon-button"
      aria-label="Saved filters"
      aria-haspopup="menu"
      title="Saved filters"
      (click)="layer.toggle(button)"
    >
      <wl-icon name="star" />
    </button>
    <div class="layer" wlPopover #layer="wlPopover" side="end" (opened)="menu.focusFirst()">
      <wl-menu #menu label="Saved filters" [items]="items()" (chosen)="layer.close(false)" />
    </div>
    @switch (sheet()) {
      @case ('save') {
        <wl-save-filter-sheet [expression]="expression()" [kind]="kind()" [opener]="button" (closed)="sheet.set('')" />
      }
      @case ('kept') {
        <wl-kept-filters-sheet [filters]="filters()" [opener]="button" (closed)="sheet.set('')" />
      }
    }
  `,
  styles: `
    .layer {
      max-height: 360px;
      overflow-y: auto;
    }
    wl-menu {
      max-width: min(480px, calc(100vw - 32px));
    }
  `,
})
export class SavedFiltersButton {
  private readonly shelf = inject(SavedFilterShelf);

  /** The expression in force; '' = there is none. */
  readonly expression = input.required<string>();
  readonly kind = input.required<FilterKind>();
  readonly chosen = output<string>();

  protected readonly sheet = signal<'' | 'save' | 'kept'>('');
  protected readonly filters = computed(() =>
    (this.shelf.list.value() ?? []).filter((one) => one.kind === this.kind()),
  );
  protected readonly items = computed<readonly MenuItem[]>(() => {
    const all = this.filters();
    const kept: MenuItem[] = all.map((one) => ({
      ...{ label: one.name, icon: one.own ? 'star' : 'user', hint: hintOf(one) },
      run: () => this.chosen.emit(one.expression),
    }));
    const save: MenuItem = { label: 'Save the expression …', icon: 'note', run: () => this.sheet.set('save') };
    const keep: MenuItem = { label: 'Share or remove …', icon: 'columns', run: () => this.sheet.set('kept') };
    const acts = [...(this.expression() === '' ? [] : [save]), ...(all.some((one) => one.own) ? [keep] : [])];
    const nothing: MenuItem = {
      ...{ label: 'Nothing is saved yet', icon: 'star', hint: 'Apply an expression first' },
      run: () => undefined,
    };
    const items = [...kept, ...acts.map((act, n) => ({ ...act, divide: n === 0 && kept.length > 0 }))];
    return items.length > 0 ? items : [nothing];
  });
}

const hintOf = ({ own, shared, ownerName }: SavedFilter): string =>
  own ? (shared ? 'shared' : '') : `of ${ownerName}`;
