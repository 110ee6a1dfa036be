import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { conditionsOf } from '../format/scopes';
import type { ScopeFields } from '../graphql/generated/operations';
import { WireText } from './wire-text';

/** A scope in words: `ip in 10.1.0.0/16 and port in 53, 443`, or that there is none. */
@Component({
  selector: 'wl-scope',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (one of conditions(); track one.field; let first = $first) {
      @if (!first) {
        <span class="muted">and</span>
      }
      <span class="mono"
        ><span class="field-name">{{ one.field }}</span
        ><span class="muted">{{ ' in ' }}</span
        ><wl-wire [text]="one.values.join(', ')" [fit]="false"
      /></span>
    } @empty {
      <span class="second">Everything</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 0 var(--space-8);
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .mono {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .field-name {
      color: var(--accent);
    }
  `,
})
export class ScopeWords {
  readonly scope = input.required<ScopeFields | null>();
  protected readonly conditions = computed(() => conditionsOf(this.scope()));
}
