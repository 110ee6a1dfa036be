import { LiveAnnouncer } from '@angular/cdk/a11y';
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
import { ASKS_AGAIN_MS, LiveSocket } from '../../core/api/live-socket';
import { pagedList } from '../../core/api/paged-list';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { RangeState } from '../../core/range-state';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatCount } from '../../format/numbers';
import {
  AlertChanges,
  AlertList as AlertListOperation,
  AlertPage,
  type AlertSort,
  type AlertTab,
  AlertTabs,
} from '../../graphql/generated/operations';
import type { Asked } from '../../ui/expression/conjunct-edits';
import { ExpressionLine } from '../../ui/expression/expression-line';
import { problemIn } from '../../ui/expression/reading';
import { Icon } from '../../ui/icon';
import { ErrorBox, QueryState, ReloadLine } from '../../ui/states';
import { ValueActions } from '../../ui/value-menu';
import { type AlertGroup, AlertList } from './alert-list';
import { bindAlertKeys, rememberReason } from './alert-keys';
import { AlertPreview, type Powers } from './alert-preview';
import { AlertSide } from './alert-side';
import { alertValues } from './alert-values';
import type { AlertDetail } from './alert-why';
import { undoWords } from './alert-words';
import { SuppressSheet } from './suppress-sheet';
import { SuppressionList } from './suppression-list';
import { type Deed, type Target, Triage } from './triage';

const TABS: readonly { readonly tab: AlertTab; readonly label: string; readonly count: keyof Counts }[] = [
  { tab: 'INBOX', label: 'Inbox', count: 'inbox' },
  { tab: 'MINE', label: 'Mine', count: 'mine' },
  { tab: 'ESCALATED', label: 'Escalated', count: 'escalated' },
  { tab: 'SNOOZED', label: 'Snoozed', count: 'snoozed' },
  { tab: 'SUPPRESSED', label: 'Suppressed', count: 'suppressed' },
  { tab: 'CLOSED', label: 'Closed', count: 'closed' },
  { tab: 'ALL', label: 'All', count: 'all' },
];
type Counts = Readonly<Record<'inbox' | 'mine' | 'escalated' | 'snoozed' | 'suppressed' | 'closed' | 'all', number>>;

const SORTS: readonly { readonly sort: AlertSort; readonly label: string }[] = [
  { sort: 'SEVERITY', label: 'Severity' },
  { sort: 'NEWEST', label: 'Newest' },
  { sort: 'OLDEST', label: 'Oldest' },
  { sort: 'COUNT', label: 'Count' },
];
const PAGE_ROWS = 50;
/** Longest silence between two spoken summaries. */
const SPEAK_MS = 15_000;

/** The inbox: list, what is looked at, and what is known about it. Everything works without a mouse. */
@Component({
  selector: 'wl-alerts',
  imports: [
    ...[AlertList, AlertPreview, AlertSide, ErrorBox, ExpressionLine, Icon, QueryState, ReloadLine, SuppressSheet],
    SuppressionList,
  ],
  providers: [Triage],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './alerts.html',
  styleUrls: ['../tabs.css', './alerts.css'],
})
export class AlertsPage {
  private readonly url = inject(UrlState);
  private readonly session = inject(Session);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly values = inject(ValueActions);
  protected readonly filter = inject(PageFilter);
  protected readonly range = inject(RangeState);
  protected readonly triage = inject(Triage);
  private readonly listView = viewChild(AlertList);
  readonly preview = viewChild(AlertPreview);

  protected readonly tabs = TABS;
  protected readonly sorts = SORTS;
  private readonly tabParam = this.url.param('tab');
  private readonly groupParam = this.url.param('group');
  private readonly sortParam = this.url.param('sort');
  private readonly search = this.url.param('search');
  private readonly selParam = this.url.param('sel');
  protected readonly expression = this.url.param('q');
  protected readonly aside = this.url.param('off');
  protected readonly known = alertValues(() => this.list.rows());
  /** A link with an expression that is not understood: nothing is asked then. */
  private readonly broken = computed(() => problemIn(this.expression(), 'alert') !== null);
  private readonly sensors = computed(() =>
    this.filter
      .conditions()
      .filter((one) => one.field === 'sensor')
      .map((one) => one.value),
  );

