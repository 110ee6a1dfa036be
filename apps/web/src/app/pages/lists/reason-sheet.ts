import { ChangeDetectionStrategy, Component, input, output, signal, viewChild } from '@angular/core';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../settings/sheet-work';

/** Something that is done for a reason. */
export interface Reasoned {
  readonly heading: string;
  readonly subject: string;
  /** What it means. */
  readonly lead: string;
  readonly word: string;
  run(reason: string): Promise<void>;
}

/** Asks for the reason of a change, and makes it. */
@Component({
  selector: 'wl-reason-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      [heading]="deed().heading"
      [subject]="deed().subject"
      [opener]="opener() ?? undefined"
      (closed)="closed.emit()"
    >
      <form (submit)="send($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">{{ deed().lead }}</p>
        <div class="entry">
          <label class="label" for="list-reason">Reason, goes to the audit trail</label>
          <textarea
            id="list-reason"
            class="field"
            maxlength="500"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">{{ deed().word }}</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../settings/sheet.css',
})
export class ReasonSheet {
  protected readonly dialog = viewChild.required(Dialog);
  readonly opener = input<HTMLElement | null>(null);
  readonly deed = input.required<Reasoned>();
  readonly closed = output();
  protected readonly work = sheetWork();
  protected readonly reason = signal('');

  protected valueOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      const reason = this.reason().trim();
      if (reason === '') throw new RangeError('A reason is wanted.');
      await this.deed().run(reason);
      return true;
    });
    if (done) this.dialog().close();
  }
}
