import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { ASKS_AGAIN_MS, LiveSocket } from '../../core/api/live-socket';
import { query } from '../../core/api/query';
import { Connection } from '../../core/connection';
import { Keys } from '../../core/keys';
import { Page, declarePage } from '../../core/page';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import {
  AlertChanges,
  AlertList,
  AlertsBefore,
  AlertTabs,
  ConnectionStates,
  OverviewFigures,
  Protocols,
  Responders,
  Sensors,
  ThreatLevelNow,
  TopDomains,
  TopTalkers,
  TrafficFrames,
  TrafficOverTime,
} from '../../graphql/generated/operations';
import { formatBytes, formatCount } from '../../format/numbers';
import { SHORT_STATES } from '../../format/protocols';
import { describeSpan, formatDuration, zoneName } from '../../format/times';
import { TimeChart } from '../../ui/chart/time-chart';
import { Icon } from '../../ui/icon';
import { RankedBars, type RankedRow } from '../../ui/ranked-bars';
import { suppressedNote } from '../../ui/small-groups';
import { QueryState } from '../../ui/states';
import { AlertTile } from './alert-tile';
import { LatestAlerts } from './latest-alerts';
import { LiveTraffic, type Rates } from './live-traffic';
import { SensorStrip } from './sensor-strip';
import { StartCard } from './start-card';
import { Threat } from './threat';
import { Tile } from './tile';
import { describeTraffic, trafficBands } from './traffic-bands';

const SHOWN = 8;

@Component({
  selector: 'wl-overview',
  imports: [AlertTile, LatestAlerts, Threat, Icon, QueryState, RankedBars, SensorStrip, StartCard, Tile, TimeChart],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './overview.html',
  styleUrl: './overview.css',
})
export class OverviewPage {
  protected readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  private readonly url = inject(UrlState);
  protected readonly connection = inject(Connection);
  private readonly page = inject(Page);
  protected readonly past = inject(Past);

  private readonly sensor = computed(() => this.url.param('sensor')() || undefined);
  private readonly vars = computed(() => ({ range: this.range.input(), sensor: this.sensor() }));
  private readonly key = computed(() => `${this.range.key()}|${this.sensor() ?? ''}`);
  private readonly topVars = (): ReturnType<typeof this.vars> & { first: number } => ({ ...this.vars(), first: SHOWN });

  protected readonly figures = query(OverviewFigures, this.vars, (result) => result.overview, this.key);
  protected readonly traffic = query(
    TrafficOverTime,
    () => ({ ...this.vars(), by: 'APP' as const }),
    (result) => result.traffic,
    this.key,
  );
  protected readonly protocols = query(Protocols, this.topVars, (result) => result.protocols, this.key);
  protected readonly talkers = query(TopTalkers, this.topVars, (result) => result.topTalkers, this.key);
  protected readonly responders = query(Responders, this.topVars, (result) => result.responders, this.key);
  protected readonly states = query(ConnectionStates, this.vars, (result) => result.connectionStates, this.key);
  protected readonly domains = query(TopDomains, this.topVars, (result) => result.domains, this.key);
  protected readonly signIns = query(
    ThreatLevelNow,
    () => ({ at: this.range.input().to, sensor: this.sensor() }),
    (result) => result.threatLevel,
    this.key,
  );
  protected readonly sensors = query(
    Sensors,
    () => (this.range.now() ? {} : undefined),
    (result) => result.sensors,
  );

  /** Open alerts are those of now, whatever range is looked at. */
  protected readonly seesAlerts = inject(Session).can('alerts.read');
  private readonly alertsAgain = signal(0);
  private readonly inbox = <T extends object>(more: T): T | undefined => {
    this.alertsAgain();
    return this.seesAlerts ? more : undefined;
  };
  protected readonly alertCounts = query(
    AlertTabs,
    () => this.inbox({}),
    (result) => result.alertCounts,
  );
  protected readonly latest = query(
    AlertList,
    () => this.inbox({ group: 'NONE' as const, sort: 'NEWEST' as const, first: SHOWN }),
    (result) => result.alerts.rows,
  );
  protected readonly gravest = query(
    AlertList,
    () => this.inbox({ group: 'NONE' as const, first: 1 }),
    (result) => result.alerts.rows[0],
  );
  protected readonly alertsBefore = query(
    AlertsBefore,
    () => this.inbox({ before: this.range.input().from }),
    (result) => result.alertCounts.inbox,
    this.key,
  );

  /** Frames add up here; the signal changes once a frame. */
  private readonly live = new LiveTraffic();
  private readonly frame = signal<{ readonly n: number; readonly rates: Rates | undefined; readonly at: number }>({
    n: 0,
    rates: undefined,
    at: 0,
  });
  protected readonly rates = computed(() => (this.range.live() ? this.frame().rates : undefined));
  private readonly recounts = signal(0);
  protected readonly asTable = signal(false);
  protected readonly stateNotes = SHORT_STATES;

