import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { pagedList, totalOf } from '../../core/api/paged-list';
import { declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { HostList, type HostRow, type HostSort } from '../../graphql/generated/operations';
import { ExportButton } from '../../exports/export-button';
import type { ExportQuery } from '../../exports/exports';
import { formatBytes, formatCount, formatShort } from '../../format/numbers';
import { formatAgo, formatMoment } from '../../format/times';
import { DataTable } from '../../ui/data-table';
import { NameChip } from '../../ui/name-chip';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { Cell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import { ValueChip } from '../../ui/value-chip';
import { logShare } from '../flows/flow-rows';
import { HostTabs } from './host-tabs';

const SORTS: readonly HostSort[] = [
  'BYTES_DESC',
  'FLOWS_DESC',
  'PEERS_DESC',
  'LAST_SEEN_DESC',
  'FIRST_SEEN_DESC',
  'ADDRESS_ASC',
];
const PAGE_ROWS = 100;

interface View {
  readonly id: string;
  readonly host: HostRow;
  readonly sent: string;
  readonly received: string;
  readonly sentBar: number;
  readonly receivedBar: number;
  readonly bytes: string;
  readonly flows: string;
  readonly originated: string;
  readonly answered: string;
  readonly peers: string;
  readonly first: string;
  readonly last: string;
}

const COLUMNS: readonly Column<View>[] = [
  { id: 'address', label: 'Address', width: 150, grow: 1.2, asc: 'ADDRESS_ASC', fact: ({ host }) => host.address },
  { id: 'place', label: 'Network', width: 72, fact: ({ host }) => (host.internal ? 'internal' : 'external') },
  { id: 'name', label: 'Name', width: 140, grow: 2, fact: ({ host }) => host.name },
  { id: 'sent', label: 'Sent', width: 76, end: true, fact: ({ host }) => host.bytesSent },
  { id: 'bar', label: 'Bytes, log', width: 120, desc: 'BYTES_DESC', drawn: true },
  { id: 'received', label: 'Received', width: 76, end: true, fact: ({ host }) => host.bytesReceived },
  { id: 'flows', label: 'Flows', width: 80, end: true, desc: 'FLOWS_DESC', fact: ({ host }) => flowsOf(host) },
  { id: 'peers', label: 'Peers', width: 64, end: true, desc: 'PEERS_DESC', fact: ({ host }) => host.peers },
  {
    id: 'first',
    label: 'First seen',
    width: 112,
    end: true,
    desc: 'FIRST_SEEN_DESC',
    fact: ({ host }) => host.firstSeen,
  },
  { id: 'last', label: 'Last seen', width: 96, end: true, desc: 'LAST_SEEN_DESC', fact: ({ host }) => host.lastSeen },
  {
    id: 'bytes',
    label: 'Bytes, both',
    width: 84,
    end: true,
    desc: 'BYTES_DESC',
    extra: true,
    fact: ({ host }) => host.bytesSent + host.bytesReceived,
  },
  {
    id: 'originated',
    label: 'Flows begun',
    width: 92,
    end: true,
    extra: true,
    fact: ({ host }) => host.flowsAsOriginator,
  },
  {
    id: 'answered',
    label: 'Flows answered',
    width: 104,
    end: true,
    extra: true,
    fact: ({ host }) => host.flowsAsResponder,
  },
];

const flowsOf = (host: HostRow): number => host.flowsAsOriginator + host.flowsAsResponder;

@Component({
  selector: 'wl-hosts',
  imports: [Cell, DataTable, EmptyBox, ExportButton, HostTabs, NameChip, QueryState, ReloadLine, TableTools, ValueChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="bar">
      <wl-host-tabs />
      <h2>Hosts seen</h2>
      <span class="muted num" role="status">{{ count() }} in this range</span>
      <wl-table-tools class="end" [layout]="layout" [table]="grid" />
      <wl-export [query]="exported" />
    </div>
    <div class="table">
      @if (list.loading()) {
        <wl-reload-line />
      }
      <wl-query-state [query]="list" what="Hosts" [rows]="14" />
      @if (!list.first() && !list.error() && rows().length === 0) {
        <wl-empty
          title="No hosts"
          [reason]="search() ? 'No host of this range fits the search.' : 'No host was seen in this range.'"
          [filtered]="search() !== ''"
          (clear)="filter.clear()"
        />
      }
      <wl-table
        #grid
        label="Hosts"
        [class.gone]="rows().length === 0"
        [rows]="rows()"
        [layout]="layout"
        [count]="list.count()"
        [exact]="list.exact()"
        [sort]="sort()"
        [kindOf]="kindOf"
        [result]="key()"
        (opened)="open($event)"
        (sorted)="sortBy($event)"
        (more)="list.more()"
      >
        <ng-template wlCell="address" let-row>
          <wl-value kind="address" [value]="viewOf(row).host.address" [inTable]="true" />
        </ng-template>
        <ng-template wlCell="place" let-row>
          <span class="second">{{ viewOf(row).host.internal ? 'internal' : 'external' }}</span>
        </ng-template>
        <ng-template wlCell="name" let-row>
          @if (viewOf(row).host.name; as name) {
            <wl-name [name]="name" [mono]="false" [inTable]="true" />
          }
        </ng-template>
        <ng-template wlCell="sent" let-row>{{ viewOf(row).sent }}</ng-template>
        <ng-template wlCell="bar" let-row>
          @let view = viewOf(row);
          <span class="two"
            ><span class="half out"><span [style.width.%]="view.sentBar"></span></span
            ><span class="half in"><span [style.width.%]="view.receivedBar"></span></span
          ></span>
        </ng-template>
        <ng-template wlCell="received" let-row>{{ viewOf(row).received }}</ng-template>
        <ng-template wlCell="flows" let-row>{{ viewOf(row).flows }}</ng-template>
        <ng-template wlCell="peers" let-row>{{ viewOf(row).peers }}</ng-template>
        <ng-template wlCell="first" let-row
          ><span class="second">{{ viewOf(row).first }}</span></ng-template
        >
        <ng-template wlCell="last" let-row
          ><span class="second">{{ viewOf(row).last }}</span></ng-template
        >
        <ng-template wlCell="bytes" let-row>{{ viewOf(row).bytes }}</ng-template>
        <ng-template wlCell="originated" let-row>{{ viewOf(row).originated }}</ng-template>
        <ng-template wlCell="answered" let-row>{{ viewOf(row).answered }}</ng-template>
      </wl-table>
    </div>
  `,
  styleUrl: '../list.css',
})
export class HostsPage {
  protected readonly filter = inject(PageFilter);
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);

  protected readonly layout = tableLayout<View>({ page: 'hosts', columns: () => COLUMNS, density: 34 });
  protected readonly kindOf = ({ host }: View): string => (host.internal ? 'internal' : 'external');
  protected readonly search = this.url.param('search');
  private readonly sensor = this.url.param('sensor');
  protected readonly sort = computed<HostSort>(
    () => SORTS.find((one) => one === this.url.param('sort')()) ?? 'BYTES_DESC',
  );
  protected readonly key = computed(() => `${this.range.key()}|${this.sort()}|${this.search()}|${this.sensor()}`);

  private readonly asked = computed(() => ({
    range: this.range.input(),
    search: this.search() || undefined,
    sort: this.sort(),
    sensor: this.sensor() || undefined,
  }));
  protected readonly exported = (): ExportQuery => ({ hosts: this.asked() });
  protected readonly list = pagedList(
    HostList,
    () => ({ ...this.asked(), first: PAGE_ROWS }),
    (result) => result.hosts,
    this.key,
  );
  protected readonly count = computed(() => totalOf(this.list));
  protected readonly rows = computed<readonly View[]>(() => {
    const zone = this.preferences.zone();
    const now = this.range.now();
    return this.list.rows().map((host) => ({
      id: host.address,
      host,
      sent: formatBytes(host.bytesSent),
      received: formatBytes(host.bytesReceived),
      sentBar: logShare(host.bytesSent),
      receivedBar: logShare(host.bytesReceived),
      bytes: formatBytes(host.bytesSent + host.bytesReceived),
      flows: formatShort(flowsOf(host)),
      originated: formatShort(host.flowsAsOriginator),
      answered: formatShort(host.flowsAsResponder),
      peers: formatCount(host.peers),
      first: formatMoment(Date.parse(host.firstSeen), zone, now),
      last: formatAgo(Date.parse(host.lastSeen), now, zone),
    }));
  });

  constructor() {
    declarePage(
      { title: 'Hosts' },
      { placeholder: 'Search addresses and names', fields: ['sensor'], search: 'search' },
    );
  }

  protected viewOf(row: unknown): View {
    return row as View;
  }

  protected open(address: string): void {
    this.url.go(['/hosts', address]);
  }

  protected sortBy(sort: string): void {
    this.url.patch({ sort: sort === 'BYTES_DESC' ? null : sort });
  }
}
