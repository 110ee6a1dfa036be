import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { pagedList, totalOf } from '../../core/api/paged-list';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { escapeText } from '../../format/hostile';
import { formatCount, formatShare } from '../../format/numbers';
import { formatAgo, formatDuration, formatMoment } from '../../format/times';
import { AttackSessionList, type AttackSessionRow } from '../../graphql/generated/operations';
import { DataTable } from '../../ui/data-table';
import { SeverityMark } from '../../ui/severity-mark';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { Cell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import { ValueChip } from '../../ui/value-chip';
import { HostTabs } from './host-tabs';
import { markOf } from './threat-words';

const PAGE_ROWS = 100;

interface View {
  readonly id: string;
  readonly session: AttackSessionRow;
  readonly mark: string;
  readonly start: string;
  readonly last: string;
  readonly span: string;
  readonly more: string;
  readonly services: string;
  readonly share: string;
}

/** Attempts whose outcome is known. */
const known = ({ failures, successes }: AttackSessionRow): number => failures + successes;

const COLUMNS: readonly Column<View>[] = [
  { id: 'level', label: 'Level', width: 92, fact: ({ session }) => session.level },
  { id: 'source', label: 'Source', width: 160, grow: 1, fact: ({ session }) => session.source },
  { id: 'start', label: 'Start', width: 124, fact: ({ session }) => session.start },
  { id: 'last', label: 'Last', width: 96, fact: ({ session }) => session.last },
  { id: 'span', label: 'Lasted', width: 84, end: true, fact: ({ span }) => span },
  { id: 'target', label: 'Targets', width: 180, grow: 1.2, fact: ({ session }) => session.targetAddresses.join(' ') },
  { id: 'services', label: 'Service', width: 88, fact: ({ services }) => services },
  { id: 'users', label: 'Names', width: 64, end: true, fact: ({ session }) => session.users },
  { id: 'attempts', label: 'Attempts', width: 76, end: true, fact: ({ session }) => session.attempts },
  { id: 'failures', label: 'Failed', width: 68, end: true, fact: ({ session }) => session.failures },
  { id: 'share', label: 'Share', width: 64, end: true, fact: ({ share }) => share },
  { id: 'successes', label: 'Succeeded', width: 88, end: true, fact: ({ session }) => session.successes },
];

/** Consecutive attempts of one source to sign in, many of which failed. */
@Component({
  selector: 'wl-attack-sessions',
  imports: [Cell, DataTable, EmptyBox, HostTabs, QueryState, ReloadLine, SeverityMark, TableTools, ValueChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="bar">
      <wl-host-tabs />
      <h2>Who tried to sign in again and again</h2>
      <span class="muted num" role="status">{{ count() }} in this range</span>
      <wl-table-tools class="end" [layout]="layout" [table]="grid" />
    </div>
    <div class="table">
      @if (list.loading()) {
        <wl-reload-line />
      }
      <wl-query-state [query]="list" what="Attack sessions" [rows]="14" />
      @if (!list.first() && !list.error() && rows().length === 0) {
        <wl-empty
          title="No attack session"
          reason="No source failed to sign in five times without a pause of 30 minutes."
        />
      }
      <wl-table
        #grid
        label="Attack sessions"
        [class.gone]="rows().length === 0"
        [rows]="rows()"
        [layout]="layout"
        [count]="list.count()"
        [exact]="list.exact()"
        [result]="key()"
        (opened)="open($event)"
        (more)="list.more()"
      >
        <ng-template wlCell="level" let-row><wl-severity [level]="viewOf(row).mark" /></ng-template>
        <ng-template wlCell="source" let-row>
          <wl-value kind="address" [value]="viewOf(row).session.source" [inTable]="true" />
        </ng-template>
        <ng-template wlCell="start" let-row>{{ viewOf(row).start }}</ng-template>
        <ng-template wlCell="last" let-row>
          @if (viewOf(row).session.active) {
            <span>still trying</span>
          } @else {
            <span class="second">{{ viewOf(row).last }}</span>
          }
        </ng-template>
        <ng-template wlCell="span" let-row>{{ viewOf(row).span }}</ng-template>
        <ng-template wlCell="target" let-row>
          @let view = viewOf(row);
          <wl-value kind="address" [value]="view.session.targetAddresses[0] ?? ''" [inTable]="true" />
          @if (view.more) {
            <span class="second">{{ view.more }}</span>
          }
        </ng-template>
        <ng-template wlCell="services" let-row>{{ viewOf(row).services }}</ng-template>
        <ng-template wlCell="users" let-row>{{ viewOf(row).session.users }}</ng-template>
        <ng-template wlCell="attempts" let-row>{{ viewOf(row).session.attempts }}</ng-template>
        <ng-template wlCell="failures" let-row>{{ viewOf(row).session.failures }}</ng-template>
        <ng-template wlCell="share" let-row>{{ viewOf(row).share }}</ng-template>
        <ng-template wlCell="successes" let-row>
          @if (viewOf(row).session.successes > 0) {
            <strong class="got-in" title="Failed again and again, then was let in">{{
              viewOf(row).session.successes
            }}</strong>
          } @else {
            <span class="second">0</span>
          }
        </ng-template>
      </wl-table>
    </div>
  `,
  styleUrl: '../list.css',
  styles: `
    .got-in {
      color: var(--sev-critical-text);
    }
  `,
})
export class AttackSessionsPage {
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  private readonly sensor = this.url.param('sensor');

  protected readonly layout = tableLayout<View>({ page: 'attacks', columns: () => COLUMNS, density: 34 });
  protected readonly key = computed(() => `${this.range.key()}|${this.sensor()}`);
  protected readonly list = pagedList(
    AttackSessionList,
    () => ({ range: this.range.input(), sensor: this.sensor() || undefined, first: PAGE_ROWS }),
    (result) => result.attackSessions,
    this.key,
  );
  protected readonly count = computed(() => totalOf(this.list));
  protected readonly rows = computed<readonly View[]>(() => {
    const zone = this.preferences.zone();
    const now = this.range.now();
    return this.list.rows().map((session) => {
      const [start, last] = [Date.parse(session.start), Date.parse(session.last)];
      const others = session.targets - 1;
      return {
        id: `${session.source} ${session.start}`,
        session,
        mark: markOf(session.level),
        start: formatMoment(start, zone, now),
        last: formatAgo(last, now, zone),
        span: formatDuration((last - start) / 1000),
        more: others > 0 ? `+ ${formatCount(others)}` : '',
        services: escapeText(session.services.join(', ')),
        share: known(session) > 0 ? formatShare(session.failures / known(session)) : '',
      };
    });
  });

  constructor() {
    declarePage({ title: 'Hosts' }, { placeholder: 'Filter by sensor', fields: ['sensor'] });
  }

  protected viewOf(row: unknown): View {
    return row as View;
  }

  /** What the source tried, one by one. */
  protected open(id: string): void {
    const source = id.slice(0, id.indexOf(' '));
    this.url.go(['/sign-ins'], { ip: source });
  }
}
