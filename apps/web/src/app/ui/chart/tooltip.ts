import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { quantity } from '../../format/numbers';
import type { Reading } from './model';

/** Values under the cross-line, greatest first. Text nodes only. */
@Component({
  selector: 'wl-chart-tooltip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'overlay', 'aria-hidden': 'true' },
  template: `
    <div class="head">
      <span class="strong">{{ title() }}</span>
      @if (mirrored()) {
        <span class="muted">{{ sides()[0] }}</span>
        <span class="muted">{{ sides()[1] }}</span>
      }
    </div>
    @for (row of rows(); track row.key) {
      <div class="row">
        <span class="name"><span class="dot" [style.background]="row.paint"></span>{{ row.label }}</span>
        <span class="num">{{ row.up }}</span>
        @if (mirrored()) {
          <span class="num">{{ row.down }}</span>
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
      min-width: 168px;
      padding: var(--space-8) var(--space-12);
      font: var(--type-caption);
      white-space: nowrap;
    }
    .head,
    .row {
      display: grid;
      grid-template-columns: minmax(90px, 1fr) repeat(auto-fit, 76px);
      grid-auto-flow: column;
      grid-auto-columns: 76px;
      gap: var(--space-8);
      line-height: 20px;
    }
    .row > .num,
    .head > .muted {
      text-align: right;
    }
    .name {
      display: inline-flex;
      align-items: center;
      gap: var(--space-8);
    }
    .dot {
      width: 8px;
      height: 8px;
      border-radius: 2px;
    }
  `,
})
export class ChartTooltip {
  readonly title = input.required<string>();
  readonly readings = input.required<readonly Reading[]>();
  readonly unit = input.required<string>();
  readonly sides = input.required<readonly [string, string]>();
  readonly mirrored = input(false);

  protected readonly rows = computed(() =>
    this.readings().map((one) => ({
      key: one.key,
      label: one.label,
      paint: `var(${one.colour})`,
      up: this.write(one.up),
      down: one.down === undefined ? '' : this.write(one.down),
    })),
  );

  private write(value: number): string {
    const { value: text, unit } = quantity(value, this.unit());
    return `${text}\u00a0${unit}`;
  }
}
