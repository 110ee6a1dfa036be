import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import { EndSuppression, Suppressions, type SuppressionsResult } from '../../graphql/generated/operations';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';

type Suppression = SuppressionsResult['suppressions'][number];

/** Words of what a suppression keeps out: `recommended.scan · 10.1.2.3 · from 10.0.0.0/8`. */
export function suppressedWords({ rule, entity, sensor, src, dst }: Suppression): string {
  return [rule, entity, src && `from ${src}`, dst && `to ${dst}`, sensor && `on ${sensor}`]
    .filter((part) => part !== null)
    .join(' · ');
}

/** What keeps alerts out of the inbox, by whom, why and until when; each can be ended. */
@Component({
  selector: 'wl-suppression-list',
  imports: [QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-query-state [query]="all" what="Suppressions" [rows]="2" />
    @if (problem(); as text) {
      <p class="bad" role="alert">{{ text }}</p>
    }
    <ul aria-label="Suppressions">
      @for (one of rows(); track one.id) {
        <li>
          <p class="what mono"><wl-wire [text]="one.what" /></p>
          <button
            type="button"
            class="button small"
            [disabled]="busy() || past.on()"
            [attr.aria-label]="'End the suppression of ' + one.what"
            (click)="end(one.id, one.revision)"
          >
            End
          </button>
          <p class="second line">
            <span class="num">{{ one.alerts }}</span> kept out {{ one.until }}, by <wl-wire [text]="one.by" />
            <wl-wire [text]="one.reason" />
          </p>
        </li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: block;
      border-bottom: var(--line) solid var(--border);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 2px var(--space-12);
      align-items: center;
      padding: var(--space-8) var(--space-16);
      font: var(--type-table);
    }
    li + li {
      border-top: var(--line) solid var(--grid);
    }
    .what {
      min-width: 0;
    }
    .line {
      display: flex;
      grid-column: 1 / 3;
      flex-wrap: wrap;
      gap: 0 4px;
      font: var(--type-caption);
    }
    .bad {
      padding: var(--space-8) var(--space-16);
      color: var(--error);
      font: var(--type-table);
    }
  `,
})
export class SuppressionList {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);
  protected readonly past = inject(Past);
  /** What must have been read, a position of the log; null = nothing in particular. */
  readonly position = input<string | null>(null);
  /** One was ended: position of the log where its alerts are back. */
  readonly lifted = output<string>();

  protected readonly all = query(
    Suppressions,
    () => {
      const minPosition = this.position();
      return minPosition === null || this.past.on() ? {} : { minPosition };
    },
    (result) => result.suppressions,
  );
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly rows = computed(() =>
    (this.all.value() ?? []).map((one) => ({
      ...{ id: one.id, revision: one.revision, alerts: one.alerts, by: one.changedByName, reason: one.reason },
      what: suppressedWords(one),
      until:
        one.until === null
          ? 'for good'
          : `until ${formatMoment(Date.parse(one.until), this.preferences.zone(), Date.now())}`,
    })),
  );

  protected async end(id: string, seen: number): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.problem.set('');
    try {
      const { done } = await this.gateway.run(EndSuppression, { id, seen, key: crypto.randomUUID() });
      void this.announcer.announce('Suppression ended');
      this.lifted.emit(done.position);
    } catch (error) {
      this.problem.set(toApiError(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
