import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatMoment } from '../../format/times';
import {
  Detectors,
  DisableRule,
  DraftRule,
  PublishRule,
  type RuleFields,
  RuleList,
  RulePage,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { SeverityMark } from '../../ui/severity-mark';
import { EmptyBox, QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { BacktestPanel } from './backtest-panel';
import { DisableSheet } from './disable-sheet';
import { HitBars } from './hit-bars';
import { draftOf, emptyDraft, readWritten, withException, type RuleDraft, ruleText, written } from './rule-draft';
import { keepCases, withCases, type WrittenCase } from './rule-case-file';
import { RuleCases } from './rule-cases';
import { type FailingVersion, PublishSheet } from './publish-sheet';
import { type ImportedRule, type RuleCopy, RuleImport, saveRule } from './rule-file';
import { RuleForm } from './rule-form';
import { groupsOf, stateOf } from './rule-groups';
import { RuleHistory } from './rule-history';
import { ruleHits } from './rule-hits';
import { bindRuleKeys } from './rule-keys';

const GENERIC = 'generic';

/** Rules: what judges, what each says, and how it came to say it. */
@Component({
  selector: 'wl-rules',
  imports: [
    BacktestPanel,
    DisableSheet,
    EmptyBox,
    HitBars,
    Icon,
    PublishSheet,
    QueryState,
    RouterLink,
    RuleCases,
    RuleForm,
    RuleHistory,
    RuleImport,
    SeverityMark,
    WireText,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './rules.html',
  styleUrl: './rules.css',
})
export class RulesPage {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly session = inject(Session);
  private readonly past = inject(Past);
  private readonly preferences = inject(Preferences);
  protected readonly url = inject(UrlState);
  private readonly search = this.url.param('search');
  private readonly sel = this.url.param('sel');
  private readonly list = viewChild<ElementRef<HTMLElement>>('list');
  private readonly text = viewChild<ElementRef<HTMLTextAreaElement>>('text');

  private readonly position = signal<string | null>(null);
  private readonly fresh = () => ({ minPosition: this.past.on() ? null : this.position() });
  protected readonly rules = query(
    RuleList,
    () => this.fresh(),
    (result) => result.rules,
  );
  protected readonly detectors = query(
    Detectors,
    () => ({}),
    (result) => result.detectors,
  );
  protected readonly hits = ruleHits(() => this.rule());
  protected readonly shown = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    return (this.rules.value() ?? []).filter((rule) =>
      [rule.name, rule.detector, rule.kind, rule.technique ?? ''].some((text) => text.toLowerCase().includes(wanted)),
    );
  });
  protected readonly groups = computed(() => groupsOf(this.shown()));
  protected readonly live = computed(
    () => (this.rules.value() ?? []).filter(({ state }) => state === 'published').length,
  );
  protected readonly here = computed(() => {
    const rules = this.groups().flatMap((group) => group.rules);
    return rules.find(({ id }) => id === this.sel()) ?? rules[0];
  });

  protected readonly detail = query(
    RulePage,
    () => {
      const id = this.here()?.id;
      return id === undefined ? undefined : { id, ...this.fresh() };
    },
    (result) => result.rule ?? undefined,
    () => this.here()?.id ?? '',
  );
  protected readonly rule = computed(() => this.detail.value()?.rule);
  protected readonly detector = computed(() =>
    this.detectors.value()?.find(({ id }) => id === (this.copy()?.detector ?? this.detail.value()?.rule.detector)),
  );
  protected readonly fields = computed(() => this.detector()?.fields ?? []);
  /** What rules of one's own are made of. */
  protected readonly generic = computed(() => this.detectors.value()?.find(({ id }) => id === GENERIC));

  /** The newest version, as fields show it. */
  protected readonly newest = computed(() => this.versionAs(this.rule()?.latestVersion));
  /** What changes are marked against: the version that judges, else the newest. */
  protected readonly base = computed(() =>
    this.copy() && this.copy()?.detector !== this.rule()?.detector ? undefined : this.versionAs(this.rule()?.version),
  );
  protected readonly copy = linkedSignal<string, RuleCopy | undefined>({
    source: () => this.here()?.id ?? '',
    computation: (id, previous) => (previous?.value?.of === id ? previous.value : undefined),
  });
  /** What is being written; another rule or a newer version puts what that says in its place. */
  protected readonly draft = linkedSignal<
    { readonly version: string; readonly newest: RuleDraft | undefined },
    RuleDraft | undefined
  >({
    source: () => ({
      version: `${this.rule()?.id ?? ''} ${this.rule()?.latestVersion ?? 0}`,
      newest: this.newest(),
    }),
    computation: ({ version, newest }, previous) =>
      previous?.source.version === version ? (previous.value ?? newest) : newest,
  });
  protected readonly mode = signal<'form' | 'text'>('form');
  /** The text as it was when the mode was entered. */
  protected readonly startText = signal('');

  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiError | undefined>(undefined);
  protected readonly disabling = signal(false);
  /** What is to be published though a test case failed. */
  protected readonly failing = signal<FailingVersion | undefined>(undefined);

  protected readonly mayWrite = computed(() => this.session.can('rules.write') && !this.past.on());
  protected readonly mayPublish = computed(() => this.session.can('rules.publish') && !this.past.on());
  protected readonly mayTest = computed(() => this.session.can('rules.test') && !this.past.on());
  protected readonly asksForFactor = computed(() => this.session.asksForFactor('rules.publish'));
  protected readonly dirty = computed(
    () => this.copy() !== undefined || JSON.stringify(this.draft()) !== JSON.stringify(this.newest()),
  );
  protected readonly waits = computed(() => {
    const rule = this.rule();
    return rule !== undefined && (rule.state !== 'published' || rule.version < rule.latestVersion);
  });
  protected readonly edited = computed(() => {
    const rule = this.rule();
    if (!rule) return '';
    return `Last changed ${formatMoment(Date.parse(rule.changedAt), this.preferences.zone(), Date.now())} by`;
  });

  constructor() {
    declarePage(
      { title: 'Rules' },
      { placeholder: 'Filter rules by name, detector or technique', fields: [], search: 'search' },
    );
    bindRuleKeys(inject(Keys), {
      step: (by) => this.step(by),
      save: () => void this.save(),
      publish: () => void this.publish(),
      mayPublish: this.mayPublish,
    });
    effect(() => {
      this.here();
      untracked(() => {
        this.problem.set(undefined);
        this.mode.set('form');
      });
    });
  }

  protected readonly stateOf = stateOf;

  protected choose(id: string): void {
    this.url.patch({ sel: id }, 'replace');
  }

  private step(by: number): void {
    const all = this.groups().flatMap((group) => group.rules);
    const at = all.findIndex(({ id }) => id === this.here()?.id);
    const next = all[Math.max(0, Math.min(at + by, all.length - 1))];
    if (!next) return;
    this.choose(next.id);
    this.list()
      ?.nativeElement.querySelector<HTMLElement>(`[data-rule="${CSS.escape(next.id)}"]`)
      ?.focus();
  }

  /** The same rule once more, as one's own: nothing is written before it is saved. */
  protected startCopy(): void {
    const [rule, draft] = [this.rule(), this.draft()];
    if (!rule || !draft) return;
    this.begin(rule, rule.detector, { ...draft, name: `${draft.name}, copy` });
  }

  /** A rule of one's own, made of an expression. */
  protected startNew(): void {
    const [rule, detector] = [this.rule(), this.generic()];
    if (rule && detector) this.begin(rule, detector.id, emptyDraft(detector.fields));
  }

  /** A rule from a file, as one's own. */
  protected startImported({ detector, draft, cases }: ImportedRule): void {
    const rule = this.rule();
    if (rule) this.begin(rule, detector, draft, cases);
  }

  /** What is written, as a file, with the test cases of the rule. */
  protected async export(): Promise<void> {
    const [rule, draft, detector] = [this.rule(), this.draft(), this.detector()];
    if (!rule || !draft || !detector) return;
    this.problem.set(undefined);
    try {
      saveRule(draft.name, await withCases(this.gateway, rule, written(draft, detector)));
    } catch (error) {
      this.tell(error);
    }
  }

  private begin(shown: RuleFields, detector: string, draft: RuleDraft, cases?: readonly WrittenCase[]): void {
    this.problem.set(undefined);
    this.mode.set('form');
    this.copy.set({ of: shown.id, id: `own-${crypto.randomUUID()}`, detector, ...(cases && { cases }) });
    this.draft.set(draft);
  }

  protected discard(): void {
    this.copy.set(undefined);
    this.mode.set('form');
    this.problem.set(undefined);
    this.draft.set(this.newest());
  }

  protected setMode(mode: 'form' | 'text'): void {
    const [draft, detector] = [this.draft(), this.detector()];
    if (mode === this.mode() || !draft || !detector) return;
    if (!this.tried(() => (mode === 'text' ? this.startText.set(written(draft, detector)) : this.readText()))) return;
    this.mode.set(mode);
  }

  protected async save(): Promise<RuleFields | undefined> {
    const rule = this.rule();
    if (!rule || !this.mayWrite()) return undefined;
    if (this.mode() === 'text' && !this.tried(() => this.readText())) return undefined;
    const draft = this.draft();
    if (!draft || !this.dirty()) return rule;
    const copy = this.copy();
    const [id, seen] = copy ? [copy.id, copy.seen ?? 0] : [rule.id, rule.revision];
    const saved = await this.run('Draft saved', async (key) => {
      const text = ruleText(draft, this.fields());
      const order = { id, seen, key, detector: copy?.detector ?? rule.detector, ...text };
      const { done } = await this.gateway.run(DraftRule, order);
      const left = (at: object): void => this.copy.set(copy && { ...copy, ...at });
      return keepCases(this.gateway, done, copy?.cases ?? [], left);
    });
    if (saved && copy) this.choose(id);
    return saved?.entity;
  }

  /** Lets what is written judge; what is not saved yet is saved first. */
  protected async publish(): Promise<void> {
    const written = this.dirty() || this.mode() === 'text' ? await this.save() : this.rule();
    if (written && (written.state !== 'published' || written.version < written.latestVersion))
      await this.letJudge(written, written.latestVersion);
  }

  /** Saves what is written, and answers the version that a back-test tries. */
  protected readonly versionToTry = async (): Promise<number | undefined> =>
    (this.dirty() || this.mode() === 'text' ? await this.save() : this.rule())?.latestVersion;

  protected readonly takesExceptions = computed(
    () => this.mayWrite() && this.mode() === 'form' && this.fields().some(({ name }) => name === 'except'),
  );

  protected leaveOut(expression: string): void {
    const draft = this.draft();
    if (draft) this.draft.set(withException(draft, expression));
    void this.announcer.announce(`Left out in the draft: ${expression}`);
  }

  protected async restore(version: number): Promise<void> {
    const rule = this.rule();
    if (rule) await this.letJudge(rule, version);
  }

  private async letJudge({ id, revision: seen }: RuleFields, version: number): Promise<void> {
    this.failing.set(undefined);
    await this.run(`Version ${version} is live`, async (key) => {
      const { done } = await this.gateway.run(PublishRule, { id, version, seen, key });
      return done;
    });
    const { code, message: told = '' } = this.problem() ?? {};
    if (code === 'RULE_TESTS_FAILED') this.failing.set({ id, seen, version, told });
  }

  /** Something else than what is written was changed. */
  protected moved(position: string): void {
    this.problem.set(undefined);
    this.position.set(position);
  }

  protected async disable(reason: string): Promise<void> {
    const rule = this.rule();
    this.disabling.set(false);
    if (!rule) return;
    const order = { id: rule.id, seen: rule.revision, reason };
    await this.run('Rule disabled', async (key) => (await this.gateway.run(DisableRule, { ...order, key })).done);
  }

  /** Shows what somebody else made of it meanwhile. */
  protected look(): void {
    this.problem.set(undefined);
    this.rules.reload();
    this.detail.reload();
  }

  private readText(): void {
    const detector = this.detector();
    if (detector) this.draft.set(readWritten(this.text()?.nativeElement.value ?? this.startText(), detector));
  }

  protected refuse(message: string): void {
    this.problem.set(new ApiError('BAD_USER_INPUT', message));
  }

  private tell(error: unknown): void {
    this.problem.set(error instanceof RangeError ? new ApiError('BAD_USER_INPUT', error.message) : toApiError(error));
  }

  private tried(work: () => void): boolean {
    this.problem.set(undefined);
    try {
      work();
      return true;
    } catch (error) {
      this.refuse((error as Error).message);
      return false;
    }
  }

  private async run<T extends { readonly position: string }>(
    said: string,
    work: (key: string) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.busy()) return undefined;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const done = await work(crypto.randomUUID());
      this.copy.set(undefined);
      this.mode.set('form');
      this.position.set(done.position);
      void this.announcer.announce(said);
      return done;
    } catch (error) {
      this.tell(error);
      return undefined;
    } finally {
      this.busy.set(false);
    }
  }

  private versionAs(number: number | undefined): RuleDraft | undefined {
    const version = this.detail.value()?.versions.find((one) => one.version === number);
    const fields = this.detectors.value()?.find(({ id }) => id === this.detail.value()?.rule.detector)?.fields;
    return version && fields ? draftOf(version, fields) : undefined;
  }
}
