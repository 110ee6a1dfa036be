import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatBytes } from '../../format/numbers';
import { formatClock } from '../../format/times';
import { TrafficOverTime } from '../../graphql/generated/operations';
import type { AlertDetail } from './alert-why';

const [WIDTH, HEIGHT, TOP] = [600, 120, 14];
/** Buckets that are shown before the one that fired, and behind it. */
const [BEFORE, BEHIND] = [40, 4];
/** Name of the number that a spike of traffic was measured against. */
const USUAL = 'usual bytes';

/** A spike of traffic over time, by the rule's own buckets, with what was usual when it fired. The curve is what is recorded now; the numbers are the alert's. */
@Component({
  selector: 'wl-baseline-curve',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (shape(); as s) {
    <figure>
      <figcaption>Traffic of the sensor, bytes in {{ s.bucket }} s</figcaption>
      <div class="plot" role="img" [attr.aria-label]="s.summary">
        <svg viewBox="0 0 600 120" preserveAspectRatio="none" aria-hidden="true">
          <rect class="window" y="0" height="120" [attr.x]="s.window.x" [attr.width]="s.window.width" />
          <path class="area" [attr.d]="s.line + 'V120H0z'" />
          <path class="line" [attr.d]="s.line" />
          <path class="usual" [attr.d]="'M0 ' + s.usual.y + 'H600'" />
        </svg>
        <span class="most num">{{ s.most }}</span>
        <span class="mark num" [style.top.px]="s.usual.label">usual {{ s.usual.text }}</span>
      </div>
      <div class="ticks num">
        <span>{{ s.from }}</span><span>{{ s.to }}</span>
      </div>
    </figure>
  }`,
  styleUrl: './alert-curve.css',
  styles: `
    .usual {
      fill: none;
      stroke: var(--text-2);
      stroke-width: 1.5px;
      stroke-dasharray: 4 3;
      vector-effect: non-scaling-stroke;
    }
    .mark {
      left: 0;
    }
  `,
})
export class BaselineCurve {
  private readonly zone = inject(Preferences).zone;
  private readonly session = inject(Session);
  readonly detail = input.required<AlertDetail>();

  /** What is to be drawn; undefined of an alert that does not rest on the traffic before. */
  private readonly asked = computed(() => {
    const { alert, parameters, baseline } = this.detail();
    const usual = baseline.find(({ name }) => name === USUAL)?.value;
    const bucket = Number(parameters.find(({ name }) => name === 'bucketS')?.value);
    if (alert.kind !== 'traffic_spike' || usual === undefined || !(bucket >= 1)) return undefined;
    // Buckets are whole multiples of their length since 1970, and the one that fired holds the deciding record.
    const start = Math.floor(Date.parse(alert.firedAt) / (bucket * 1000)) * bucket * 1000;
    const window = { from: start, to: start + bucket * 1000 };
    const [from, to] = [window.from - BEFORE * bucket * 1000, window.to + BEHIND * bucket * 1000];
    return { usual, bucket, window, from, to, sensor: alert.sensor };
  });
  private readonly traffic = query(
    TrafficOverTime,
    () => {
      const asked = this.asked();
      if (!asked || !this.session.can('stats.read')) return undefined;
      const range = { from: new Date(asked.from).toISOString(), to: new Date(asked.to).toISOString() };
      return { range, by: 'TOTAL' as const, bucket: asked.bucket, sensor: asked.sensor };
    },
    ({ traffic: { times, series } }) =>
      times.map((time, i) => ({
        time: Date.parse(time),
        bytes: series.reduce((sum, { bytesIn, bytesOut }) => sum + (bytesIn[i] ?? 0) + (bytesOut[i] ?? 0), 0),
      })),
    () => this.detail().alert.id,
  );

  protected readonly shape = computed(() => {
    const [asked, points] = [this.asked(), this.traffic.value()];
    // Telemetry goes by age, and an alert stays: what is gone is not drawn as silence.
    if (!asked || !points || !points.some(({ bytes }) => bytes > 0)) return null;
    const { usual, bucket, window, from, to } = asked;
    const most = Math.max(usual, ...points.map(({ bytes }) => bytes));
    const x = (time: number): number =>
      Math.max(0, Math.min(WIDTH, Math.round(((time - from) / (to - from)) * WIDTH * 10) / 10));
    const y = (bytes: number): number => HEIGHT - Math.round((bytes / most) * (HEIGHT - TOP) * 10) / 10;
    const steps = points.map(({ time, bytes }) => `H${x(time)}V${y(bytes)}`).join('');
    const clock = (time: number): string => formatClock(time, this.zone());
    return {
      ...{ bucket, line: `M0 ${HEIGHT}${steps}H${WIDTH}`, most: formatBytes(most) },
      // Above its line, or below it where the greatest value stands.
      usual: { y: y(usual), label: y(usual) < 44 ? y(usual) + 4 : y(usual) - 20, text: formatBytes(usual) },
      window: { x: x(window.from), width: Math.max(1, x(window.to) - x(window.from)) },
      ...{ from: clock(from), to: clock(to) },
      summary: `Bytes in ${bucket} s from ${clock(from)} to ${clock(to)}: at most ${formatBytes(most)}, where ${formatBytes(usual)} were usual.`,
    };
  });
}
