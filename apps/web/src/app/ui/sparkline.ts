import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { ChartGroup } from '../core/chart-group';

const WIDTH = 88;
const HEIGHT = 36;

/** A line of at most sixty points with its area, the newest one marked. Decoration: the figure beside it is the text. */
@Component({
  selector: 'wl-sparkline',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `@if (shape(); as s) {
    <svg viewBox="0 0 92 40" preserveAspectRatio="none">
      <path class="area" [attr.d]="s.area" />
      <path class="line" [attr.d]="s.line" />
      @if (cross(); as x) {
        <line class="cross" [attr.x1]="x" [attr.x2]="x" y1="0" y2="40" />
      }
      <circle [attr.cx]="s.x" [attr.cy]="s.y" r="2" />
    </svg>
  }`,
  styles: `
    :host {
      display: block;
      width: 92px;
      height: 40px;
    }
    svg {
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .area {
      fill: color-mix(in srgb, var(--accent) var(--chart-area), transparent);
    }
    .line {
      fill: none;
      stroke: var(--accent);
      stroke-width: 1.25px;
      stroke-linejoin: round;
      vector-effect: non-scaling-stroke;
    }
    .cross {
      stroke: var(--text-3);
      stroke-width: 1px;
      vector-effect: non-scaling-stroke;
    }
    circle {
      fill: var(--accent);
    }
  `,
})
export class Sparkline {
  readonly points = input.required<readonly number[]>();

  /** Ends of the time that the points cover, ms: with them the page's cross-line is drawn here too. */
  readonly from = input<number>();
  readonly to = input<number>();
  private readonly group = inject(ChartGroup);

  protected readonly cross = computed(() => {
    const [at, from, to] = [this.group.at(), this.from(), this.to()];
    if (at === undefined || from === undefined || to === undefined || at < from || at > to) return undefined;
    return Number((2 + ((at - from) / (to - from)) * WIDTH).toFixed(1));
  });

  protected readonly shape = computed(() => {
    const points = this.points();
    if (points.length < 2) return undefined;
    const top = Math.max(...points);
    const low = Math.min(...points, top * 0.4);
    const span = top - low || 1;
    const xy = points.map((value, index) => {
      const x = 2 + (index / (points.length - 1)) * WIDTH;
      const y = 2 + (top === 0 ? HEIGHT : (1 - (value - low) / span) * (HEIGHT - 6));
      return [Number(x.toFixed(1)), Number(y.toFixed(1))] as const;
    });
    const line = `M${xy.map(([x, y]) => `${x} ${y}`).join('L')}`;
    const [x, y] = xy[xy.length - 1] ?? [0, 0];
    return { line, area: `${line}L${x} 40L2 40Z`, x, y };
  });
}
