import { ChangeDetectionStrategy, Component, computed, inject, viewChild } from '@angular/core';
import { pagedList, totalOf } from '../../core/api/paged-list';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { formatPosition } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatMoment, zoneName } from '../../format/times';
import { AuditList, type AuditListResult, EventList, type EventListResult } from '../../graphql/generated/operations';
import { DataTable } from '../../ui/data-table';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { Cell } from '../../ui/table/cells';
import type { Column } from '../../ui/table/columns';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import { WireText } from '../../ui/wire-text';
import { ActDrawer } from './act-drawer';
import { actionWords, eventWords, KINDS, RESULT_CHOICES, resultWords } from './audit-words';
import { EventDrawer } from './event-drawer';
import { IntegrityPanel } from './integrity-panel';

type Act = AuditListResult['audit']['rows'][number];
type LogEvent = EventListResult['events']['rows'][number];
const PAGE_ROWS = 100;

interface ActView {
  readonly id: string;
  readonly act: Act;
  readonly when: string;
  readonly who: IconName;
  readonly role: string;
  readonly what: string;
  readonly target: string;
  readonly result: { readonly label: string; readonly icon: IconName };
  readonly times: string;
  readonly position: string;
}

interface EventView {
  readonly id: string;
  readonly event: LogEvent;
  readonly when: string;
  readonly what: string;
  readonly position: string;
}

const ACT_COLUMNS: readonly Column<ActView>[] = [
  { id: 'when', label: 'When', width: 128, fact: ({ act }) => act.at },
  { id: 'who', label: 'Who', width: 176, grow: 1, fact: ({ act }) => act.actorName },
  { id: 'what', label: 'What', width: 172, grow: 1.2, fact: ({ act }) => act.operation },
  { id: 'target', label: 'Target', width: 132, grow: 1, fact: ({ act }) => act.target },
  { id: 'from', label: 'From', width: 112, roomy: true, fact: ({ act }) => act.ip },
  { id: 'result', label: 'Result', width: 104, fact: ({ act }) => act.result },
  { id: 'reason', label: 'Reason', width: 140, grow: 1, roomy: true, fact: ({ act }) => act.reason },
  { id: 'position', label: 'Position', width: 84, end: true, fact: ({ act }) => act.position },
  { id: 'role', label: 'Role', width: 84, extra: true, fact: ({ act }) => act.role },
  { id: 'code', label: 'Code', width: 140, extra: true, fact: ({ act }) => act.code },
  { id: 'agent', label: 'Agent', width: 180, extra: true, fact: ({ act }) => act.agent },
  { id: 'correlation', label: 'Correlation', width: 120, extra: true, fact: ({ act }) => act.correlation },
];

const EVENT_COLUMNS: readonly Column<EventView>[] = [
  { id: 'position', label: 'Position', width: 84, end: true, fact: ({ event }) => event.position },
  { id: 'when', label: 'Recorded', width: 128, fact: ({ event }) => event.recordedAt },
  { id: 'stream', label: 'Stream', width: 220, grow: 1.4, fact: ({ event }) => event.stream },
  { id: 'revision', label: 'Revision', width: 72, end: true, fact: ({ event }) => event.revision },
  { id: 'what', label: 'Event', width: 180, grow: 1, fact: ({ event }) => event.type },
  { id: 'who', label: 'By', width: 140, grow: 1, roomy: true, fact: ({ event }) => event.actorName },
  { id: 'correlation', label: 'Correlation', width: 96, roomy: true, fact: ({ event }) => event.correlation },
];

