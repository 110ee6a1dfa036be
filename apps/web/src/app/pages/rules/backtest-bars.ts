import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatCount } from '../../format/numbers';

const [WIDE, HIGH, FOOT] = [360, 72, 14];

interface Day {
  readonly key: string;
  readonly would: number;
  readonly did: number;
}

/** Two bars a day: what a version would have raised, and what the other side has. The table behind it says the same. */
@Component({
  selector: 'wl-backtest-bars',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg [attr.viewBox]="'0 0 ' + wide + ' ' + (high + foot)" aria-hidden="true" preserveAspectRatio="none">
      <line x1="0" [attr.x2]="wide" [attr.y1]="high + 0.5" [attr.y2]="high + 0.5" />
      @for (bar of bars(); track $index) {
        <rect
          [class]="bar.of"
          [attr.x]="bar.x"
          [attr.y]="high - bar.height"
          [attr.width]="bar.width"
          [attr.height]="bar.height"
        />
      }
    </svg>
    <div class="labels num" aria-hidden="true">
      <span>{{ first() }}</span><span>{{ peak() }}</span
      ><span>{{ last() }}</span>
    </div>
    <table class="visually-hidden">
      <caption>
        Alerts by day of recording
      </caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Would</th>
          @if (compared()) {
            <th scope="col">{{ other() }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (day of days(); track day.key) {
          <tr>
            <th scope="row">{{ day.key }}</th>
            <td>{{ day.would }}</td>
            @if (compared()) {
              <td>{{ day.did }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      height: 86px;
    }
    .would {
      fill: var(--accent);
    }
    .did {
      fill: var(--text-3);
    }
    line {
      stroke: var(--grid);
    }
    .labels {
      display: flex;
      justify-content: space-between;
      margin-top: -12px;
      color: var(--text-3);
      font: var(--type-caption);
    }
  `,
})
export class BacktestBars {
  readonly days = input.required<readonly Day[]>();
  readonly compared = input(false);
  /** What it is compared with, in words. */
  readonly other = input('');
  protected readonly wide = WIDE;
  protected readonly high = HIGH;
  protected readonly foot = FOOT;

  private readonly most = computed(() => Math.max(1, ...this.days().flatMap(({ would, did }) => [would, did])));
  protected readonly peak = computed(() => `at most ${formatCount(this.most())} a day`);
  protected readonly first = computed(() => this.days()[0]?.key ?? '');
  protected readonly last = computed(() => (this.days().length > 1 ? (this.days().at(-1)?.key ?? '') : ''));
  protected readonly bars = computed(() => {
    const step = WIDE / Math.max(1, this.days().length);
    const width = Math.min(24, (step * 0.8) / (this.compared() ? 2 : 1));
    const bar = (of: 'would' | 'did', count: number, x: number) =>
      count === 0 ? [] : [{ of, x, width, height: Math.max(2, Math.round((count / this.most()) * (HIGH - 4))) }];
    return this.days().flatMap(({ would, did }, i) => {
      const middle = (i + 0.5) * step;
      if (!this.compared()) return bar('would', would, middle - width / 2);
      return [...bar('would', would, middle - width), ...bar('did', did, middle + 1)];
    });
  });
}
