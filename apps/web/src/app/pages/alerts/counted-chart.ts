import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Preferences } from '../../core/preferences';
import { formatCount } from '../../format/numbers';
import { formatClock } from '../../format/times';
import type { AlertDetail } from './alert-why';

const WIDTH = 600;
const HEIGHT = 120;
/** Fewer points make no line. */
const FEWEST = 3;

/** The counted records, added up over time, with the rule's window shaded and the moment at which it fired. */
@Component({
  selector: 'wl-counted-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (shape(); as s) {
    <figure>
      <figcaption>Counted records over time, added up</figcaption>
      <div class="plot" role="img" [attr.aria-label]="s.summary">
        <svg viewBox="0 0 600 120" preserveAspectRatio="none" aria-hidden="true">
          @if (s.window; as w) {
            <rect class="window" y="0" height="120" [attr.x]="w.x" [attr.width]="w.width" />
          }
          <path class="area" [attr.d]="s.area" />
          <path class="line" [attr.d]="s.line" />
          <path class="fired" [attr.d]="'M' + s.fired + ' 0V120'" />
        </svg>
        <span class="most num">{{ s.most }}</span>
        <span class="mark num" [class.flip]="s.fired > 420" [style.left.%]="s.fired / 6">Fired {{ s.firedAt }}</span>
      </div>
      <div class="ticks num">
        <span>{{ s.from }}</span><span>{{ s.to }}</span>
      </div>
    </figure>
  }`,
  styleUrl: './alert-curve.css',
  styles: `
    .fired {
      stroke: var(--text-2);
      stroke-width: 1px;
      vector-effect: non-scaling-stroke;
    }
    .mark {
      top: 0;
      padding: 0 var(--space-4);
      font-weight: 600;
    }
    .mark.flip {
      transform: translateX(-100%);
    }
  `,
})
export class CountedChart {
  private readonly zone = inject(Preferences).zone;
  readonly detail = input.required<AlertDetail>();

  protected readonly shape = computed(() => {
    const { evidence, windowFrom, windowTo, alert } = this.detail();
    const times = evidence.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
    const fired = Date.parse(alert.firedAt);
    if (times.length < FEWEST) return null;
    const window = windowFrom && windowTo ? { from: Date.parse(windowFrom), to: Date.parse(windowTo) } : null;
    const from = Math.min(times[0] as number, fired, window?.from ?? Infinity);
    const to = Math.max(times.at(-1) as number, fired, from + 1);
    const x = (time: number): number => Math.round(((time - from) / (to - from)) * WIDTH * 10) / 10;
    const y = (count: number): number => HEIGHT - Math.round((count / times.length) * (HEIGHT - 14) * 10) / 10;
    const steps = times.map((time, i) => `H${x(time)}V${y(i + 1)}`).join('');
    const clock = (time: number): string => formatClock(time, this.zone());
    return {
      line: `M0 ${HEIGHT}${steps}H${WIDTH}`,
      area: `M0 ${HEIGHT}${steps}H${WIDTH}V${HEIGHT}z`,
      fired: x(fired),
      firedAt: clock(fired),
      window: window
        ? { x: Math.max(0, x(window.from)), width: Math.max(1, x(window.to) - Math.max(0, x(window.from))) }
        : null,
      most: formatCount(times.length),
      from: clock(from),
      to: clock(to),
      summary: `${times.length} records were counted from ${clock(times[0] as number)} to ${clock(times.at(-1) as number)}; the rule fired at ${clock(fired)}.`,
    };
  });
}
