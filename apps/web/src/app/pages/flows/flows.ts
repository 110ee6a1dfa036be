import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { pagedList, totalOf } from '../../core/api/paged-list';
import { query } from '../../core/api/query';
import { type Condition, flowWhere } from '../../core/filters';
import { Keys } from '../../core/keys';
import { Page, declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { ExportButton } from '../../exports/export-button';
import type { ExportQuery } from '../../exports/exports';
import { FlowHistogram, FlowList, type FlowSort, type FlowWhere, Sensors } from '../../graphql/generated/operations';
import { TimeChart } from '../../ui/chart/time-chart';
import { DataTable, type TableRow } from '../../ui/data-table';
import { Icon } from '../../ui/icon';
import { Pills } from '../../ui/pills';
import { Cell } from '../../ui/table/cells';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import type { Asked } from '../../ui/expression/conjunct-edits';
import { ExpressionLine } from '../../ui/expression/expression-line';
import { problemIn } from '../../ui/expression/reading';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { ValueChip } from '../../ui/value-chip';
import { NameChip } from '../../ui/name-chip';
import { FieldsSidebar } from './fields-sidebar';
import { FlowDrawer } from './flow-drawer';
import { EXTRA, type TextColumn, flowColumns } from './flow-columns';
import { describeHistogram, histogramOf } from './flow-histogram';
import { flowValues } from './flow-values';
import { type FlowFact, type FlowView, viewFlow } from './flow-rows';

const SORTS: readonly FlowSort[] = [
  'START_DESC',
  'START_ASC',
  'BYTES_DESC',
  'BYTES_ASC',
  'DURATION_DESC',
  'DURATION_ASC',
  'PACKETS_DESC',
  'PACKETS_ASC',
];

const PAGE_ROWS = 100;

@Component({
  selector: 'wl-flows',
  imports: [
    Cell,
    DataTable,
    EmptyBox,
    ExportButton,
    ExpressionLine,
    FieldsSidebar,
    FlowDrawer,
    Icon,
    NameChip,
    Pills,
    QueryState,
    ReloadLine,
    TableTools,
    TimeChart,
    ValueChip,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './flows.html',
  styleUrl: './flows.css',
})
export class FlowsPage {
  protected readonly range = inject(RangeState);
  protected readonly filter = inject(PageFilter);
  private readonly url = inject(UrlState);
  private readonly preferences = inject(Preferences);
  private readonly table = viewChild(DataTable);
  private readonly line = viewChild.required(ExpressionLine);

  protected readonly selected = this.url.param('sel');
  protected readonly sort = computed<FlowSort>(
    () => SORTS.find((one) => one === this.url.param('sort')()) ?? 'START_DESC',
  );
  protected readonly fieldsShown = signal(true);
  /** Expression of the filter language. */
  protected readonly expression = this.url.param('q');
  /** Conditions of it that are set aside for now. */
  protected readonly aside = this.url.param('off');
  protected readonly values = flowValues(this.range);
  /** True for a link with an expression that is not understood: nothing is asked then. */
  protected readonly broken = computed(() => problemIn(this.expression()) !== null);

  private readonly conditionsKey = computed(() => JSON.stringify([this.filter.conditions(), this.expression()]));
  protected readonly key = computed(() => `${this.range.key()}|${this.sort()}|${this.conditionsKey()}`);
  private readonly asked = signal(0);
  /** Rows never jump: a moving range is read when the filter changes and on demand, not each tick. */
  private readonly where = linkedSignal<string, FlowWhere>({
    source: () => `${this.key()}#${this.asked()}`,
    computation: () => untracked(() => flowWhere(this.filter.conditions(), this.range.input(), this.expression())),
  });

  protected readonly list = pagedList(
    FlowList,
    () => (this.broken() ? undefined : { where: this.where(), sort: this.sort(), first: PAGE_ROWS }),
    (result) => result.flows,
    this.key,
  );
  /** The histogram counts what the table lists: it moves with the table, not with the clock. */
  protected readonly overTime = query(
    FlowHistogram,
    () => (this.broken() ? undefined : { where: this.where() }),
    (result) => result.flowsOverTime,
    () => `${this.range.key()}|${this.conditionsKey()}`,
  );
  protected readonly counted = computed<'bytes' | 'flows'>(() =>
    this.url.param('hist')() === 'flows' ? 'flows' : 'bytes',
  );

  protected readonly rows = computed<readonly FlowView<FlowFact>[]>(() => {
    const zone = this.preferences.zone();
    return this.broken() ? [] : this.list.rows().map((flow) => viewFlow(flow, zone));
  });
  private readonly sensors = query(
    Sensors,
    () => ({}),
    (result) => result.sensors,
  );
  private readonly sensorNames = computed(() =>
    (this.sensors.value() ?? []).filter((sensor) => !sensor.hidden).map((sensor) => sensor.name),
  );
  protected readonly layout = tableLayout<FlowView<FlowFact>>({
    page: 'flows',
    columns: () => flowColumns(this.sensorNames().length),
    density: 28,
    narrow: () => this.selected() !== '',
  });
  protected readonly extra = EXTRA;
  protected readonly count = computed(() => totalOf(this.list));
  protected readonly filtered = computed(() => this.filter.conditions().length > 0 || this.expression() !== '');

  /** Ends of the histogram's axis: those of the rows, not of a range that has moved on since. */
  protected readonly axis = computed(() => {
    const { from, to } = this.where().range ?? this.range.input();
    return { from: Date.parse(from), to: Date.parse(to) };
  });
  protected readonly histogram = computed(() => {
    const found = this.broken() ? undefined : this.overTime.value();
    return found ? histogramOf(found, this.counted()) : undefined;
  });
  protected readonly histogramText = computed(() => {
    const found = this.broken() ? undefined : this.overTime.value();
    return found ? describeHistogram(found, this.counted(), this.filtered()) : { total: '', summary: '' };
  });

  constructor() {
    declarePage(
      { title: 'Flows' },
      {
        placeholder: 'Filter by address, port, protocol, app or state',
        fields: ['ip', 'notIp', 'port', 'proto', 'app', 'state', 'sensor'],
        expression: 'q',
        aside: 'off',
      },
    );
    const page = inject(Page);
    effect(() => page.sensors.set(this.sensorNames()));
    inject(Keys).bind(
      { keys: 'f', label: 'Show or hide fields', group: 'This page', run: () => this.fieldsShown.update((on) => !on) },
      {
        keys: 'b',
        label: 'Histogram of bytes or flows',
        group: 'This page',
        run: () => this.countBy(this.counted() === 'flows' ? 'bytes' : 'flows'),
      },
      { keys: 'e', label: 'Filter expression', group: 'This page', run: () => this.line().focus() },
      { keys: 'r', label: 'Newest flows', group: 'This page', run: () => this.renew() },
      { keys: 'Escape', label: 'Close the drawer', group: 'This page', run: () => this.close() },
    );
  }

  protected readonly marked = (row: TableRow): string => ((row as FlowView).flow.running ? 'running' : '');

  protected readonly exported = (): ExportQuery => ({
    flows: { where: this.where(), sort: this.sort() },
  });
  protected readonly kindOf = (view: FlowView): string => view.flow.app;

  protected viewOf(row: unknown): FlowView<FlowFact> {
    return row as FlowView<FlowFact>;
  }

  protected textOf(column: TextColumn, flow: FlowFact): string {
    return column.text(flow, this.preferences.zone(), this.range.now());
  }

  protected open(id: string): void {
    this.url.patch({ sel: id }, 'replace');
  }

  protected close(): void {
    if (this.selected() === '') return;
    this.url.patch({ sel: null }, 'replace');
    this.table()?.focus();
  }

  protected step(by: 1 | -1): void {
    const rows = this.rows();
    const next = rows[rows.findIndex((row) => row.id === this.selected()) + by];
    if (next) this.open(next.id);
  }

  protected sortBy(sort: string): void {
    this.url.patch({ sort: sort === 'START_DESC' ? null : sort });
  }

  protected toggle({ condition, on }: { readonly condition: Condition; readonly on: boolean }): void {
    if (on) this.filter.addCondition(condition);
    else this.filter.remove(condition);
  }

  protected ask({ on, off }: Asked): void {
    this.url.patch({ q: on === '' ? null : on, off: off === '' ? null : off, sel: null });
  }

  protected countBy(by: 'bytes' | 'flows'): void {
    this.url.patch({ hist: by === 'flows' ? by : null }, 'replace');
  }

  protected renew(): void {
    this.range.refresh();
    this.asked.update((n) => n + 1);
  }
}
