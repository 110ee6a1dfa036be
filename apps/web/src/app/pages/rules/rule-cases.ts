import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import { DropRuleCase, type RulePageResult, TestRule } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { WireText } from '../../ui/wire-text';
import { RangeCaseSheet } from './range-case-sheet';

type Detail = NonNullable<RulePageResult['rule']>;
type Case = Detail['cases'][number];

const EXPECTS: Readonly<Record<Case['expects'], string>> = { alert: 'must raise', silence: 'must not raise' };
const OUTCOMES: Readonly<Record<NonNullable<Case['outcome']>, { readonly look: string; readonly word: string }>> = {
  passed: { look: 'ok', word: 'passed' },
  failed: { look: 'fail', word: 'failed' },
  unfit: { look: '', word: 'not tried' },
};

/** The test cases of a rule: kept records, what it must do with them, and what the version that was tried last did. */
@Component({
  selector: 'wl-rule-cases',
  imports: [Icon, RangeCaseSheet, ReasonSheet, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="cases-title">
      <header>
        <h3 id="cases-title">Test cases</h3>
        @if (summary(); as told) {
          <span class="caption num">{{ told }}</span>
        }
        @if (mayWrite()) {
          <button
            #add
            type="button"
            class="button small"
            [disabled]="locked() || busy()"
            (click)="opener = add; adding.set(true)"
          >
            Add case from …
          </button>
        }
        @if (mayTest() && shown().length > 0) {
          <button type="button" class="button small" [disabled]="locked() || busy()" (click)="test()">
            {{ busy() ? 'Testing …' : 'Test v' + detail().rule.latestVersion }}
          </button>
        }
      </header>
      @if (problem(); as wrong) {
        <p class="refused" role="alert">
          <wl-icon name="close" /><span>{{ wrong }}</span>
        </p>
      }
      <ul>
        @for (one of shown(); track one.id) {
          <li>
            <p class="name"><wl-wire [text]="one.name" /></p>
            @if (one.outcome; as outcome) {
              <span class="tag num" [class]="outcome.look">{{ outcome.word }}</span>
            }
            <p class="second num">
              {{ one.expects }}, {{ one.records }}
              @if (one.alert; as alert) {
                <a class="link" routerLink="/alerts" [queryParams]="{ tab: 'all', sel: alert }"
                  >of an alert<span class="visually-hidden">: {{ one.name }}</span></a
                >
              }
            </p>
            @if (mayWrite()) {
              <button
                #drop
                type="button"
                class="icon-button"
                [attr.aria-label]="'Take out: ' + one.name"
                title="Take out"
                [disabled]="locked() || busy()"
                (click)="opener = drop; dropping.set(one)"
              >
                <wl-icon name="remove" />
              </button>
            }
            <p class="muted by"><wl-wire [text]="one.by" />, {{ one.when }}</p>
          </li>
        } @empty {
          <li class="second none">
            None yet. Keep the records of an alert from its page, or add some of what was recorded, and every version is
            tried on them before it is published.
          </li>
        }
      </ul>
    </section>
    @if (adding()) {
      <wl-range-case-sheet
        [rule]="detail().rule"
        [opener]="opener"
        (kept)="changed.emit($event)"
        (closed)="adding.set(false)"
      />
    }
    @if (dropping(); as one) {
      <wl-reason-sheet
        heading="Take out"
        [subject]="one.name"
        [opener]="opener"
        word="Take out"
        said="Test case taken out"
        [send]="takeOut"
        (closed)="dropping.set(undefined)"
      >
        <p class="lead">No version is tried on these records any longer.</p>
      </wl-reason-sheet>
    }
  `,
  styleUrl: './rule-cases.css',
})
export class RuleCases {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);

  readonly detail = input.required<Detail>();
  readonly mayTest = input(false);
  readonly mayWrite = input(false);
  /** Something else is being done to the rule. */
  readonly locked = input(false);
  /** Position of the log where a change stands. */
  readonly changed = output<string>();

  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly adding = signal(false);
  protected readonly dropping = signal<{ readonly id: string; readonly name: string } | undefined>(undefined);
  protected opener?: HTMLElement;

  protected readonly summary = computed(() => {
    const { tested, cases } = this.detail().rule;
    if (!tested || cases === 0) return '';
    const all = tested.passed + tested.failed + tested.unfit;
    return `v${tested.version}: ${formatCount(tested.passed)} of ${formatCount(all)} passed`;
  });
  protected readonly shown = computed(() =>
    this.detail().cases.map(({ id, name, expects, alert, records, keptByName, keptAt, outcome }) => ({
      ...{ id, name, alert, expects: EXPECTS[expects], outcome: outcome && OUTCOMES[outcome] },
      records: `${formatCount(records)} ${records === 1 ? 'record' : 'records'}`,
      by: keptByName,
      when: formatMoment(Date.parse(keptAt), this.preferences.zone(), Date.now()),
    })),
  );

  protected async test(): Promise<void> {
    const { id, latestVersion: version } = this.detail().rule;
    this.busy.set(true);
    this.problem.set('');
    try {
      const { done } = await this.gateway.run(TestRule, { id, version, key: crypto.randomUUID() });
      const { tested } = done.entity;
      void this.announcer.announce(tested ? `${tested.passed} passed, ${tested.failed} failed` : 'Tested');
      this.changed.emit(done.position);
    } catch (error) {
      this.problem.set(toApiError(error).message);
    } finally {
      this.busy.set(false);
    }
  }

  protected readonly takeOut = async (reason: string): Promise<void> => {
    const [{ id, revision: seen }, one] = [this.detail().rule, this.dropping()];
    if (!one) return;
    const order = { id, seen, key: crypto.randomUUID(), case: one.id, reason };
    this.changed.emit((await this.gateway.run(DropRuleCase, order)).done.position);
  };
}
