import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Leaving } from '../core/unsaved';
import { Dialog } from '../ui/dialog';

/** Asks before a page is left on which something is not saved. */
@Component({
  selector: 'wl-leave-dialog',
  imports: [Dialog],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (leaving.asking(); as answer) {
      <wl-dialog #sheet heading="Leave without saving?" (closed)="answer(false)">
        <p class="second">What you have changed on this page is not saved. It is lost when you leave.</p>
        <div class="actions">
          <button type="button" class="button" (click)="answer(true)">Leave</button>
          <button type="button" class="button primary" (click)="sheet.close()">Stay</button>
        </div>
      </wl-dialog>
    }
  `,
  styles: `
    .actions {
      display: flex;
      justify-content: flex-end;
      gap: var(--space-8);
      margin-top: var(--space-24);
    }
  `,
})
export class LeaveDialog {
  protected readonly leaving = inject(Leaving);
}
