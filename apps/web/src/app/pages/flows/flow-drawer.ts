import {
  ChangeDetectionStrategy,
  Component,
  type Signal,
  computed,
  effect,
  inject,
  input,
  output,
  untracked,
} from '@angular/core';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { FlowDetail, type FlowDetailResult } from '../../graphql/generated/operations';
import { formatBytes, formatCount, formatShare } from '../../format/numbers';
import { END_REASONS, describeState, explainHistory, appEvidence, protocolName } from '../../format/protocols';
import { formatClock, formatDuration, formatMoment } from '../../format/times';
import { Drawer } from '../../ui/drawer';
import { Icon } from '../../ui/icon';
import { NameChip } from '../../ui/name-chip';
import { QueryState } from '../../ui/states';
import { ValueChip } from '../../ui/value-chip';
import { AddressPlaces } from '../places/address-places';
import { FlowApplication } from './flow-application';
import { FlowPackets } from './flow-packets';
import { logShare } from './flow-rows';

const TABS = [
  { id: 'summary', label: 'Summary' },
  { id: 'application', label: 'Application' },
] as const;
const PACKETS = { id: 'packets', label: 'Packets' } as const;

/** One flow in full: who, how much, how it went and its records in the log; and what was said in it. */
@Component({
  selector: 'wl-flow-drawer',
  imports: [AddressPlaces, Drawer, FlowApplication, FlowPackets, Icon, NameChip, QueryState, ValueChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './flow-drawer.html',
  styleUrls: ['../tabs.css', './flow-drawer.css'],
})
export class FlowDrawer {
  private readonly preferences = inject(Preferences);
  private readonly range = inject(RangeState);
  private readonly url = inject(UrlState);
  readonly id = input.required<string>();
  readonly closed = output();
  readonly step = output<1 | -1>();

  protected readonly detail = query(
    FlowDetail,
    () => ({ id: this.id() }),
    (result) => result.flow,
    this.id,
  );
  protected readonly flow: Signal<FlowDetailResult['flow'] | undefined> = computed(() => this.detail.value());

  /** Where the role lets nobody see packets, there is no such tab. */
  protected readonly tabs = inject(Session).can('packets.meta') ? [...TABS, PACKETS] : TABS;
  private readonly asked = this.url.param('tab');
  protected readonly tab = computed(() => this.tabs.find(({ id }) => id === this.asked())?.id ?? 'summary');

  constructor() {
    inject(Keys).bind(
      ...this.tabs.map(({ id, label }, index) => ({
        keys: String(index + 1),
        label: `Flow: ${label.toLowerCase()}`,
        group: 'This page' as const,
        run: () => this.show(id),
      })),
    );
    effect(() => {
      this.range.now();
      untracked(() => {
        // a running flow is read again with every tick
        if (this.flow()?.running && !this.detail.loading()) this.detail.reload();
      });
    });
  }

  protected show(tab: string): void {
    this.url.patch({ tab: tab === 'summary' ? null : tab }, 'replace');
  }

  protected readonly head = computed(() => {
    const flow = this.flow();
    if (!flow) return undefined;
    const retransmits = flow.srcRetransmits + flow.dstRetransmits;
    const packets = flow.srcPackets + flow.dstPackets;
    return {
      app: protocolName(flow.app),
      proto: protocolName(flow.proto),
      duration: flow.running ? 'running' : formatDuration(flow.duration),
      out: formatBytes(flow.srcBytes),
      in: formatBytes(flow.dstBytes),
      rtt: flow.rttMs === null ? '—' : formatDuration(flow.rttMs / 1000),
      resent: packets === 0 ? '—' : formatShare(retransmits / packets),
      state: describeState(flow.proto, flow.state),
      end: flow.running ? 'Running' : (END_REASONS[flow.endReason ?? ''] ?? 'Ended'),
      good: flow.endReason === 'fin' || flow.running,
      srcPort: flow.srcPort === null ? '' : `:${flow.srcPort}`,
      dstPort: flow.dstPort === null ? '' : `:${flow.dstPort}`,
    };
  });

  protected readonly ends = computed(() => {
    const flow = this.flow();
    if (!flow) return [];
    return [
      { label: 'Source', address: flow.src },
      { label: 'Destination', address: flow.dst },
    ];
  });

  protected readonly counters = computed(() => {
    const flow = this.flow();
    if (!flow) return [];
    return [
      { label: 'Packets', out: formatCount(flow.srcPackets), in: formatCount(flow.dstPackets) },
      { label: 'Bytes', out: formatCount(flow.srcBytes), in: formatCount(flow.dstBytes) },
      { label: 'Payload bytes', out: formatCount(flow.srcPayload), in: formatCount(flow.dstPayload) },
      { label: 'Sent again', out: formatCount(flow.srcRetransmits), in: formatCount(flow.dstRetransmits) },
      { label: 'TCP flags seen', out: flow.srcFlags || '—', in: flow.dstFlags || '—' },
    ];
  });
  protected readonly bars = computed(() => ({
    out: logShare(this.flow()?.srcBytes ?? 0),
    in: logShare(this.flow()?.dstBytes ?? 0),
  }));
  protected readonly history = computed(() => explainHistory(this.flow()?.history ?? ''));

  protected readonly facts = computed(() => {
    const flow = this.flow();
    if (!flow) return [];
    const zone = this.preferences.zone();
    const write = (time: string): string =>
      `${formatMoment(Date.parse(time), zone, this.range.now(), true)}.${time.slice(20, 26).padEnd(6, '0')}`;
    const facts = [
      { label: 'First packet', text: flow.timeInvalid ? 'time not valid in the capture' : write(flow.start) },
      { label: 'Last packet', text: flow.timeInvalid ? '—' : write(flow.end) },
      { label: 'Application', text: appEvidence(flow.appBy) },
      { label: 'Direction', text: flow.directionSure ? 'certain' : 'guessed: the first packet was not seen' },
    ];
    if (flow.vlan !== null) facts.push({ label: 'VLAN', text: String(flow.vlan) });
    if (flow.outerSrc !== null) facts.push({ label: 'Tunnel', text: `${flow.outerSrc} to ${flow.outerDst ?? ''}` });
    return facts;
  });

  protected readonly records = computed(() => {
    const zone = this.preferences.zone();
    return (this.flow()?.records ?? []).map((record) => ({
      key: `${record.position}#${record.n}`,
      time: formatClock(Date.parse(record.at), zone),
      kind: record.kind,
      packets: formatCount(record.packets),
      bytes: formatBytes(record.bytes),
    }));
  });
}
