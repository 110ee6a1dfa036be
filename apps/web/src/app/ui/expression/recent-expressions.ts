import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { Icon } from '../icon';
import { Menu, type MenuItem } from '../menu';
import { Popover } from '../popover';
import { ExpressionHistory } from './expression-history';

/** The expressions that were used last, to use again. */
@Component({
  selector: 'wl-recent-expressions',
  imports: [Icon, Menu, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      #button
      type="button"
      class="icon-button"
      aria-label="Recent expressions"
      aria-haspopup="menu"
      title="Recent expressions"
      (click)="layer.toggle(button)"
    >
      <wl-icon name="clock" />
    </button>
    <div class="layer" wlPopover #layer="wlPopover" side="end" (opened)="menu.focusFirst()">
      <wl-menu #menu class="mono" label="Recent expressions" [items]="items()" (chosen)="layer.close(false)" />
    </div>
  `,
  styles: `
    .layer {
      max-height: 320px;
      overflow-y: auto;
    }
    wl-menu {
      max-width: min(640px, calc(100vw - 32px));
    }
  `,
})
export class RecentExpressions {
  private readonly history = inject(ExpressionHistory);
  readonly chosen = output<string>();

  protected readonly items = computed<readonly MenuItem[]>(() =>
    this.history.recent().map((text) => ({ label: text, icon: 'clock', run: () => this.chosen.emit(text) })),
  );
}