  protected readonly tab = computed<AlertTab>(
    () => TABS.find((one) => one.tab.toLowerCase() === this.tabParam())?.tab ?? 'INBOX',
  );
  protected readonly grouped = computed(() => this.groupParam() !== 'none');
  protected readonly sort = computed<AlertSort>(
    () => SORTS.find((one) => one.sort === this.sortParam())?.sort ?? 'SEVERITY',
  );
  private readonly where = computed(() => ({
    ...(this.search() ? { search: this.search() } : {}),
    ...(this.sensors().length > 0 ? { sensor: this.sensors() } : {}),
    ...(this.expression() ? { filter: this.expression() } : {}),
  }));
  private readonly fresh = computed(() => {
    const minPosition = this.triage.position();
    return minPosition === null ? {} : { minPosition };
  });
  private readonly key = computed(
    () =>
      `${this.tab()}|${this.grouped()}|${this.sort()}|${this.search()}|${this.sensors().join()}|${this.expression()}`,
  );

  protected readonly list = pagedList(
    AlertListOperation,
    () =>
      this.broken()
        ? undefined
        : {
            ...{ tab: this.tab(), where: this.where(), sort: this.sort(), first: PAGE_ROWS },
            group: this.grouped() ? ('RULE_ENTITY' as const) : ('NONE' as const),
            ...this.fresh(),
          },
    (result) => result.alerts,
    this.key,
  );
  protected readonly counts = query(
    AlertTabs,
    () => (this.broken() ? undefined : { where: this.where(), ...this.fresh() }),
    (result) => result.alertCounts,
  );

  /** Alert that is looked at; a row that vanishes leaves the place to the next one. */
  private readonly looked = linkedSignal(() => this.selParam());
  readonly at = linkedSignal<{ readonly rows: readonly AlertGroup[]; readonly id: string }, number>({
    source: () => ({ rows: this.list.rows(), id: this.looked() }),
    computation: ({ rows, id }, previous) => {
      const found = rows.findIndex((row) => row.members.some((member) => member.id === id) || row.alert.id === id);
      return found >= 0 ? found : Math.max(0, Math.min(previous?.value ?? 0, rows.length - 1));
    },
  });
  protected readonly here = computed(() => this.list.rows()[this.at()]);
  protected readonly detail = query(
    AlertPage,
    () => {
      const id = this.here()?.alert.id;
      return id === undefined ? undefined : { id, ...this.fresh() };
    },
    (result) => result.alert ?? undefined,
    () => this.here()?.alert.id ?? '',
  );
  readonly selected = signal<ReadonlySet<string>>(new Set());
  protected readonly fallen = signal(0);
  /** The alert that similar ones are to be suppressed of: it stays the same, whatever the list does meanwhile. */
  protected readonly suppressing = signal<AlertDetail | undefined>(undefined);
  private heard = '';

  protected readonly viewer = computed(() => this.session.viewer()?.id ?? '');
  readonly powers = computed<Powers>(() => ({
    triage: this.session.can('alerts.triage'),
    close: this.session.can('alerts.close'),
    escalate: this.session.can('alerts.escalate'),
    suppress: this.session.can('lists.write'),
  }));
  protected readonly undoText = computed(() => {
    const undoable = this.triage.undoable();
    return undoable ? undoWords(undoable.acts.length, undoable.action) : '';
  });
  protected readonly countText = (n: number | undefined): string => (n === undefined ? '' : formatCount(n));
  protected readonly emptyWords = computed(() => {
    if (this.search() || this.sensors().length > 0 || this.expression())
      return { title: 'No alert fits', reason: 'The filter leaves every alert of this tab out.' };
    const { closedLastHour = 0, all = 0 } = this.counts.value() ?? {};
    if (this.tab() !== 'INBOX')
      return {
        title: 'Nothing here',
        reason: `No alert is in ${TABS.find((one) => one.tab === this.tab())?.label ?? 'this tab'}.`,
      };
    if (all === 0)
      return { title: 'No alert yet', reason: 'Published rules judge what sensors record; what they find comes here.' };
    return { title: 'Inbox zero', reason: `${formatCount(closedLastHour)} closed in the last hour.` };
  });

  constructor() {
    declarePage(
      { title: 'Alerts' },
      {
        ...{ placeholder: 'Search title, entity or summary', fields: ['sensor'], search: 'search' },
        ...{ expression: 'q', aside: 'off' },
      },
    );
    bindAlertKeys(this);
    effect(() => {
      const id = this.here()?.alert.id;
      if (id !== undefined && id !== untracked(this.selParam)) untracked(() => this.url.patch({ sel: id }, 'replace'));
    });
    effect(() => {
      if (this.triage.finished() > 0) untracked(() => this.counts.reload());
    });
    this.follow();
  }

  go(index: number): void {
    const row = this.list.rows()[index];
    if (!row) return;
    this.looked.set(row.alert.id);
    if (index >= this.list.rows().length - 5) this.list.more();
  }

