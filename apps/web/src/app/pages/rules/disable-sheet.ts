import { ChangeDetectionStrategy, Component, input, output, signal, viewChild } from '@angular/core';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';

/** Takes a rule out, for a reason. */
@Component({
  selector: 'wl-disable-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="'Disable'" [subject]="name()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (problem(); as text) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ text }}</span>
          </p>
        }
        <p class="lead">No version of it judges any longer. What it has raised stays, and it can be published again.</p>
        <div class="entry">
          <label class="label" for="disable-reason">Reason, shown in its history</label>
          <textarea #reason id="disable-reason" class="field" maxlength="500"></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary">Disable</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class DisableSheet {
  readonly name = input.required<string>();
  readonly closed = output();
  readonly given = output<string>();
  protected readonly dialog = viewChild.required(Dialog);
  protected readonly problem = signal('');

  protected submit(event: Event): void {
    event.preventDefault();
    const reason = (event.target as HTMLFormElement).querySelector('textarea')?.value.trim() ?? '';
    this.problem.set(reason === '' ? 'A reason is wanted.' : '');
    if (reason === '') return;
    this.given.emit(reason);
  }
}
