import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { DeleteCapture, type CaptureFields } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../settings/sheet-work';

/** Deletes the file of a capture, for a reason. */
@Component({
  selector: 'wl-delete-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Delete" [subject]="capture().name" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="remove($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          The file is gone then, and nobody can look into its packets any more.
          @if (capture().state === 'stored') {
            It is not in the history.
          } @else {
            What was imported of it stays in the history.
          }
        </p>
        <div class="entry">
          <label class="label" for="delete-reason">Reason, goes to the audit trail</label>
          <textarea
            id="delete-reason"
            class="field"
            maxlength="500"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Delete</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../settings/sheet.css',
})
export class DeleteSheet {
  private readonly gateway = inject(Gateway);
  protected readonly dialog = viewChild.required(Dialog);
  readonly opener = input<HTMLElement>();
  readonly capture = input.required<CaptureFields>();
  readonly closed = output();
  /** Position of the deletion in the log. */
  readonly deleted = output<string>();
  protected readonly work = sheetWork();
  protected readonly reason = signal('');

  protected valueOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }

  protected async remove(event: Event): Promise<void> {
    event.preventDefault();
    const asked = { id: this.capture().id, reason: this.reason().trim() };
    const answer = await this.work.run(async () => {
      if (asked.reason === '') throw new RangeError('A reason is wanted.');
      return this.gateway.run(DeleteCapture, asked);
    });
    if (!answer) return;
    this.deleted.emit(answer.done.position);
    this.dialog().close();
  }
}
