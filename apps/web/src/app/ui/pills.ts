import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { type Condition, FIELD_LABELS } from '../core/filters';
import { PageFilter } from '../core/page-filter';
import { Icon } from './icon';
import { WireText } from './wire-text';

/** The page's conditions: each can be removed, addresses also turned into their opposite. */
@Component({
  selector: 'wl-pills',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'group', 'aria-label': 'Conditions' },
  template: `
    @for (one of filter.conditions(); track one.field + one.value) {
      <span class="pill mono" [class.negated]="one.field === 'notIp'">
        @if (canNegate(one)) {
          <button
            type="button"
            class="text"
            [title]="one.field === 'ip' ? 'Turn into its opposite' : 'Turn back'"
            (click)="filter.negate(one)"
          >
            @if (one.field === 'notIp') {
              <span class="not">not</span>
            }
            <span class="field-name">{{ labels[one.field] }}</span><span class="muted"> = </span
            ><wl-wire [text]="one.value" />
          </button>
        } @else {
          <span class="text">
            <span class="field-name">{{ labels[one.field] }}</span><span class="muted">
              {{ one.field === 'name' ? '~' : '=' }} </span
            ><wl-wire [text]="one.value" />
          </span>
        }
        <button
          type="button"
          class="remove"
          [attr.aria-label]="'Remove ' + labels[one.field] + ' ' + one.value"
          (click)="filter.remove(one)"
        >
          <wl-icon name="close" />
        </button>
      </span>
    }
    @if (filter.conditions().length > 1) {
      <button type="button" class="link" (click)="filter.clear()">Clear all</button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-8);
      min-width: 0;
    }
    .pill {
      display: inline-flex;
      align-items: center;
      height: 26px;
      max-width: 320px;
      border: var(--line) solid var(--border);
      border-radius: var(--radius-control);
      background: var(--surface);
    }
    .pill.negated {
      border-style: dashed;
      border-color: var(--border-strong);
    }
    .text {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      min-width: 0;
      height: 100%;
      padding: 0 var(--space-4) 0 var(--space-8);
      border: 0;
      background: none;
      font: inherit;
    }
    button.text:hover {
      background: var(--hover);
    }
    .field-name {
      color: var(--accent);
    }
    .not {
      color: var(--error);
      font-weight: 600;
    }
    .remove {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      width: 24px;
      height: 24px;
      padding: 0;
      border: 0;
      border-radius: var(--radius-control);
      background: none;
      color: var(--text-2);
      --icon-size: 12px;
    }
    .remove:hover {
      background: var(--hover);
    }
  `,
})
export class Pills {
  protected readonly filter = inject(PageFilter);
  protected readonly labels = FIELD_LABELS;

  protected canNegate(one: Condition): boolean {
    const fields = this.filter.setup()?.fields ?? [];
    return (one.field === 'ip' || one.field === 'notIp') && fields.includes('notIp');
  }
}
