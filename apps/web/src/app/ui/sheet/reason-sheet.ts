import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Dialog } from '../dialog';
import { Icon } from '../icon';
import { entryForm } from '../form/entry-form';
import { FORM_PARTS } from '../form/form-parts';
import { reasonRules } from '../form/rules';
import { ReasonField } from './reason-field';
import { sheetWork } from './sheet-work';

/** Asks for the reason of an act, and does it. What the act means, and what else is chosen for it, stands between its tags. */
@Component({
  selector: 'wl-reason-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="heading()" [subject]="subject()" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <ng-content />
        <wl-reason-field fieldId="sheet-reason" [reason]="entry.reason" />
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
  // The button is not off until a reason stands there: Enter right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    signal({ reason: '' }),
    ({ reason }) => reasonRules(reason),
    () => this.submit(),
    () => this.work.forget(),
  );

  private async submit(): Promise<void> {
    const said = this.said();
    const done = await this.work.run(async () => {
      await this.send()(this.entry.reason().value().trim());
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
