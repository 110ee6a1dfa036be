import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { query } from '../../core/api/query';
import { Connection } from '../../core/connection';
import { Page, declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { HostPage as HostPageOperation } from '../../graphql/generated/operations';
import { formatBytes, formatCount, formatShort } from '../../format/numbers';
import { describeSpan, formatAgo, formatDuration, formatMoment, zoneName } from '../../format/times';
import type { ChartData } from '../../ui/chart/model';
import { TimeChart } from '../../ui/chart/time-chart';
import { Icon } from '../../ui/icon';
import { NameChip } from '../../ui/name-chip';
import { RankedBars } from '../../ui/ranked-bars';
import { EmptyBox, QueryState } from '../../ui/states';
import { ValueChip } from '../../ui/value-chip';
import { WireText } from '../../ui/wire-text';
import { viewFlow } from '../flows/flow-rows';
import { Reputation } from '../reputation/reputation';
import { AddressPlaces } from '../places/address-places';
import { ScorePanel } from './score-panel';

@Component({
  selector: 'wl-host',
  imports: [
    AddressPlaces,
    EmptyBox,
    Icon,
    NameChip,
    QueryState,
    RankedBars,
    Reputation,
    RouterLink,
    ScorePanel,
    TimeChart,
    ValueChip,
    WireText,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './host.html',
  styleUrl: '../detail.css',
})
export class HostPage {
  protected readonly range = inject(RangeState);
  protected readonly connection = inject(Connection);
  protected readonly url = inject(UrlState);
  private readonly preferences = inject(Preferences);
  readonly address = input.required<string>();

  protected readonly sensor = this.url.param('sensor');
  protected readonly seesAlerts = inject(Session).can('alerts.read');
  protected readonly asTable = signal(false);
  protected readonly page = query(
    HostPageOperation,
    () => ({ address: this.address(), range: this.range.input(), sensor: this.sensor() || undefined }),
    (result) => ({ found: result.host }),
    () => `${this.address()}|${this.range.key()}`,
  );
  protected readonly detail = computed(() => this.page.value()?.found ?? undefined);
  protected readonly missing = computed(() => this.page.value()?.found === null);
  protected readonly flowsLink = computed(() => this.url.carry({ ip: this.address() }));

  protected readonly chart = computed<ChartData | undefined>(() => {
    const detail = this.detail();
    if (!detail) return undefined;
    const times = detail.times.map((time) => Date.parse(time));
    const end = this.range.now();
    const rate = (bytes: number, index: number): number => {
      const passed = (end - (times[index] ?? 0)) / 1000;
      return (bytes * 8) / Math.min(detail.bucket, Math.max(passed, detail.bucket * 0.25, 1));
    };
    const up = detail.bytesReceived.map(rate);
    const down = detail.bytesSent.map(rate);
    if ([...up, ...down].every((value) => value === 0)) return { times, bucket: detail.bucket, bands: [] };
    return {
      times,
      bucket: detail.bucket,
      bands: [
        { key: 'in', label: `In ${formatBytes(detail.host.bytesReceived)}`, colour: '--dir-in', up },
        { key: 'out', label: `Out ${formatBytes(detail.host.bytesSent)}`, colour: '--dir-out', up: [], down },
      ],
    };
  });
  protected readonly caption = computed(() => {
    const at = this.range.instants();
    const zone = this.preferences.zone();
    const bucket = this.detail()?.bucket;
    return `${describeSpan(at, zone, this.range.now())} ${zoneName(zone, at.to)}${bucket === undefined ? '' : ` · ${formatDuration(bucket)} buckets`}`;
  });
  protected readonly head = computed(() => {
    const host = this.detail()?.host;
    if (!host) return undefined;
    const zone = this.preferences.zone();
    return {
      ...host,
      total: formatBytes(host.bytesSent + host.bytesReceived),
      peersText: formatCount(host.peers),
      asked: formatShort(host.flowsAsOriginator),
      answered: formatShort(host.flowsAsResponder),
      first: formatMoment(Date.parse(host.firstSeen), zone, this.range.now()),
      last: formatAgo(Date.parse(host.lastSeen), this.range.now(), zone),
    };
  });
  protected readonly span = computed(() =>
    formatDuration((this.range.instants().to - this.range.instants().from) / 1000),
  );
  protected readonly flows = computed(() =>
    (this.detail()?.recentFlows ?? []).map((flow) => viewFlow(flow, this.preferences.zone())),
  );

  /** Of an address outside: where it is. */
  protected readonly ends = computed(() => {
    const host = this.detail()?.host;
    return host && !host.internal ? [{ label: 'Place', address: host.address }] : [];
  });

  /** What the hardware behind the address calls itself when it asks for one. */
  protected readonly dhcpNames = computed(() =>
    (this.detail()?.dhcpNames ?? []).map((one) => ({
      key: `${one.mac} ${one.name ?? ''} ${one.vendor ?? ''}`,
      name: one.name ?? one.mac,
      vendor: one.vendor,
      title: `DHCP, from ${one.mac}, ${this.seen(one)}`,
    })),
  );
  /** Hardware that spoke for the address; more than one is worth a look. */
  protected readonly hardware = computed(() =>
    (this.detail()?.hardware ?? []).map((one) => ({
      key: `${one.mac} ${one.via}`,
      mac: one.mac,
      via: one.via,
      title: this.seen(one),
    })),
  );

  constructor() {
    const page = inject(Page);
    const parent = { label: 'Hosts', path: '/hosts' };
    declarePage({ title: 'Host', parent });
    effect(() => page.head.set({ title: this.address(), parent }));
  }

  private seen({ firstSeen, lastSeen }: { readonly firstSeen: string; readonly lastSeen: string }): string {
    const zone = this.preferences.zone();
    const write = (time: string): string => formatMoment(Date.parse(time), zone, this.range.now());
    return `seen from ${write(firstSeen)} to ${write(lastSeen)}`;
  }
}