/** What people did and were refused, and the history that it stands in. */
@Component({
  selector: 'wl-audit',
  imports: [
    ...[ActDrawer, Cell, DataTable, EmptyBox, EventDrawer, Icon, IntegrityPanel],
    ...[QueryState, ReloadLine, TableTools, WireText],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './audit.html',
  styleUrls: ['../tabs.css', './audit.css'],
})
export class AuditPage {
  protected readonly filter = inject(PageFilter);
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly eventDrawer = viewChild(EventDrawer);

  protected readonly kinds = KINDS;
  protected readonly results = RESULT_CHOICES;
  protected readonly mayVerify = this.session.can('audit.verify');
  protected readonly mayEvents = this.session.can('events.read');
  private readonly tabParam = this.url.param('tab');
  protected readonly tab = computed(() => (this.mayEvents && this.tabParam() === 'events' ? 'events' : 'audit'));
  protected readonly kind = this.url.param('kind');
  protected readonly result = this.url.param('result');
  protected readonly search = this.url.param('search');
  protected readonly corr = this.url.param('corr');
  protected readonly stream = this.url.param('stream');
  protected readonly selected = this.url.param('sel');
  protected readonly zone = computed(() => zoneName(this.preferences.zone(), this.range.now()));
  protected readonly own = computed(() => !['ADMIN', 'AUDITOR'].includes(this.session.viewer()?.role ?? ''));

  protected readonly actLayout = tableLayout<ActView>({
    page: 'audit',
    columns: () => ACT_COLUMNS,
    density: 34,
    narrow: () => this.selected() !== '',
  });
  protected readonly eventLayout = tableLayout<EventView>({
    page: 'events',
    columns: () => EVENT_COLUMNS,
    narrow: () => this.selected() !== '',
    density: 34,
  });
  protected readonly alike = ({ act }: ActView): string => act.operation;
  protected readonly alikeEvent = ({ event }: EventView): string => event.type;

  private readonly key = computed(() =>
    [this.range.key(), this.kind(), this.result(), this.search(), this.corr(), this.stream()].join('|'),
  );
  /** A correlation or a stream is followed through all of time. */
  private readonly within = computed(() => (this.corr() || this.stream() ? undefined : this.range.input()));

  protected readonly acts = pagedList(
    AuditList,
    () =>
      this.tab() === 'audit'
        ? {
            first: PAGE_ROWS,
            where: {
              range: this.within(),
              kind: this.kind() ? [this.kind()] : undefined,
              result: this.result() ? [this.result()] : undefined,
              search: this.search() || undefined,
              correlation: this.corr() || undefined,
            },
          }
        : undefined,
    (result) => result.audit,
    this.key,
  );
  protected readonly events = pagedList(
    EventList,
    () =>
      this.tab() === 'events'
        ? {
            first: PAGE_ROWS,
            where: {
              range: this.within(),
              stream: this.stream() || undefined,
              search: this.search() || undefined,
              correlation: this.corr() || undefined,
            },
          }
        : undefined,
    (result) => result.events,
    this.key,
  );
  protected readonly actRows = computed(() => this.acts.rows().map((act) => this.actView(act)));
  protected readonly eventRows = computed(() => this.events.rows().map((event) => this.eventView(event)));
  protected readonly count = computed(() => (this.tab() === 'audit' ? totalOf(this.acts) : totalOf(this.events)));
  protected readonly filtered = computed(() =>
    [this.kind(), this.result(), this.search(), this.corr(), this.stream()].some((text) => text !== ''),
  );
  protected readonly picked = computed(() => {
    const at = /^(.+)@(\d+)$/.exec(this.selected());
    return at && this.mayEvents ? { stream: at[1] ?? '', revision: Number(at[2]) } : undefined;
  });
  protected readonly act = computed(() => (this.picked() ? '' : this.selected()));

  constructor() {
    declarePage(
      { title: 'Audit' },
      { placeholder: 'Search action, target, reason, address', fields: [], search: 'search' },
    );
    inject(Keys).bind(
      {
        ...{ keys: 'b', label: 'Follow the correlation', group: 'This page', run: () => this.followHere() },
        when: () => this.mayEvents,
      },
      {
        ...{ keys: 'd', label: 'Compare with an older version', group: 'This page' },
        run: () => this.eventDrawer()?.compareOlder(),
        when: () => this.eventDrawer() !== undefined,
      },
    );
  }

  protected actOf(row: unknown): ActView {
    return row as ActView;
  }

  protected eventOf(row: unknown): EventView {
    return row as EventView;
  }

  protected setTab(tab: string): void {
    this.url.patch({ tab: tab === 'audit' ? null : tab, sel: null, kind: null, result: null, stream: null });
  }

  protected choose(param: 'kind' | 'result', value: string): void {
    this.url.patch({ [param]: value || null, sel: null });
  }

  protected open(id: string): void {
    this.url.patch({ sel: id }, 'replace');
  }

  protected close(): void {
    this.url.patch({ sel: null }, 'replace');
  }

  protected openEvent({ stream, revision }: { readonly stream: string; readonly revision: number }): void {
    this.url.patch({ sel: `${stream}@${revision}` });
  }

  protected follow(correlation: string): void {
    this.url.patch({
      tab: 'events',
      corr: correlation,
      stream: null,
      search: null,
      kind: null,
      result: null,
      sel: null,
    });
  }

  protected listStream(stream: string): void {
    this.url.patch({ tab: 'events', stream, corr: null, search: null });
  }

  protected clear(): void {
    this.url.patch({ kind: null, result: null, search: null, corr: null, stream: null, sel: null });
  }

  protected stepBy(by: 1 | -1): void {
    const rows: readonly { readonly id: string }[] = this.tab() === 'audit' ? this.actRows() : this.eventRows();
    const next = rows[rows.findIndex(({ id }) => id === this.selected()) + by];
    if (next) this.open(next.id);
  }

  private followHere(): void {
    const act = this.acts.rows().find(({ id }) => id === this.selected());
    const event = this.events.rows().find((one) => idOf(one) === this.selected());
    const correlation = act?.correlation ?? event?.correlation;
    if (correlation) this.follow(correlation);
  }

  private actView(act: Act): ActView {
    const person = act.actor.startsWith('user:') || act.actor === 'nobody';
    return {
      ...{ id: act.id, act, when: this.moment(act.at), who: person ? 'user' : 'terminal' },
      role: act.role?.toLowerCase() ?? '',
      what: actionWords(act.operation, act.kind),
      target: act.targetName ?? [act.targetKind, act.target?.slice(0, 8)].filter(Boolean).join(' '),
      result: resultWords(act.result),
      times: act.count > 1 ? `× ${act.count}` : '',
      position: formatPosition(act.position),
    };
  }

  private eventView(event: LogEvent): EventView {
    return {
      ...{ id: idOf(event), event, when: this.moment(event.recordedAt) },
      ...{ what: eventWords(event.type), position: formatPosition(event.position) },
    };
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), this.range.now(), true);
  }
}

const idOf = ({ stream, revision }: LogEvent): string => `${stream}@${revision}`;
