import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type RetentionRuleRow, SetRetention } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { changesOf, type Days, shortens } from './retention-words';

/** Changes how long things are kept, for a reason, after saying what will change. */
@Component({
  selector: 'wl-retention-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Change how long things are kept"
      [opener]="opener()"
      word="Change"
      [said]="changes().join(', ')"
      [send]="change"
      (done)="changed.emit()"
      (closed)="closed.emit()"
    >
      <ul class="num">
        @for (line of changes(); track line) {
          <li>{{ line }}</li>
        }
      </ul>
      <p class="lead">{{ lead() }}</p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class RetentionSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly rules = input.required<readonly RetentionRuleRow[]>();
  readonly days = input.required<Days>();
  /** Version that was seen. */
  readonly seen = input.required<number>();
  readonly closed = output();
  readonly changed = output();

  protected readonly changes = computed(() => changesOf(this.rules(), this.days()));
  protected readonly lead = computed(() =>
    shortens(this.rules(), this.days())
      ? 'What is older and not held is removed within the hour and cannot be brought back.'
      : 'Nothing is removed by this. What is gone already stays gone.',
  );

  protected readonly change = (reason: string) => {
    const { TELEMETRY: telemetry, ROLLUP: rollup, SANDBOX: sandbox } = this.days();
    return this.gateway.run(SetRetention, { seen: this.seen(), telemetry, rollup, sandbox, reason });
  };
}
