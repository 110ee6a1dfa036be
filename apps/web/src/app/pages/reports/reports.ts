import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { Download } from '../../core/api/download';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket } from '../../core/api/live-socket';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatBytes } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import {
  RemoveReport,
  ReportChanges,
  type ReportFields,
  Reports,
  ReportTemplates,
  RetryReport,
  ShareReport,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { GenerateSheet } from './generate-sheet';
import { RemoveSheet } from './remove-sheet';
import { merged, sha256Of, stateOf } from './report-words';
import { ScheduleList } from './schedule-list';

/** What came of comparing a file with the hash that is kept of it. */
interface Verdict {
  readonly id: string;
  readonly same: boolean;
  readonly hash: string;
}

/** Reports: what can be ordered, what was made, and when it is made by itself. */
@Component({
  selector: 'wl-reports',
  imports: [EmptyBox, GenerateSheet, Icon, QueryState, ReloadLine, RemoveSheet, ScheduleList, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './reports.html',
  styleUrls: ['../tabs.css', '../library.css', './reports.css'],
})
export class ReportsPage {
  private readonly gateway = inject(Gateway);
  private readonly session = inject(Session);
  private readonly url = inject(UrlState);
  private readonly past = inject(Past);
  private readonly preferences = inject(Preferences);
  private readonly file = inject(Download);
  private readonly announcer = inject(LiveAnnouncer);

  private readonly makes = computed(() => this.session.can('reports.write') || this.session.can('reports.audit'));
  protected readonly mayMake = computed(() => this.makes() && !this.past.on());
  protected readonly templates = query(
    ReportTemplates,
    () => (this.makes() ? {} : undefined),
    ({ reportTemplates }) => reportTemplates,
  );
  protected readonly list = query(
    Reports,
    () => ({}),
    ({ reports }) => reports,
  );
  private readonly told = signal<ReadonlyMap<string, ReportFields>>(new Map());
  protected readonly work = sheetWork();
  /** Template that the sheet asks for first; null = the sheet is not open. */
  protected readonly generating = signal<string | null>(null);
  protected readonly removing = signal<ReportFields | null>(null);
  protected readonly verdict = signal<Verdict | null>(null);

  private readonly tabParam = this.url.param('tab');
  protected readonly tab = computed(() => (this.makes() && this.tabParam() === 'schedules' ? 'schedules' : 'reports'));
  private readonly asked = this.url.param('id');
  private readonly reports = computed(() => merged(this.list.value() ?? [], this.told()));
  protected readonly rows = computed(() =>
    this.reports().map((report) => ({
      report,
      here: report.id === this.asked(),
      state: stateOf(report),
      template: this.templates.value()?.find(({ id }) => id === report.template)?.title ?? report.template,
      range: `${this.moment(report.from)} – ${this.moment(report.to)}`,
      bytes: report.state === 'done' ? formatBytes(report.bytes) : '–',
      made: this.moment(report.finishedAt ?? report.createdAt),
      expires: this.moment(report.expiresAt),
    })),
  );

  constructor() {
    declarePage({ title: 'Reports' });
    inject(Keys).bind(
      { keys: 'j', also: ['ArrowDown'], label: 'Next report', group: 'Lists', run: () => this.step(1) },
      { keys: 'k', also: ['ArrowUp'], label: 'Report before', group: 'Lists', run: () => this.step(-1) },
      { keys: 'Shift+N', label: 'Generate report', group: 'This page', run: () => this.generate('') },
    );
    const socket = inject(LiveSocket);
    effect((onCleanup) => {
      if (this.past.on()) return;
      let before = false;
      onCleanup(
        socket.subscribe(ReportChanges, () => ({}), {
          frames: (frames) => this.hear(frames.map(({ reportChanged }) => reportChanged)),
          // What changed while nobody listened is read again.
          state: ({ kind }) => {
            if (kind !== 'live') return;
            if (before) untracked(() => this.again());
            before = true;
          },
        }),
      );
    });
  }

  protected setTab(tab: 'reports' | 'schedules'): void {
    this.url.patch({ tab: tab === 'reports' ? null : tab, id: null });
  }

  protected generate(template: string): void {
    if (this.mayMake()) this.generating.set(template);
  }

  protected select(id: string): void {
    this.url.patch({ id: this.asked() === id ? null : id }, 'replace');
  }

  protected ordered(report: ReportFields): void {
    this.hear([report]);
    this.url.patch({ tab: null, id: report.id }, 'replace');
    void this.announcer.announce(`Report ordered: ${report.name}`);
  }

  protected retry({ id }: ReportFields): void {
    void this.change('Report is made once more', async () => (await this.gateway.run(RetryReport, { id })).done);
  }

  protected share({ id, shared }: ReportFields): void {
    const said = shared ? 'Report is shared no longer' : 'Report shared';
    void this.change(said, async () => (await this.gateway.run(ShareReport, { id, shared: !shared })).done);
  }

  protected removal({ id }: ReportFields): () => Promise<unknown> {
    return () => this.gateway.run(RemoveReport, { id });
  }

  protected removed(): void {
    this.url.patch({ id: null }, 'replace');
    this.again();
    void this.announcer.announce('Report removed');
  }

  protected download({ id, fileName }: ReportFields): void {
    void this.work.run(() => this.file.save(pathOf(id), fileName));
  }

  /** Fetches the file anew and computes its hash here: what the server says of it is not taken for granted. */
  protected async verify({ id, fileHash }: ReportFields): Promise<void> {
    this.verdict.set(null);
    const hash = await this.work.run(async () => sha256Of(await this.file.read(pathOf(id))));
    if (hash === undefined) return;
    const same = hash === fileHash;
    this.verdict.set({ id, same, hash });
    void this.announcer.announce(same ? 'The hash matches' : 'The hash does not match');
  }

  private async change(said: string, act: () => Promise<ReportFields>): Promise<void> {
    const report = await this.work.run(act);
    if (!report) return;
    this.hear([report]);
    void this.announcer.announce(said);
  }

  private hear(reports: readonly ReportFields[]): void {
    const was = untracked(this.told);
    for (const { id, state, name, own } of reports)
      if (own && state === 'done' && was.has(id) && was.get(id)?.state !== 'done')
        void this.announcer.announce(`Report ready: ${name}`);
    this.told.set(new Map([...was, ...reports.map((report) => [report.id, report] as const)]));
  }

  /** Reads the list anew; what was told before is in it. */
  private again(): void {
    this.told.set(new Map());
    this.list.reload();
  }

  private step(by: number): void {
    const rows = this.reports();
    const at = rows.findIndex(({ id }) => id === this.asked());
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next && this.tab() === 'reports') this.url.patch({ id: next.id }, 'replace');
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), false);
  }
}

const pathOf = (id: string): string => `/api/reports/${encodeURIComponent(id)}/file`;
