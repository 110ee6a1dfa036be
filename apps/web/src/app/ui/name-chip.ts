import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { ValueChip } from './value-chip';
import { WireText } from './wire-text';

/** A domain name: its readable form when it is encoded, the encoded one beside it, and the word when scripts are mixed. */
@Component({
  selector: 'wl-name',
  imports: [ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-value kind="domain" [value]="name()" [shown]="unicode() ?? name()" [inTable]="inTable()" [mono]="mono()" />
    @if (mixed()) {
      <span class="tag caution" title="Letters of several scripts in one label">mixed</span>
    }
    @if (unicode()) {
      <span class="encoded mono muted"><wl-wire [text]="name()" /></span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: baseline;
      gap: var(--space-8);
      min-width: 0;
      max-width: 100%;
    }
    wl-value {
      flex: 0 1 auto;
    }
    .encoded {
      flex: 0 1 auto;
      min-width: 0;
      overflow: hidden;
    }
    .tag {
      height: 18px;
      padding: 0 5px;
    }
  `,
})
export class NameChip {
  readonly name = input.required<string>();
  readonly unicode = input<string | null>();
  readonly mixed = input(false);
  readonly inTable = input(false);
  readonly mono = input(true);
}
