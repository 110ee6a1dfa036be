import { ChangeDetectionStrategy, Component, ElementRef, effect, inject, input, output } from '@angular/core';
import type { Offer } from '@wireledger/filter';
import { WireText } from '../wire-text';

/** What may be written next, each with what it means. The focus stays in the line. */
@Component({
  selector: 'wl-completion-list',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'listbox', class: 'overlay', 'aria-label': 'What may be written here' },
  template: `
    @for (offer of offers(); track $index) {
      <div
        role="option"
        [id]="'offer-' + $index"
        [attr.aria-selected]="$index === active()"
        [class.active]="$index === active()"
        (pointerdown)="$event.preventDefault(); taken.emit(offer)"
      >
        <wl-wire class="mono text" [class.name]="offer.is === 'field'" [text]="offer.text" [fit]="false" />
        <span class="muted note">{{ offer.note }}</span>
      </div>
    }
    @if (loading()) {
      <div class="muted more" role="presentation">Reading values of this range …</div>
    }
  `,
  styles: `
    :host {
      position: absolute;
      top: calc(100% + 4px);
      left: 0;
      z-index: 6;
      width: min(640px, 100%);
      max-height: 296px;
      padding: var(--space-4);
      overflow-y: auto;
    }
    [role='option'] {
      display: flex;
      align-items: center;
      gap: var(--space-16);
      height: 28px;
      padding: 0 var(--space-8);
      border-radius: var(--radius-control);
      font: var(--type-table);
      cursor: pointer;
    }
    [role='option'].active,
    [role='option']:hover {
      background: var(--selected);
    }
    .text {
      flex: none;
      max-width: 60%;
      overflow: hidden;
      font: var(--type-mono);
    }
    .text.name {
      color: var(--accent);
    }
    .note {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      font: var(--type-caption);
      text-align: right;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .more {
      padding: var(--space-4) var(--space-8);
      font: var(--type-caption);
    }
  `,
})
export class CompletionList {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly offers = input.required<readonly Offer[]>();
  /** Index of the chosen one; -1 is none. */
  readonly active = input.required<number>();
  readonly loading = input(false);
  readonly taken = output<Offer>();

  constructor() {
    effect(() => {
      const chosen = this.active();
      if (chosen >= 0) this.host.children[chosen]?.scrollIntoView({ block: 'nearest' });
    });
  }
}
