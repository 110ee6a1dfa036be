import { ChangeDetectionStrategy, Component, computed, inject, input, output, viewChild } from '@angular/core';
import { Dialog } from '../../dialog';
import { Icon } from '../../icon';
import { WireText } from '../../wire-text';
import { type SavedFilter, SavedFilterShelf } from './saved-filter-shelf';

/** One's own filters, to be shared and removed. */
@Component({
  selector: 'wl-kept-filters-sheet',
  imports: [Dialog, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Your saved filters" [opener]="opener()" (closed)="closed.emit()">
      @if (shelf.problem(); as text) {
        <p class="refused" role="alert">
          <wl-icon name="close" /><span>{{ text }}</span>
        </p>
      }
      <ul>
        @for (one of own(); track one.id) {
          <li>
            <div class="what">
              <strong><wl-wire [text]="one.name" /></strong>
              <span class="mono muted"><wl-wire [text]="one.expression" /></span>
            </div>
            @if (shelf.mayShare()) {
              <button
                type="button"
                class="button small"
                [attr.aria-pressed]="one.shared"
                [attr.aria-label]="'Share ' + one.name"
                [disabled]="shelf.busy()"
                (click)="shelf.share(one)"
              >
                {{ one.shared ? 'Shared' : 'Share' }}
              </button>
            }
            <button
              type="button"
              class="icon-button"
              [attr.aria-label]="'Remove ' + one.name"
              [disabled]="shelf.busy()"
              (click)="shelf.remove(one)"
            >
              <wl-icon name="close" />
            </button>
          </li>
        } @empty {
          <li class="muted">None is left.</li>
        }
      </ul>
      <div class="actions">
        <button type="button" class="button primary" (click)="dialog().close()">Done</button>
      </div>
    </wl-dialog>
  `,
  styleUrl: '../../sheet/sheet.css',
  styles: `
    ul {
      margin: 0 0 var(--space-16);
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: var(--space-8);
      min-height: 44px;
      padding: var(--space-4) 0;
      border-bottom: var(--line) solid var(--grid);
    }
    .what {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-width: 0;
      font: var(--type-table);
    }
  `,
})
export class KeptFiltersSheet {
  protected readonly shelf = inject(SavedFilterShelf);
  readonly filters = input.required<readonly SavedFilter[]>();
  readonly opener = input<HTMLElement>();
  readonly closed = output();
  protected readonly dialog = viewChild.required(Dialog);
  protected readonly own = computed(() => this.filters().filter((one) => one.own));
}
