import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { Preferences } from '../../core/preferences';
import { formatCount, quantity } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import type { BacktestFields } from '../../graphql/generated/operations';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';
import { closeWord } from '../alerts/alert-words';
import { BacktestBars } from './backtest-bars';

type Result = NonNullable<BacktestFields['result']>;
type Alert = Result['alerts'][number];
type Show = 'all' | 'added' | 'removed' | 'changed';

const MARKS: Readonly<Record<string, { readonly mark: string; readonly word: string }>> = {
  added: { mark: '+', word: 'Added' },
  removed: { mark: '−', word: 'Removed' },
  changed: { mark: '~', word: 'Changed' },
  same: { mark: '=', word: 'Same' },
};
const SHOWS: readonly { readonly show: Show; readonly label: string }[] = [
  { show: 'all', label: 'All' },
  { show: 'added', label: 'Added' },
  { show: 'removed', label: 'Removed' },
  { show: 'changed', label: 'Changed' },
];
/** Alerts that are listed at first. */
const FIRST = 20;

/** What a back-test found: figures, days, whom it is about, and alert by alert with what was counted. */
@Component({
  selector: 'wl-backtest-result',
  imports: [BacktestBars, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (result().cut; as why) {
      <p class="cut" role="status">{{ why }}</p>
    }
    @if (result().from === null) {
      <p class="second empty">Nothing that the rule reads was recorded in this range.</p>
    } @else if (result().totals.would + result().totals.did === 0) {
      <p class="second empty">{{ partial() ? 'Nothing so far.' : 'It would have raised nothing.' }}</p>
    } @else {
      <dl class="figures num">
        @for (one of figures(); track one.word) {
          <div>
            <dd>
              @if (one.mark) {
                <span [class]="one.kind" aria-hidden="true">{{ one.mark }}</span>
              }
              {{ one.count }}
            </dd>
            <dt>{{ one.word }}</dt>
          </div>
        }
      </dl>
      <h4>Alerts by day of recording</h4>
      <wl-backtest-bars [days]="result().days" [compared]="compared()" [other]="other()" />
      <p class="legend">
        <span class="would">Would, v{{ version() }}</span>
        @if (compared()) {
          <span class="did">{{ other() }}</span>
        }
      </p>
      <h4>Severity</h4>
      <table class="num">
        <tbody>
          @for (one of result().severities; track one.key) {
            <tr>
              <th scope="row"><wl-severity [level]="one.key" /></th>
              <td>{{ one.would }}</td>
              @if (compared()) {
                <td class="second">{{ one.did }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
      @if (verdicts().length > 0) {
        <h4>Closed as</h4>
        <table class="num verdicts">
          <tbody>
            @for (one of verdicts(); track one.key) {
              <tr>
                <th scope="row">{{ one.word }}</th>
                <td>{{ one.would }}</td>
                @if (compared()) {
                  <td class="second">{{ one.did }}</td>
                }
              </tr>
            }
          </tbody>
        </table>
      }
      @if (suppressed(); as text) {
        <p class="second suppressed num">{{ text }}</p>
      }
      <h4>Most alerts about</h4>
      <table class="num">
        <tbody>
          @for (one of result().entities; track one.key) {
            <tr>
              <th scope="row" class="mono"><wl-wire [text]="one.key" /></th>
              <td>{{ one.would }}</td>
              @if (compared()) {
                <td class="second">{{ one.did }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
      <div class="bar">
        <h4>{{ compared() ? 'Alert by alert' : 'Alerts' }}</h4>
        @if (compared()) {
          <div class="segmented" role="group" aria-label="Which alerts are listed">
            @for (one of shows; track one.show) {
              <button type="button" [attr.aria-pressed]="show() === one.show" (click)="show.set(one.show)">
                {{ one.label }}
              </button>
            }
          </div>
        }
      </div>
      @if (listed().length === 0) {
        <p class="second empty">None.</p>
      }
      <ul class="alerts">
        @for (one of listed(); track one.id + one.change) {
          <li>
            <details>
              <summary>
                <span class="mark" [class]="one.change" [attr.title]="one.word" aria-hidden="true">{{ one.mark }}</span>
                <span class="visually-hidden">{{ one.word }}, {{ one.severity }}</span>
                <span class="num when">{{ one.when }}</span>
                <span class="entity mono"><wl-wire [text]="one.entity" /></span>
                <span class="num">{{ one.value }}</span>
                @if (one.said; as said) {
                  <span class="said">{{ said }}</span>
                }
              </summary>
              <p><wl-severity [level]="one.severity" /> <wl-wire [text]="one.summary" [fit]="false" /></p>
              @if (one.exception; as exception) {
                <button
                  type="button"
                  class="button small"
                  [attr.aria-label]="'Leave out ' + exception"
                  (click)="excepted.emit(exception)"
                >
                  Leave out <span class="mono">{{ exception }}</span>
                </button>
              }
              @if (one.evidence.length > 0) {
                <p class="caption num">{{ one.counted }} records were counted up to then, the last of them:</p>
                <ul class="evidence num">
                  @for (record of one.evidence; track record.id) {
                    <li class="mono">
                      <span class="at">{{ record.at }}</span> <wl-wire [text]="record.text" [fit]="false" />
                    </li>
                  }
                </ul>
              }
            </details>
          </li>
        }
      </ul>
      @if (more() > 0) {
        <button type="button" class="link" (click)="most.set(most() + 100)">{{ more() }} more</button>
      }
    }
  `,
  styleUrl: './backtest-result.css',
})
export class BacktestResultView {
  private readonly preferences = inject(Preferences);
  readonly result = input.required<Result>();
  readonly version = input.required<number>();
  readonly against = input.required<number | null>();
  /** Compared with what was really raised. */
  readonly live = input(false);
  /** What was found up to now, or until it was canceled. */
  readonly partial = input(false);
  /** The rule takes exceptions. */
  readonly takesExceptions = input(false);
  /** An expression that is to be left out from now on. */
  readonly excepted = output<string>();

  protected readonly shows = SHOWS;
  protected readonly show = linkedSignal<Result, Show>({ source: this.result, computation: () => 'all' });
  protected readonly most = linkedSignal<Show, number>({ source: this.show, computation: () => FIRST });
  protected readonly compared = computed(() => this.live() || this.against() !== null);
  protected readonly other = computed(() => (this.live() ? 'Was raised' : `Does, v${this.against() ?? ''}`));
  protected readonly verdicts = computed(() =>
    this.result().verdicts.map(({ key, ...counts }) => ({ key, word: closeWord(key), ...counts })),
  );
  /** How many alerts nobody sees in the inbox. */
  protected readonly suppressed = computed(() => {
    const { would, did } = this.result().suppressed;
    if (would + did === 0) return '';
    const beside = this.compared()
      ? `, ${formatCount(did)} of ${this.live() ? 'what was raised' : 'the other version'}`
      : '';
    return `Suppressed, so out of the inbox: ${formatCount(would)}${beside}.`;
  });
  protected readonly figures = computed(() => {
    const { would, added, removed, changed, same } = this.result().totals;
    const figure = (count: number, word: string, kind = '', mark = '') => ({
      count: formatCount(count),
      word,
      kind,
      mark,
    });
    if (!this.compared()) return [figure(would, would === 1 ? 'alert' : 'alerts')];
    return [
      figure(added, 'added', 'added', '+'),
      figure(removed, 'removed', 'removed', '−'),
      figure(changed, 'changed', 'changed', '~'),
      figure(same, 'the same'),
    ];
  });
  private readonly wanted = computed(() => {
    const show = this.show();
    return this.result().alerts.filter(({ change }) => show === 'all' || change === show);
  });
  protected readonly more = computed(() => this.wanted().length - this.listed().length);
  protected readonly listed = computed(() =>
    this.wanted()
      .slice(0, this.most())
      .map((alert) => this.lineOf(alert)),
  );

  private lineOf({ change, value, unit, first, evidence, verdict, suppressed, ...rest }: Alert) {
    const { mark, word } = MARKS[change] ?? { mark: '', word: change };
    const shown = quantity(value, unit === 'bytes' ? 'B' : '');
    return {
      ...rest,
      ...{
        change,
        mark,
        word,
        when: this.moment(first),
        value: unit === 'bytes' ? `${shown.value} ${shown.unit}` : formatCount(Math.round(value * 10) / 10),
      },
      said: [...(verdict === null ? [] : [closeWord(verdict)]), ...(suppressed ? ['Suppressed'] : [])].join(' · '),
      exception: this.takesExceptions() && change !== 'removed' ? exceptionOf(rest) : '',
      evidence: evidence.map(({ id, time, src, srcPort, dst, dstPort, proto, outcome }) => ({
        id,
        at: this.moment(time),
        text: `${withPort(src, srcPort)} to ${withPort(dst, dstPort)} ${proto} ${outcome}`.trim(),
      })),
    };
  }

  private moment(at: string): string {
    return formatMoment(Date.parse(at), this.preferences.zone(), Date.now(), true);
  }
}

/** What leaves an alert's source out, or its target where there are many sources. */
const exceptionOf = ({ src, dst }: Pick<Alert, 'src' | 'dst'>): string =>
  src !== null ? `src.ip = ${src}` : dst !== null ? `dst.ip = ${dst}` : '';

const withPort = (address: string, port: number | null): string =>
  port === null ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
