import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type RemoteSensorRow, RevokeSensor } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../settings/sheet-work';

/** Revokes a sensor on another machine, for a reason. */
@Component({
  selector: 'wl-revoke-sensor-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Revoke" [subject]="sensor().name" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="revoke($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          Nothing of it is taken from now on. What it has recorded stays; what it records waits on its own disk until it
          is enrolled again.
        </p>
        <div class="entry">
          <label class="label" for="revoke-sensor-reason">Reason, goes to the audit trail</label>
          <textarea
            id="revoke-sensor-reason"
            class="field"
            required
            maxlength="500"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Revoke</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../settings/sheet.css',
})
export class RevokeSensorSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly sensor = input.required<RemoteSensorRow>();
  readonly closed = output();
  readonly changed = output();
  protected readonly work = sheetWork();
  protected readonly reason = signal('');

  protected valueOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }

  protected async revoke(event: Event): Promise<void> {
    event.preventDefault();
    const asked = { name: this.sensor().name, reason: this.reason() };
    const done = await this.work.run(async () => {
      // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
      if (asked.reason.trim() === '') throw new RangeError('A reason is wanted.');
      return this.gateway.run(RevokeSensor, asked);
    });
    if (!done) return;
    await this.announcer.announce('Revoked');
    this.changed.emit();
    this.dialog().close();
  }
}
