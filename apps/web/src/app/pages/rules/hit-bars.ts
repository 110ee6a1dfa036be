import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const [STEP, WIDE, HIGH] = [4, 3, 14];

/** Small bars of how often a rule has fired. Decoration: the figure beside it is the text. */
@Component({
  selector: 'wl-hit-bars',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `<svg [attr.viewBox]="'0 0 ' + width() + ' 15'" [attr.width]="width()" height="15">
    <line x1="0" [attr.x2]="width()" y1="14.5" y2="14.5" />
    @for (bar of shown(); track $index) {
      <rect [attr.x]="bar.x" [attr.y]="bar.y" width="3" [attr.height]="bar.height" />
    }
  </svg>`,
  styles: `
    :host {
      display: block;
      height: 15px;
    }
    rect {
      fill: var(--accent);
    }
    line {
      stroke: var(--grid);
    }
  `,
})
export class HitBars {
  readonly bars = input.required<readonly number[]>();
  protected readonly width = computed(() => this.bars().length * STEP - (STEP - WIDE));
  /** One that fired at all is seen. */
  protected readonly shown = computed(() => {
    const most = Math.max(1, ...this.bars());
    return this.bars().flatMap((count, index) => {
      const height = count === 0 ? 0 : Math.max(2, Math.round((count / most) * HIGH));
      return height === 0 ? [] : [{ x: index * STEP, y: HIGH - height, height }];
    });
  });
}
