import { ChangeDetectionStrategy, Component, computed, inject, input, output, viewChild } from '@angular/core';
import { Keys } from '../../core/keys';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatCount, formatShare, formatShort } from '../../format/numbers';
import { formatDay, formatDuration } from '../../format/times';
import { Icon } from '../../ui/icon';
import { BacktestJob } from './backtest-job';
import { BacktestOrder } from './backtest-order';
import { BacktestResultView } from './backtest-result';

/** What a version would have raised on what was recorded, tried before it is published. */
@Component({
  selector: 'wl-backtest',
  imports: [BacktestOrder, BacktestResultView, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="backtest-title">
      <header>
        <h3 id="backtest-title">Back-test</h3>
        @if (subject(); as text) {
          <span class="second num">{{ text }}</span>
        }
      </header>
      <div class="order">
        <wl-backtest-order [newest]="newest()" [locked]="job.underWay()" />
        @if (job.underWay()) {
          <button type="button" class="button" [disabled]="job.busy()" (click)="job.cancel()">Cancel</button>
        } @else {
          <button
            type="button"
            class="button"
            [disabled]="job.busy() || locked()"
            title="Back-test  (Ctrl Enter)"
            (click)="begin()"
          >
            <wl-icon name="refresh" />{{ job.now() ? 'Run again' : 'Run' }}
          </button>
        }
      </div>
      @if (job.problem(); as wrong) {
        <p class="refused" role="alert">
          <wl-icon name="close" /><span>{{ wrong.message }}</span>
        </p>
      }
      @if (job.now(); as it) {
        <p class="state num" role="status">
          @switch (it.state) {
            @case ('waiting') {
              <span class="second">Waiting for a worker</span>
            }
            @case ('running') {
              <span class="second">{{ share() }} read · {{ records() }} · {{ soFar() }} so far</span>
            }
            @case ('done') {
              <span class="ok"><wl-icon name="check" />Finished in {{ took() }}</span>
              <span class="second">{{ records() }}{{ recorded() }}</span>
            }
            @case ('failed') {
              <span class="bad">It failed.</span>
              <span>{{ it.error }}</span>
            }
            @default {
              <span class="second"
                >Canceled at {{ share() }}. {{ it.result ? 'What was found up to there:' : 'Nothing was found.' }}</span
              >
            }
          }
        </p>
        @if (job.underWay()) {
          <progress
            aria-label="Progress of the back-test"
            max="1"
            [attr.value]="it.state === 'waiting' ? null : it.progress"
          ></progress>
        }
        @if (it.result; as result) {
          <wl-backtest-result
            [result]="result"
            [version]="it.version"
            [against]="it.against"
            [live]="it.live"
            [partial]="it.state !== 'done'"
            [takesExceptions]="takesExceptions() && !locked()"
            (excepted)="excepted.emit($event)"
          />
        }
      } @else if (!job.first() && !job.problem()) {
        <p class="second">
          Tries {{ dirty() ? 'what is written' : 'the newest version' }} on what was recorded, beside another version or
          what was raised then. Nothing is raised, nobody is told.
        </p>
      }
    </section>
  `,
  styleUrl: './backtest-panel.css',
})
export class BacktestPanel {
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  /** The rule; undefined while it is not saved. */
  readonly rule = input<string>();
  /** Its newest version that is saved. */
  readonly newest = input<number>();
  /** Saves what is written and answers the version to be tried; undefined when that cannot be. */
  readonly version = input.required<() => Promise<number | undefined>>();
  readonly dirty = input(false);
  readonly locked = input(false);
  /** The rule has a field for exceptions. */
  readonly takesExceptions = input(false);
  /** An expression that is to be left out. */
  readonly excepted = output<string>();

  private readonly order = viewChild.required(BacktestOrder);
  protected readonly job = new BacktestJob(() => this.rule());

  protected readonly subject = computed(() => {
    const it = this.job.now();
    if (!it) return '';
    if (it.live) return `v${it.version} against what was raised`;
    if (it.against === null) return `v${it.version}, none is live`;
    return it.against === it.version ? `v${it.version}, which is live` : `v${it.version} against v${it.against}`;
  });
  protected readonly share = computed(() => formatShare(this.job.now()?.progress ?? 0));
  protected readonly records = computed(() => `${formatShort(this.job.now()?.records ?? 0)} records`);
  protected readonly soFar = computed(() => {
    const alerts = this.job.now()?.alerts ?? 0;
    return `${formatCount(alerts)} ${alerts === 1 ? 'alert' : 'alerts'}`;
  });
  protected readonly took = computed(() => formatDuration((this.job.now()?.tookMs ?? 0) / 1000));
  /** Days of recording, as far as there was anything. */
  protected readonly recorded = computed(() => {
    const { from, to } = this.job.now()?.result ?? {};
    if (!from || !to) return '';
    const [first, last] = [from, to].map((at) => formatDay(Date.parse(at), this.preferences.zone()));
    return first === last ? `, recorded ${first}` : `, recorded ${first} to ${last}`;
  });

  constructor() {
    inject(Keys).bind({
      keys: 'Ctrl+Enter',
      label: 'Back-test',
      group: 'This page',
      when: () => this.session.can('rules.test') && !this.locked(),
      run: () => void this.begin(),
    });
  }

  protected async begin(): Promise<void> {
    const order = this.order().read();
    if (order) await this.job.begin(this.version(), order);
  }
}
