import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { WireText } from '../../ui/wire-text';
import { diffLines } from './audit-words';

interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Fields with their lines before and after, told apart by sign and colour. */
@Component({
  selector: 'wl-field-diff',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@for (change of shown(); track change.field) {
    <p class="name mono">{{ change.field }}</p>
    @for (line of change.lines; track $index) {
      <p class="line mono" [class.out]="line.mark === '-'" [class.in]="line.mark === '+'">
        <span class="mark" aria-hidden="true">{{ line.mark === '-' ? '−' : '+' }}</span>
        <span class="visually-hidden">{{ line.mark === '-' ? 'before: ' : 'after: ' }}</span>
        <wl-wire [text]="line.text" [fit]="false" />
      </p>
    }
  }`,
  styles: `
    :host {
      display: block;
      overflow: hidden;
      border: var(--line) solid var(--border);
      border-radius: var(--radius-control);
      font: var(--type-mono);
    }
    p {
      display: flex;
      min-height: 24px;
      padding: 2px var(--space-8);
      overflow-wrap: anywhere;
    }
    .name {
      background: var(--sunken);
      color: var(--text-2);
    }
    .line {
      white-space: pre-wrap;
    }
    .mark {
      flex: none;
      width: 24px;
      font-weight: 600;
    }
    .out {
      background: color-mix(in srgb, var(--error) 9%, transparent);
    }
    .out .mark {
      color: var(--error);
    }
    .in {
      background: color-mix(in srgb, var(--ok) 12%, transparent);
    }
    .in .mark {
      color: var(--ok);
    }
  `,
})
export class FieldDiff {
  readonly changes = input.required<readonly FieldChange[]>();
  protected readonly shown = computed(() =>
    this.changes().map(({ field, before, after }) => ({ field, lines: diffLines(before, after) })),
  );
}
