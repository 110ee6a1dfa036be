import { ChangeDetectionStrategy, Component, inject, input, output, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type ReportFields, type ReportScheduleFields, TestReportSchedule } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { WireText } from '../../ui/wire-text';

/** Tries a schedule out: asks who of its recipients is told. */
@Component({
  selector: 'wl-trial-sheet',
  imports: [Dialog, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Send test of" [subject]="schedule().name" (closed)="closed.emit()">
      <form (submit)="send($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          Its report is made as it would be now, up to this moment, and marked as a test. Its turns stay as they are.
        </p>
        <fieldset class="entry">
          <legend class="label">Who is told</legend>
          @for (one of schedule().recipients; track one) {
            <label class="check"
              ><input type="checkbox" name="to" [value]="one" checked /> <wl-wire [text]="one" [fit]="false"
            /></label>
          }
        </fieldset>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Send test</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    .check {
      display: flex;
      align-items: center;
      gap: var(--space-8);
      min-height: 28px;
    }
  `,
})
export class TrialSheet {
  private readonly gateway = inject(Gateway);
  protected readonly dialog = viewChild.required(Dialog);
  readonly schedule = input.required<ReportScheduleFields>();
  readonly closed = output();
  /** The report that is made. */
  readonly sent = output<ReportFields>();
  protected readonly work = sheetWork();
  /** Sent twice, it is one test. */
  private readonly key = crypto.randomUUID();

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const recipients = new FormData(event.target as HTMLFormElement).getAll('to').map(String);
    const answer = await this.work.run(() => {
      if (recipients.length === 0) throw new RangeError('Choose whom to tell: one or more.');
      return this.gateway.run(TestReportSchedule, { id: this.schedule().id, key: this.key, recipients });
    });
    if (!answer) return;
    this.sent.emit(answer.done);
    this.dialog().close();
  }
}
