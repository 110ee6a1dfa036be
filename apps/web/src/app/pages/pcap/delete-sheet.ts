import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { DeleteCapture, type CaptureFields } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';

/** Deletes the file of a capture, for a reason. */
@Component({
  selector: 'wl-delete-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Delete"
      [subject]="capture().name"
      [opener]="opener()"
      word="Delete"
      [send]="remove"
      (closed)="closed.emit()"
    >
      <p class="lead">
        The file is gone then, and nobody can look into its packets any more.
        @if (capture().state === 'stored') {
          It is not in the history.
        } @else {
          What was imported of it stays in the history.
        }
      </p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class DeleteSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly capture = input.required<CaptureFields>();
  readonly closed = output();
  /** Position of the deletion in the log. */
  readonly deleted = output<string>();

  protected readonly remove = async (reason: string): Promise<void> => {
    const { done } = await this.gateway.run(DeleteCapture, { id: this.capture().id, reason });
    this.deleted.emit(done.position);
  };
}