  /** Moves by rows, or to an end. */
  step(by: number): void {
    this.go(Math.max(0, Math.min(this.at() + by, this.list.rows().length - 1)));
    queueMicrotask(() => this.listView()?.focus());
  }

  pick(index: number): void {
    const key = this.list.rows()[index]?.key;
    if (key === undefined) return;
    this.selected.update((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  /** Selects those of the loaded rows that fit. */
  pickWhere(fits: (rule: string) => boolean): void {
    this.selected.set(
      new Set(
        this.list
          .rows()
          .filter((row) => fits(row.alert.rule))
          .map((row) => row.key),
      ),
    );
  }

  ruleHere(): string | undefined {
    return this.here()?.alert.rule;
  }

  /** Acts on what is selected, else on the row that is looked at. */
  act(deed: Deed): void {
    const rows = this.chosenRows();
    if (rows.length === 0) return;
    this.selected.set(new Set());
    void this.triage.act(
      rows.flatMap((row) => this.targetsOf(row)),
      deed,
    );
  }

  /** What was chosen in the middle; the reason of a closing is what `e` closes with from then on. */
  protected chose(deed: Deed): void {
    if (deed.action === 'closed') rememberReason(deed.reason);
    this.act(deed);
  }

  /** Makes the selected alerts parts of the one that is looked at. */
  protected merge(): void {
    const into = this.here()?.alert.id;
    const targets = this.chosenRows()
      .flatMap((row) => this.targetsOf(row))
      .filter(({ id }) => id !== into);
    this.selected.set(new Set());
    if (into !== undefined && targets.length > 0) void this.triage.act(targets, { action: 'merged', into });
  }

  openMenu(): void {
    const anchor = this.listView()?.anchor();
    const entity = this.here()?.alert.src ?? this.here()?.alert.dst;
    if (anchor && entity) this.values.open(/^[0-9.]+$|:/.test(entity) ? 'address' : 'domain', entity, anchor);
  }

  undo(): void {
    void this.triage.undo();
  }

  mine(): void {
    this.act({ action: 'assigned', assignee: this.viewer() });
  }

  protected others(): number {
    const here = this.here()?.key;
    return [...this.selected()].filter((key) => key !== here).length;
  }

  protected lookAt(id: string): void {
    this.url.patch({ tab: 'all', sel: id, group: 'none' });
  }

  protected ask({ on, off }: Asked): void {
    this.selected.set(new Set());
    this.url.patch({ q: on || null, off: off || null, sel: null });
  }

  protected setTab(tab: AlertTab): void {
    this.selected.set(new Set());
    this.url.patch({ tab: tab === 'INBOX' ? null : tab.toLowerCase(), sel: null });
  }

  protected toggleGroups(): void {
    this.url.patch({ group: this.grouped() ? 'none' : null });
  }

  protected setSort(sort: string): void {
    this.url.patch({ sort: sort === 'SEVERITY' ? null : sort });
  }

  protected showNew(): void {
    this.fallen.set(0);
    this.list.reload();
    this.counts.reload();
  }

  private chosenRows() {
    const selected = this.selected();
    const rows = this.list.rows().filter((row) => selected.has(row.key));
    const here = this.here();
    return rows.length > 0 ? rows : here ? [here] : [];
  }

  private targetsOf(row: AlertGroup): readonly Target[] {
    return row.members.map(({ id, version }) => ({ id, version }));
  }

  /** Hears of what happens: new alerts are counted, critical ones and the acts of others shown at once. */
  private follow(): void {
    const socket = inject(LiveSocket);
    let spoken = 0;
    effect((onCleanup) => {
      if (!this.range.live()) return;
      onCleanup(
        socket.subscribe(AlertChanges, () => (this.heard === '' ? {} : { after: this.heard }), {
          apartMs: ASKS_AGAIN_MS,
          frames: (frames) => {
            const changes = frames.flatMap((frame) => frame.alertChanged.changes);
            this.heard = frames.at(-1)?.alertChanged.cursor ?? this.heard;
            if (changes.length === 0) return;
            const raised = changes.filter((one) => one.change === 'raised');
            const now = changes.some((one) => one.change !== 'raised' || one.severity === 'critical');
            this.counts.reload();
            if (now) this.showNew();
            else this.fallen.update((n) => n + raised.length);
            if (raised.length === 0 || Date.now() - spoken < SPEAK_MS) return;
            spoken = Date.now();
            const critical = raised.filter((one) => one.severity === 'critical').length;
            void this.announcer.announce(`${raised.length} new alerts, ${critical} critical`);
          },
          state: () => undefined,
        }),
      );
    });
  }
}
