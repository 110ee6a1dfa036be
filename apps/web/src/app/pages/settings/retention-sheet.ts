import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type RetentionRuleRow, SetRetention } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { changesOf, type Days, shortens } from './retention-words';
import { sheetWork } from './sheet-work';

/** Changes how long things are kept, for a reason, after saying what will change. */
@Component({
  selector: 'wl-retention-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Change how long things are kept" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <ul class="num">
          @for (line of changes(); track line) {
            <li>{{ line }}</li>
          }
        </ul>
        <p class="lead">{{ lead() }}</p>
        <div class="entry">
          <label class="label" for="retention-reason">Reason, goes to the audit trail</label>
          <textarea
            id="retention-reason"
            class="field"
            required
            maxlength="500"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Change</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: './sheet.css',
})
export class RetentionSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly rules = input.required<readonly RetentionRuleRow[]>();
  readonly days = input.required<Days>();
  /** Version that was seen. */
  readonly seen = input.required<number>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  protected readonly reason = signal('');
  protected readonly changes = computed(() => changesOf(this.rules(), this.days()));
  protected readonly lead = computed(() =>
    shortens(this.rules(), this.days())
      ? 'What is older and not held is removed within the hour and cannot be brought back.'
      : 'Nothing is removed by this. What is gone already stays gone.',
  );

  protected valueOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      if (this.reason().trim() === '') throw new RangeError('A reason is wanted.');
      const { TELEMETRY: telemetry, ROLLUP: rollup, SANDBOX: sandbox } = this.days();
      await this.gateway.run(SetRetention, { seen: this.seen(), telemetry, rollup, sandbox, reason: this.reason() });
      return true;
    });
    if (!done) return;
    await this.announcer.announce(this.changes().join(', '));
    this.changed.emit();
    this.dialog().close();
  }
}
