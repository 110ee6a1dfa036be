import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Dialog } from '../dialog';
import { Icon } from '../icon';
import { ReasonField } from './reason-field';
import { sheetWork } from './sheet-work';

/** Asks for the reason of an act, and does it. What the act means, and what else is chosen for it, stands between its tags. */
@Component({
  selector: 'wl-reason-sheet',
  imports: [Dialog, Icon, ReasonField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="heading()" [subject]="subject()" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <ng-content />
        <wl-reason-field fieldId="sheet-reason" [(value)]="reason" />
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy() || !ready()">{{ word() }}</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: './sheet.css',
})
export class ReasonSheet {
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly heading = input.required<string>();
  readonly subject = input('');
  readonly opener = input<HTMLElement>();
  /** On the button. */
  readonly word = input.required<string>();
  /** Whether there is anything to be done yet. */
  readonly ready = input(true);
  /** Told to screen readers when it is done; '' = somebody else tells it. */
  readonly said = input('');
  /** Does it; throws what is shown when it was refused. */
  readonly send = input.required<(reason: string) => Promise<unknown>>();
  readonly closed = output();
  readonly done = output();
  /** Code of what was said against it. */
  readonly refused = output<string>();
  protected readonly work = sheetWork();
  protected readonly reason = signal('');

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const said = this.said();
    const done = await this.work.run(async () => {
      const reason = this.reason().trim();
      // The button is not off until a reason stands there: Enter right behind the last key would come before it is on.
      if (reason === '') throw new RangeError('A reason is wanted.');
      await this.send()(reason);
      return true;
    });
    if (!done) {
      this.refused.emit(this.work.code());
      return;
    }
    if (said !== '') await this.announcer.announce(said);
    this.done.emit();
    this.dialog().close();
  }
}
