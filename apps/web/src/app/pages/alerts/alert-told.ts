import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import { Deliveries } from '../../graphql/generated/operations';
import { WireText } from '../../ui/wire-text';
import { saidOf, stateOf } from '../notifications/notify-words';

const SHOWN = 20;

/** Who was told of an alert, by which step, and what came of it; nothing when nobody was. */
@Component({
  selector: 'wl-alert-told',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (rows().length > 0) {
      <section aria-labelledby="told-title">
        <h3 id="told-title">Told</h3>
        <ul>
          @for (row of rows(); track row.id) {
            <li [title]="row.answer">
              <span class="who"><wl-wire [text]="row.recipient" /></span>
              <span class="tag" [class]="row.look.look">{{ row.look.word }}</span>
              <span class="by muted"><wl-wire [text]="row.by" /></span>
              <span class="muted num">{{ row.when }}</span>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    section {
      padding: var(--space-12) var(--space-16);
      border-top: var(--line) solid var(--grid);
    }
    ul {
      margin-top: var(--space-4);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 2px var(--space-8);
      align-items: baseline;
      padding: var(--space-4) 0;
      font: var(--type-table);
    }
    .tag {
      justify-self: end;
    }
    .who,
    .by {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
    }
  `,
})
export class AlertTold {
  private readonly preferences = inject(Preferences);
  readonly alert = input.required<string>();
  /** Asked again when somebody acts: what was waiting is then not needed any more. */
  readonly version = input.required<number>();

  private readonly list = query(
    Deliveries,
    () => ({ alert: this.alert(), first: SHOWN }),
    ({ deliveries }) => deliveries.rows,
    () => `${this.alert()} ${this.version()}`,
  );
  protected readonly rows = computed(() =>
    (this.list.value() ?? []).map((row) => ({
      ...row,
      look: stateOf(row),
      answer: saidOf(row),
      by: [row.channelName, ...(row.policyName ? [`${row.policyName}, step ${(row.step ?? 0) + 1}`] : [])].join(' · '),
      when: formatMoment(Date.parse(row.endedAt ?? row.dueAt ?? row.queuedAt), this.preferences.zone(), Date.now()),
    })),
  );
}
