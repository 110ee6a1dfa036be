import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { escapeText } from '../../format/hostile';
import { formatCount } from '../../format/numbers';
import { formatAgo } from '../../format/times';
import { HostScoreList, type HostScoreRow } from '../../graphql/generated/operations';
import { DataTable } from '../../ui/data-table';
import { SeverityMark } from '../../ui/severity-mark';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { Cell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import { ValueChip } from '../../ui/value-chip';
import { HostTabs } from './host-tabs';
import { formatPoints, ruleParts } from './threat-words';

const MOST = 100;

interface View {
  readonly id: string;
  readonly host: HostScoreRow;
  readonly score: string;
  /** Width of the bar, % of the highest score. */
  readonly bar: number;
  readonly parts: string;
  readonly last: string;
}

const partsOf = (host: HostScoreRow): string =>
  ruleParts(host)
    .map(({ title, points }) => `${escapeText(title)} ${formatPoints(points)}`)
    .join(', ');

const COLUMNS: readonly Column<View>[] = [
  { id: 'address', label: 'Host', width: 170, grow: 1, fact: ({ host }) => host.address },
  { id: 'score', label: 'Score', width: 64, end: true, fact: ({ host }) => host.score },
  { id: 'bar', label: 'Against the highest', width: 140, drawn: true },
  { id: 'severity', label: 'Gravest', width: 92, fact: ({ host }) => host.severity },
  { id: 'alerts', label: 'Alerts', width: 64, end: true, fact: ({ host }) => host.alerts },
  { id: 'rules', label: 'Rules', width: 64, end: true, fact: ({ host }) => host.rules },
  { id: 'parts', label: 'What it is the sum of', width: 260, grow: 3, fact: ({ host }) => partsOf(host) },
  { id: 'last', label: 'Last record', width: 104, end: true, fact: ({ host }) => host.last },
];

/** Hosts by what alerts of the last 24 hours say about them. */
@Component({
  selector: 'wl-host-scores',
  imports: [Cell, DataTable, EmptyBox, HostTabs, QueryState, ReloadLine, SeverityMark, TableTools, ValueChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="bar">
      <wl-host-tabs />
      <h2>Hosts by what alerts say</h2>
      <span class="muted num" role="status">{{ caption() }}</span>
      <wl-table-tools class="end" [layout]="layout" [table]="grid" />
    </div>
    <div class="table">
      @if (list.loading()) {
        <wl-reload-line />
      }
      <wl-query-state [query]="list" what="Scores" [rows]="14" />
      @if (list.value()?.length === 0) {
        <wl-empty
          title="Nothing was said about any host"
          reason="No alert of the 24 hours up to the end of the range names one. Alerts closed as harmless, or suppressed, add nothing."
        />
      }
      <wl-table
        #grid
        label="Scores"
        [class.gone]="rows().length === 0"
        [rows]="rows()"
        [layout]="layout"
        [count]="rows().length"
        [result]="range.key()"
        (opened)="url.go(['/hosts', $event])"
      >
        <ng-template wlCell="address" let-row>
          <wl-value kind="address" [value]="viewOf(row).host.address" [inTable]="true" />
        </ng-template>
        <ng-template wlCell="score" let-row
          ><strong>{{ viewOf(row).score }}</strong></ng-template
        >
        <ng-template wlCell="bar" let-row>
          <span class="points"><span [style.width.%]="viewOf(row).bar"></span></span>
        </ng-template>
        <ng-template wlCell="severity" let-row><wl-severity [level]="viewOf(row).host.severity" /></ng-template>
        <ng-template wlCell="alerts" let-row>{{ viewOf(row).host.alerts }}</ng-template>
        <ng-template wlCell="rules" let-row>{{ viewOf(row).host.rules }}</ng-template>
        <ng-template wlCell="parts" let-row
          ><bdi class="second parts" [title]="viewOf(row).parts">{{ viewOf(row).parts }}</bdi></ng-template
        >
        <ng-template wlCell="last" let-row
          ><span class="second">{{ viewOf(row).last }}</span></ng-template
        >
      </wl-table>
    </div>
  `,
  styleUrls: ['../list.css', './points.css'],
})
export class HostScoresPage {
  protected readonly url = inject(UrlState);
  protected readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  private readonly sensor = this.url.param('sensor');

  protected readonly layout = tableLayout<View>({ page: 'scores', columns: () => COLUMNS, density: 34 });
  protected readonly list = query(
    HostScoreList,
    () => ({ at: this.range.input().to, sensor: this.sensor() || undefined, first: MOST }),
    (result) => result.hostScores,
    () => `${this.range.key()}|${this.sensor()}`,
  );
  protected readonly caption = computed(() => {
    const n = this.list.value()?.length;
    return n === undefined ? '' : `${formatCount(n)} ${n === 1 ? 'host' : 'hosts'}, 24 h up to the end of the range`;
  });
  protected readonly rows = computed<readonly View[]>(() => {
    const zone = this.preferences.zone();
    const hosts = this.list.value() ?? [];
    const highest = Math.max(...hosts.map(({ score }) => score), 0.01);
    return hosts.map((host) => ({
      id: host.address,
      host,
      score: formatPoints(host.score),
      bar: (100 * host.score) / highest,
      parts: partsOf(host),
      last: formatAgo(Date.parse(host.last), this.range.now(), zone),
    }));
  });

  constructor() {
    declarePage({ title: 'Hosts' }, { placeholder: 'Filter by sensor', fields: ['sensor'] });
  }

  protected viewOf(row: unknown): View {
    return row as View;
  }
}
