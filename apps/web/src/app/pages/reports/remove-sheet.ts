import { ChangeDetectionStrategy, Component, input, output, viewChild } from '@angular/core';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Asks once more before something is gone. */
@Component({
  selector: 'wl-remove-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="heading()" [subject]="subject()" (closed)="closed.emit()">
      <form (submit)="confirm($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">{{ lead() }}</p>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Remove</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class RemoveSheet {
  protected readonly dialog = viewChild.required(Dialog);
  readonly heading = input.required<string>();
  readonly subject = input.required<string>();
  /** What goes with it. */
  readonly lead = input.required<string>();
  /** Removes it. */
  readonly remove = input.required<() => Promise<unknown>>();
  readonly closed = output();
  readonly removed = output();
  protected readonly work = sheetWork();

  protected async confirm(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      await this.remove()();
      return true;
    });
    if (!done) return;
    this.removed.emit();
    this.dialog().close();
  }
}
