import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { pagedList, totalOf } from '../../core/api/paged-list';
import { declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { DomainList, type DomainRow, type DomainSort } from '../../graphql/generated/operations';
import { ExportButton } from '../../exports/export-button';
import type { ExportQuery } from '../../exports/exports';
import { formatCount, formatShare, formatShort } from '../../format/numbers';
import { formatAgo, formatMoment } from '../../format/times';
import { DataTable } from '../../ui/data-table';
import { NameChip } from '../../ui/name-chip';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { Cell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import { DomainTabs } from './domain-tabs';

const SORTS: readonly DomainSort[] = [
  'QUERIES_DESC',
  'CLIENTS_DESC',
  'NXDOMAIN_DESC',
  'LAST_SEEN_DESC',
  'FIRST_SEEN_DESC',
  'NAME_ASC',
];
const PAGE_ROWS = 100;

interface View {
  readonly id: string;
  readonly domain: DomainRow;
  readonly queries: string;
  readonly clients: string;
  readonly nx: string;
  readonly entropy: string;
  readonly first: string;
  readonly last: string;
}

const COLUMNS: readonly Column<View>[] = [
  { id: 'name', label: 'Name', width: 220, grow: 3, asc: 'NAME_ASC', fact: ({ domain }) => domain.name },
  {
    id: 'queries',
    label: 'Queries',
    width: 96,
    end: true,
    desc: 'QUERIES_DESC',
    fact: ({ domain }) => domain.queries,
  },
  {
    id: 'clients',
    label: 'Clients',
    width: 72,
    end: true,
    desc: 'CLIENTS_DESC',
    fact: ({ domain }) => domain.clients,
  },
  { id: 'nx', label: 'NXDOMAIN', width: 132, desc: 'NXDOMAIN_DESC', fact: ({ domain }) => domain.nxShare },
  { id: 'entropy', label: 'Entropy, bit', width: 92, end: true, fact: ({ domain }) => domain.entropy },
  { id: 'length', label: 'Length', width: 64, end: true, fact: ({ domain }) => domain.length },
  {
    id: 'first',
    label: 'First seen',
    width: 112,
    end: true,
    desc: 'FIRST_SEEN_DESC',
    fact: ({ domain }) => domain.firstSeen,
  },
  {
    id: 'last',
    label: 'Last seen',
    width: 96,
    end: true,
    desc: 'LAST_SEEN_DESC',
    fact: ({ domain }) => domain.lastSeen,
  },
  {
    id: 'registrable',
    label: 'Registrable name',
    width: 160,
    grow: 1,
    extra: true,
    fact: ({ domain }) => domain.registrable,
  },
  { id: 'mixed', label: 'Scripts', width: 72, extra: true, fact: ({ domain }) => domain.mixedScript },
];

@Component({
  selector: 'wl-domains',
  imports: [Cell, DataTable, DomainTabs, EmptyBox, ExportButton, NameChip, QueryState, ReloadLine, TableTools],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="bar">
      <wl-domain-tabs />
      <h2>Names asked for</h2>
      <span class="muted num" role="status">{{ count() }} in this range</span>
      <wl-table-tools class="end" [layout]="layout" [table]="grid" />
      <wl-export [query]="exported" />
    </div>
    <div class="table">
      @if (list.loading()) {
        <wl-reload-line />
      }
      <wl-query-state [query]="list" what="Domains" [rows]="14" />
      @if (!list.first() && !list.error() && rows().length === 0) {
        <wl-empty
          title="No names"
          [reason]="search() ? 'No name of this range fits the search.' : 'No name was asked for in this range.'"
          [filtered]="search() !== ''"
          (clear)="filter.clear()"
        />
      }
      <wl-table
        #grid
        label="Domains"
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
        <ng-template wlCell="name" let-row>
          @let view = viewOf(row);
          <wl-name
            [name]="view.domain.name"
            [unicode]="view.domain.unicode"
            [mixed]="view.domain.mixedScript"
            [mono]="false"
            [inTable]="true"
          />
        </ng-template>
        <ng-template wlCell="queries" let-row>{{ viewOf(row).queries }}</ng-template>
        <ng-template wlCell="clients" let-row>{{ viewOf(row).clients }}</ng-template>
        <ng-template wlCell="nx" let-row>
          @let view = viewOf(row);
          <span class="share"
            ><span class="meter"><span [style.width.%]="view.domain.nxShare * 100"></span></span>{{ view.nx }}</span
          >
        </ng-template>
        <ng-template wlCell="entropy" let-row>{{ viewOf(row).entropy }}</ng-template>
        <ng-template wlCell="length" let-row>{{ viewOf(row).domain.length }}</ng-template>
        <ng-template wlCell="first" let-row
          ><span class="second">{{ viewOf(row).first }}</span></ng-template
        >
        <ng-template wlCell="last" let-row
          ><span class="second">{{ viewOf(row).last }}</span></ng-template
        >
        <ng-template wlCell="registrable" let-row>
          @if (viewOf(row).domain.registrable; as name) {
            <wl-name [name]="name" [mono]="false" [inTable]="true" />
          }
        </ng-template>
        <ng-template wlCell="mixed" let-row>{{ viewOf(row).domain.mixedScript ? 'mixed' : '' }}</ng-template>
      </wl-table>
    </div>
  `,
  styleUrl: '../list.css',
})
export class DomainsPage {
  protected readonly filter = inject(PageFilter);
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);

  protected readonly layout = tableLayout<View>({ page: 'domains', columns: () => COLUMNS, density: 34 });
  protected readonly kindOf = ({ domain }: View): string => domain.registrable || domain.name;
  protected readonly search = this.url.param('search');
  private readonly sensor = this.url.param('sensor');
  protected readonly sort = computed<DomainSort>(
    () => SORTS.find((one) => one === this.url.param('sort')()) ?? 'QUERIES_DESC',
  );
  protected readonly key = computed(() => `${this.range.key()}|${this.sort()}|${this.search()}|${this.sensor()}`);

  private readonly asked = computed(() => ({
    range: this.range.input(),
    search: this.search() || undefined,
    sort: this.sort(),
    sensor: this.sensor() || undefined,
  }));
  protected readonly exported = (): ExportQuery => ({ domains: this.asked() });
  protected readonly list = pagedList(
    DomainList,
    () => ({ ...this.asked(), first: PAGE_ROWS }),
    (result) => result.domains,
    this.key,
  );
  protected readonly count = computed(() => totalOf(this.list));
  protected readonly rows = computed<readonly View[]>(() => {
    const zone = this.preferences.zone();
    const now = this.range.now();
    return this.list.rows().map((domain) => ({
      id: domain.name,
      domain,
      queries: formatShort(domain.queries),
      clients: formatCount(domain.clients),
      nx: formatShare(domain.nxShare),
      entropy: domain.entropy.toFixed(2),
      first: formatMoment(Date.parse(domain.firstSeen), zone, now),
      last: formatAgo(Date.parse(domain.lastSeen), now, zone),
    }));
  });

  constructor() {
    declarePage(
      { title: 'Domains' },
      { placeholder: 'Search names, use * as wildcard', fields: ['sensor'], search: 'search' },
    );
  }

  protected viewOf(row: unknown): View {
    return row as View;
  }

  protected open(name: string): void {
    this.url.go(['/domains', name]);
  }

  protected sortBy(sort: string): void {
    this.url.patch({ sort: sort === 'QUERIES_DESC' ? null : sort });
  }
}
