import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Icon } from '../icon';
import { Menu, type MenuItem } from '../menu';
import { Popover } from '../popover';
import { WireText } from '../wire-text';
import { type Asked, changed, type Conjunct, conjunctsIn } from './conjunct-edits';

/** The conditions that must all be met, one pill each: edited, turned into the opposite, set aside for a while, or removed. */
@Component({
  selector: 'wl-expression-pills',
  imports: [Icon, Menu, Popover, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'group', 'aria-label': 'Conditions of the expression', '[class.none]': 'all().length === 0' },
  template: `
    @for (one of all(); track $index) {
      <span class="pill mono" [class.off]="!one.on">
        <button
          type="button"
          class="text"
          aria-haspopup="menu"
          [attr.aria-label]="one.text + (one.on ? '' : ', set aside')"
          [title]="one.told"
          (click)="show(one, $event)"
        >
          <wl-wire [text]="one.text" />
        </button>
        <button type="button" class="remove" [attr.aria-label]="'Remove ' + one.text" (click)="act(one, 'remove')">
          <wl-icon name="close" />
        </button>
      </span>
    }
    <div wlPopover #layer="wlPopover" (closed)="shown.set(null)">
      @if (shown(); as opened) {
        <wl-menu [items]="items(opened.one)" [label]="'Actions for ' + opened.one.text" (chosen)="layer.close()" />
      }
    </div>
  `,
  styleUrl: './expression-pills.css',
})
export class ExpressionPills {
  private readonly layer = viewChild.required<Popover>('layer');
  private readonly menu = viewChild(Menu);

  readonly asked = input.required<Asked>();
  readonly changed = output<Asked>();
  /** A conjunct in force is to be written anew. */
  readonly edited = output<Conjunct>();

  protected readonly all = computed(() => conjunctsIn(this.asked()));
  protected readonly shown = signal<{ readonly one: Conjunct; readonly anchor: HTMLElement } | null>(null);

  constructor() {
    effect(() => {
      const opened = this.shown();
      const menu = this.menu();
      if (!opened || !menu) return;
      untracked(() => {
        this.layer().open(opened.anchor);
        menu.focusFirst();
      });
    });
  }

  protected show(one: Conjunct, event: Event): void {
    this.shown.set({ one, anchor: event.currentTarget as HTMLElement });
  }

  protected items(one: Conjunct): readonly MenuItem[] {
    return [
      ...(one.on ? [{ label: 'Edit', icon: 'note' as const, key: 'e', run: () => this.edited.emit(one) }] : []),
      { label: 'Turn into its opposite', icon: 'minus', key: 'n', run: () => this.act(one, 'negate') },
      {
        ...{ label: one.on ? 'Set aside' : 'Put in force again', icon: one.on ? 'pause' : 'play', key: 's' },
        run: () => this.act(one, 'turn'),
      },
      { label: 'Remove', icon: 'close', key: 'Delete', divide: true, run: () => this.act(one, 'remove') },
    ];
  }

  protected act(one: Conjunct, act: 'remove' | 'negate' | 'turn'): void {
    this.changed.emit(changed(this.all(), one, act));
  }
}
