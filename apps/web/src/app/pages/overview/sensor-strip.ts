import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { Session } from '../../core/session/session';
import { type TimeRange, absoluteRange } from '../../core/time-grammar';
import { UrlState } from '../../core/url-state';
import { type SensorsResult, SetDemo } from '../../graphql/generated/operations';
import { formatRate, formatShort } from '../../format/numbers';
import { WEEK_MS, formatAgo } from '../../format/times';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';

export type Sensor = SensorsResult['sensors'][number];

/** One cell a sensor: its state in a word, drops, rate. A press narrows the page to it. */
@Component({
  selector: 'wl-sensor-strip',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (cell of cells(); track cell.name) {
      <div class="panel cell" [class.chosen]="cell.name === chosen()">
        <button
          type="button"
          class="main"
          [attr.aria-pressed]="cell.name === chosen()"
          [title]="cell.name === chosen() ? 'Show all sensors' : 'Only this sensor'"
          (click)="choose(cell.name)"
        >
          <wl-icon [name]="cell.icon" [class]="cell.tone" />
          <span class="words">
            <span class="name"
              ><wl-wire [text]="cell.name" />
              @if (cell.demo) {
                <span class="tag demo">demo</span>
              }
            </span>
            <span class="state" [class]="cell.tone">{{ cell.state }}</span>
          </span>
          <span class="rate num">{{ cell.rate }}</span>
        </button>
        @if (cell.record; as record) {
          <button
            type="button"
            class="link hide"
            title="Go to the time of its packets"
            (click)="showRecord(cell.name, record)"
          >
            Show
          </button>
        }
        @if (cell.demo && mayHide()) {
          <button
            type="button"
            class="icon-button hide"
            aria-label="Hide demo"
            title="Hide demo"
            [disabled]="busy()"
            (click)="setDemo(false)"
          >
            <wl-icon name="eye-off" />
          </button>
        }
      </div>
    }
    @if (demoHidden()) {
      <div class="panel cell ask">
        <span class="second">Demo traffic is hidden</span>
        @if (mayHide()) {
          <button type="button" class="link" [disabled]="busy()" (click)="setDemo(true)">Show demo</button>
        }
      </div>
    }
    @if (error(); as problem) {
      <p class="problem" role="alert">{{ problem.message }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(5, minmax(0, 1fr));
      gap: var(--panel-gap);
    }
    .cell {
      flex-direction: row;
      align-items: center;
      min-height: 46px;
    }
    .cell:has(.hide) .main {
      gap: var(--space-8);
      padding-right: var(--space-4);
    }
    .cell.chosen {
      border-color: var(--accent);
      background: var(--selected);
    }
    .main {
      display: flex;
      align-items: center;
      gap: var(--space-12);
      flex: 1;
      min-width: 0;
      padding: 5px var(--panel-pad);
      border: 0;
      border-radius: inherit;
      background: none;
      text-align: left;
    }
    .main:hover {
      background: var(--hover);
    }
    .words {
      display: flex;
      flex-direction: column;
      flex: 1;
      min-width: 0;
    }
    .name {
      display: flex;
      align-items: center;
      gap: var(--space-8);
      font: var(--type-table);
    }
    .state {
      color: var(--text-2);
      font: var(--type-caption);
    }
    .demo {
      height: 16px;
      padding: 0 5px;
      line-height: 14px;
    }
    .rate {
      font: var(--type-table);
      white-space: nowrap;
    }
    .ok {
      color: var(--ok);
    }
    .state.ok {
      color: var(--text-2);
    }
    .warn {
      color: var(--warn);
    }
    .quiet {
      color: var(--text-3);
    }
    .hide {
      flex: none;
      margin-right: var(--space-8);
    }
    .link.hide {
      min-height: var(--target-min);
      margin-right: var(--panel-pad);
    }
    .state {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    @media (max-width: 1279px) {
      :host {
        grid-template-columns: repeat(auto-fill, minmax(240px, 1fr));
      }
    }
    .ask {
      justify-content: space-between;
      padding: 0 var(--panel-pad);
      font: var(--type-table);
    }
    .problem {
      align-self: center;
      color: var(--error);
      font: var(--type-caption);
    }
  `,
})
export class SensorStrip {
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly gateway = inject(Gateway);
  readonly sensors = input.required<readonly Sensor[]>();
  readonly changed = output();

  protected readonly chosen = this.url.param('sensor');
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly mayHide = computed(() => this.session.viewer() !== null && this.session.can('sensors.write'));
  protected readonly demoHidden = computed(() => this.sensors().some((sensor) => sensor.demo && sensor.hidden));

  protected readonly cells = computed(() =>
    this.sensors()
      .filter((sensor) => !sensor.hidden)
      .map((sensor) => {
        const seen = sensor.lastSeen === null ? undefined : Date.parse(sensor.lastSeen);
        const age = seen === undefined ? '' : formatAgo(seen, Date.now(), this.preferences.zone());
        const old = seen !== undefined && Date.now() - seen > WEEK_MS;
        const lost = sensor.dropped > 0 ? `${formatShort(sensor.dropped)} dropped` : 'No drops';
        const common = {
          name: sensor.name,
          demo: sensor.demo,
          record: this.recordOf(sensor),
          rate: sensor.bitsPerSecond === null ? '' : formatRate(sensor.bitsPerSecond, 'bit/s'),
        };
        // a finished recording of another day is no sensor that fell silent
        if (sensor.status !== 'live' && old)
          return { ...common, icon: 'minus', tone: 'quiet', state: `Recorded until ${age}` } as const;
        if (sensor.status === 'stale')
          return {
            ...common,
            icon: 'clock',
            tone: 'warn',
            state: age === '' ? 'Stale' : `Stale, last packet ${age}`,
          } as const;
        if (sensor.status === 'idle')
          return {
            ...common,
            icon: 'minus',
            tone: 'quiet',
            state: age === '' ? 'Idle' : `Idle, last packet ${age}`,
          } as const;
        return sensor.dropped > 0
          ? ({ ...common, icon: 'warning', tone: 'warn', state: lost } as const)
          : ({ ...common, icon: 'check', tone: 'ok', state: lost } as const);
      }),
  );

  /** When it recorded, if none of that lies in the range shown: a capture keeps its own time. */
  private recordOf(sensor: Sensor): TimeRange | undefined {
    if (sensor.status === 'live' || sensor.firstSeen === null || sensor.lastSeen === null) return undefined;
    const [first, last] = [Date.parse(sensor.firstSeen), Date.parse(sensor.lastSeen)];
    const { from, to } = this.range.instants();
    if (last >= from && first <= to) return undefined;
    return absoluteRange(Math.floor(first / 1000) * 1000, Math.floor(last / 1000) * 1000 + 1000);
  }

  protected showRecord(name: string, range: TimeRange): void {
    this.url.patch({ ...range, sensor: name });
  }

  protected choose(name: string): void {
    this.url.patch({ sensor: name === this.chosen() ? null : name });
  }

  protected async setDemo(shown: boolean): Promise<void> {
    this.busy.set(true);
    this.error.set(undefined);
    try {
      await this.gateway.run(SetDemo, { shown });
      this.changed.emit();
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }
}
