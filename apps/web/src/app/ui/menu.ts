import { ChangeDetectionStrategy, Component, ElementRef, inject, input, output } from '@angular/core';
import { chordOf } from '../core/keys';
import { Icon } from './icon';
import type { IconName } from './icon-paths';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  /** Key that runs it while the menu is open. */
  readonly key?: string;
  readonly hint?: string;
  /** Set for a choice among several: shown with a tick. */
  readonly checked?: boolean;
  /** Draws a line above. */
  readonly divide?: boolean;
  readonly run: () => void;
}

/** A menu's items: arrows, Home, End and the items' own keys. */
@Component({
  selector: 'wl-menu',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'menu', class: 'overlay', '[attr.aria-label]': 'label()', '(keydown)': 'press($event)' },
  template: `
    @for (item of items(); track item.label) {
      @if (item.divide) {
        <div class="line" role="separator"></div>
      }
      <button
        type="button"
        tabindex="-1"
        class="item"
        [attr.role]="item.checked === undefined ? 'menuitem' : 'menuitemradio'"
        [attr.aria-checked]="item.checked"
        (click)="choose(item)"
        (mouseenter)="hover($event)"
      >
        <wl-icon [name]="item.icon" />
        <span class="label">{{ item.label }}</span>
        @if (item.hint) {
          <span class="muted hint">{{ item.hint }}</span>
        }
        @if (item.checked) {
          <wl-icon name="check" class="tick" />
        }
        @if (item.key) {
          <span class="kbd" aria-hidden="true">{{ item.key.replace('+', ' ') }}</span>
        }
      </button>
    }
  `,
  styles: `
    :host {
      display: block;
      min-width: 220px;
      max-width: 360px;
      padding: var(--space-4);
    }
    .item {
      display: flex;
      align-items: center;
      gap: var(--space-12);
      width: 100%;
      height: 28px;
      padding: 0 var(--space-8);
      border: 0;
      border-radius: var(--radius-control);
      background: none;
      font: var(--type-table);
      text-align: left;
    }
    .item wl-icon {
      color: var(--text-2);
    }
    .item:focus {
      outline: none;
      background: var(--selected);
    }
    .item:focus wl-icon {
      color: var(--accent);
    }
    .label {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .hint {
      font: var(--type-caption);
    }
    .line {
      height: 1px;
      margin: var(--space-4) var(--space-4);
      background: var(--grid);
    }
  `,
})
export class Menu {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly items = input.required<readonly MenuItem[]>();
  readonly label = input.required<string>();
  readonly chosen = output();

  focusFirst(): void {
    this.buttons()[0]?.focus();
  }

  protected choose(item: MenuItem): void {
    this.chosen.emit();
    item.run();
  }

  protected hover(event: Event): void {
    (event.currentTarget as HTMLElement).focus();
  }

  protected press(event: KeyboardEvent): void {
    const chord = chordOf(event);
    const keyed = this.items().find((item) => item.key === chord);
    if (keyed) this.choose(keyed);
    else if (!this.move(chord)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(chord: string): boolean {
    const all = this.buttons();
    const here = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 }[chord];
    if (next === undefined) return false;
    all[next % all.length]?.focus();
    return true;
  }

  private buttons(): HTMLButtonElement[] {
    return [...this.host.querySelectorAll<HTMLButtonElement>('button.item')];
  }
}
