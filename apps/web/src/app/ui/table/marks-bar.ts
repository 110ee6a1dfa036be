import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { formatCount } from '../../format/numbers';
import { Icon } from '../icon';

export type CopyForm = 'tsv' | 'json';

/** What can be done with the rows that are marked; says how many they are. */
@Component({
  selector: 'wl-marks-bar',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="visually-hidden" role="status">{{ count() > 0 ? number() + ' marked' : '' }}</span>
    @if (count() > 0) {
      <div class="bar" role="toolbar" aria-label="Marked rows">
        <strong class="num">{{ number() }} marked</strong>
        <button type="button" class="button small" title="Copy as TSV  (Ctrl C)" (click)="copied.emit('tsv')">
          <wl-icon name="copy" /> Copy TSV
        </button>
        <button type="button" class="button small" (click)="copied.emit('json')">
          <wl-icon name="copy" /> Copy JSON
        </button>
        @if (count() < loaded()) {
          <button type="button" class="link" title="* a" (click)="all.emit()">
            Mark all {{ loadedText() }} loaded
          </button>
        }
        <button type="button" class="link end" title="* n" (click)="none.emit()">Clear</button>
      </div>
    }
  `,
  styles: `
    .bar {
      display: flex;
      align-items: center;
      gap: var(--space-12);
      min-height: var(--panel-head);
      padding: 0 var(--space-16);
      border-top: var(--line) solid var(--border);
      background: var(--surface);
      font: var(--type-table);
    }
    .end {
      margin-left: auto;
    }
    .link {
      min-height: 24px;
    }
  `,
})
export class MarksBar {
  readonly count = input.required<number>();
  readonly loaded = input.required<number>();
  readonly copied = output<CopyForm>();
  readonly all = output();
  readonly none = output();

  protected number(): string {
    return formatCount(this.count());
  }

  protected loadedText(): string {
    return formatCount(this.loaded());
  }
}
