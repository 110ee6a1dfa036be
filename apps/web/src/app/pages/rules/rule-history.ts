import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import type { RulePageResult } from '../../graphql/generated/operations';
import { WireText } from '../../ui/wire-text';
import { differences, draftOf, type RuleDetector } from './rule-draft';

type Detail = NonNullable<RulePageResult['rule']>;

const ACTIONS: Readonly<Record<string, string>> = {
  drafted: 'Written',
  tested: 'Tested',
  caseKept: 'Test case kept',
  caseDropped: 'Test case taken out',
  published: 'Published',
  disabled: 'Disabled',
};

/** The versions of a rule with what each changed, and what was done to it by whom. */
@Component({
  selector: 'wl-rule-history',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="versions-title">
      <h3 id="versions-title">Versions</h3>
      <ol class="versions">
        @for (one of versions(); track one.version) {
          <li>
            <div class="head">
              <p class="strong num">
                v{{ one.version }}
                @if (one.live) {
                  <span class="tag ok">live</span>
                }
              </p>
              <span class="muted num">{{ one.when }}</span>
              <p class="second by"><wl-wire [text]="one.by" /></p>
            </div>
            @if (one.changes.length > 0) {
              <dl class="facts changes">
                @for (change of one.changes; track change.label) {
                  <dt>{{ change.label }}</dt>
                  <dd>
                    <s class="muted"><wl-wire [text]="change.before || 'nothing'" /></s>
                    <wl-wire [text]="change.after || 'nothing'" />
                  </dd>
                }
              </dl>
            } @else {
              <p class="second">{{ one.version === 1 ? 'The first version' : 'Nothing that the form shows' }}</p>
            }
            @if (mayPublish() && !one.live && !one.newest) {
              <button
                type="button"
                class="button small"
                [disabled]="busy()"
                [attr.aria-label]="'Restore version ' + one.version"
                (click)="restored.emit(one.version)"
              >
                Restore
              </button>
            }
          </li>
        }
      </ol>
      @if (hidden() > 0) {
        <button type="button" class="link" (click)="all.set(true)">{{ hidden() }} older</button>
      }
    </section>
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">Activity <span class="caption">from the event log</span></h3>
      <ol class="activity">
        @for (one of activity(); track one.position) {
          <li>
            <p>
              <span class="strong">{{ one.action }}</span>
              <span class="num second v">v{{ one.version }}</span>
            </p>
            <span class="muted num">{{ one.when }}</span>
            <p class="second by"><wl-wire [text]="one.by" /></p>
            @if (one.reason; as reason) {
              <q class="by"><wl-wire [text]="reason" [fit]="false" /></q>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styleUrl: './rule-history.css',
})
export class RuleHistory {
  private readonly preferences = inject(Preferences);
  readonly detail = input.required<Detail>();
  readonly detector = input<RuleDetector | undefined>(undefined);
  readonly mayPublish = input(false);
  readonly busy = input(false);
  /** Number of the version that is to judge again. */
  readonly restored = output<number>();
  protected readonly all = signal(false);

  private readonly shown = computed(() => this.detail().versions.slice(0, this.all() ? undefined : 5));
  protected readonly hidden = computed(() => this.detail().versions.length - this.shown().length);
  protected readonly versions = computed(() => {
    const { versions, rule } = this.detail();
    const fields = this.detector()?.fields ?? [];
    return this.shown().map((version, index) => {
      const before = versions[index + 1];
      return {
        version: version.version,
        live: rule.state === 'published' && rule.version === version.version,
        newest: version.version === rule.latestVersion,
        by: version.writtenByName,
        when: this.moment(version.writtenAt),
        changes: before ? differences(draftOf(before, fields), draftOf(version, fields), fields) : [],
      };
    });
  });
  protected readonly activity = computed(() =>
    this.detail().changes.map(({ position, action, version, byName, at, reason }) => ({
      ...{ position, version, reason, by: byName, when: this.moment(at), action: ACTIONS[action] ?? action },
    })),
  );

  private moment(at: string): string {
    return formatMoment(Date.parse(at), this.preferences.zone(), Date.now(), true);
  }
}
