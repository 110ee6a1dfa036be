import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Past, formatPosition } from '../core/past';
import { Preferences } from '../core/preferences';
import { formatMoment } from '../format/times';
import { Icon } from '../ui/icon';

/** The past that the page shows: when, up to which position, how near, and the way back. */
@Component({
  selector: 'wl-as-of-chip',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (past.on()) {
      <span class="chip" role="status" [title]="title()">
        <wl-icon name="clock" />
        @if (past.missing()) {
          <span>Nothing was recorded by then</span>
        } @else {
          <span class="num">{{ moment() }}</span><span class="position num"> · position {{ position() }}</span>
        }
      </span>
      @if (past.coarse().length > 0) {
        <span class="tag caution" [title]="coarseTitle()">coarse</span>
      }
      <button type="button" class="button return" (click)="past.back()">
        Return to now <span class="kbd" aria-hidden="true">g n</span>
      </button>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    .chip {
      display: inline-flex;
      align-items: center;
      gap: var(--space-8);
      height: var(--control);
      padding: 0 var(--space-12);
      border-radius: var(--radius-control);
      background: var(--accent);
      color: var(--on-accent);
      font: var(--type-table);
      font-weight: 500;
      white-space: nowrap;
    }
    .position {
      margin-left: -4px;
    }
    @media (max-width: 1359px) {
      .position,
      .kbd {
        display: none;
      }
    }
  `,
})
export class AsOfChip {
  protected readonly past = inject(Past);
  private readonly preferences = inject(Preferences);

  protected readonly position = computed(() => formatPosition(this.past.position() ?? ''));
  protected readonly moment = computed(() => {
    const at = this.past.at();
    return at === undefined ? 'As of' : `As of ${formatMoment(at, this.preferences.zone(), Date.now(), true)}`;
  });
  protected readonly title = computed(() =>
    this.past.missing()
      ? 'The log holds nothing that old'
      : `What was recorded up to position ${this.position()}; what came later is left out. Live is off.`,
  );
  protected readonly coarseTitle = computed(() => {
    const next = this.past
      .coarse()
      .filter((one) => one !== null)
      .sort()
      .at(-1);
    const from = next ? ` Exact again from position ${formatPosition(next)} on.` : '';
    return `Some figures of this page are only near to what they were then: parts of them were recorded later, or were not kept.${from}`;
  });
}