  protected readonly end = computed(() =>
    this.range.live() ? Math.max(this.range.instants().to, this.frame().at) : this.range.instants().to,
  );
  protected readonly chart = computed(() => {
    const traffic = this.traffic.value();
    const frame = this.frame();
    return traffic
      ? trafficBands(
          traffic,
          Math.max(this.end(), this.range.now()),
          this.range.live() && frame.n > 0 ? this.live : undefined,
        )
      : undefined;
  });
  protected readonly summary = computed(() => describeTraffic(this.chart() ?? { times: [], bucket: 1, bands: [] }));
  protected readonly span = computed(() => {
    const { from, to } = this.range.instants();
    return formatDuration((to - from) / 1000);
  });
  protected readonly caption = computed(() => {
    const at = this.range.instants();
    const zone = this.preferences.zone();
    const bucket = this.chart()?.bucket;
    const buckets = bucket === undefined ? '' : ` · ${formatDuration(bucket)} buckets`;
    return `${describeSpan(at, zone, this.range.now())} ${zoneName(zone, at.to)}${buckets}`;
  });
  protected readonly totals = computed(() => {
    const figures = this.figures.value();
    return figures?.everRecorded
      ? [
          { label: 'packets', text: formatCount(figures.packets) },
          { label: '', text: formatBytes(figures.bytes), title: `${formatCount(figures.bytes)} bytes` },
          { label: 'flows', text: formatCount(figures.flows) },
          { label: 'DNS queries', text: formatCount(figures.dnsQueries) },
        ]
      : [];
  });
  protected readonly neverRecorded = computed(() => this.figures.value()?.everRecorded === false);
  protected readonly empty = computed(() => (this.figures.value()?.packets ?? 1) === 0 && !this.neverRecorded());
  protected readonly quiet = computed(() =>
    this.neverRecorded() ? 'Nothing recorded yet' : this.empty() ? 'No packets in this range' : '',
  );
  protected readonly hidden = computed(() => suppressedNote(this.protocols.value()?.suppressed));

  protected readonly protocolRows = computed<readonly RankedRow[]>(() => this.protocols.value()?.rows ?? []);
  protected readonly stateRows = computed<readonly RankedRow[]>(() =>
    (this.states.value()?.rows ?? []).slice(0, SHOWN),
  );
  protected readonly domainRows = computed<readonly RankedRow[]>(() => {
    const all = this.figures.value()?.dnsQueries ?? 0;
    return (this.domains.value()?.rows ?? []).map((row) => ({
      key: row.name,
      value: row.queries,
      share: all > 0 ? row.queries / all : 0,
      unicode: row.unicode,
      mixed: row.mixedScript,
    }));
  });

  /** Demo hidden or shown: what was summed before no longer counts. */
  protected recount(): void {
    this.recounts.update((n) => n + 1);
    this.range.refresh();
  }

  constructor() {
    declarePage({ title: 'Overview' }, { placeholder: 'Filter by sensor', fields: ['sensor'] });
    inject(Keys).bind({
      keys: 'a',
      label: 'Chart as table',
      group: 'This page',
      run: () => this.asTable.update((on) => !on),
    });
    effect(() => this.page.sensors.set((this.sensors.value() ?? []).map((sensor) => sensor.name)));
    const socket = inject(LiveSocket);
    effect((onCleanup) => {
      if (!this.range.live()) return;
      const sensor = this.sensor();
      this.recounts();
      this.live.clear();
      this.frame.set({ n: 0, rates: undefined, at: 0 });
      onCleanup(
        socket.subscribe(TrafficFrames, () => ({ sensor }), {
          frames: (frames) => {
            let at = untracked(this.frame).at;
            for (const { trafficSampled } of frames) {
              this.live.add(trafficSampled.rows);
              at = Date.parse(trafficSampled.serverTime);
            }
            this.frame.update((old) => ({ n: old.n + frames.length, rates: this.live.rates(at), at }));
          },
          state: () => undefined,
        }),
      );
    });
    effect((onCleanup) => {
      if (!this.range.live() || !this.seesAlerts) return;
      onCleanup(
        socket.subscribe(AlertChanges, () => ({}), {
          apartMs: ASKS_AGAIN_MS,
          frames: (frames) => {
            if (frames.some(({ alertChanged }) => alertChanged.changes.length > 0))
              this.alertsAgain.update((n) => n + 1);
          },
          state: () => undefined,
        }),
      );
    });
    inject(DestroyRef).onDestroy(() => this.page.sensors.set([]));
  }
}
