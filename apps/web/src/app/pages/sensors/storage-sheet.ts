import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type PacketStorageMode, SetPacketStorage } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../settings/sheet-work';
import { STORAGE_WORDS, storageLabel } from './storage-words';

/** Changes what is kept of packets, for a reason. */
@Component({
  selector: 'wl-storage-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="What is kept of packets" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <fieldset>
          <legend class="visually-hidden">Kept from now on</legend>
          @for (one of modes; track one.mode) {
            <label class="choice">
              <input
                type="radio"
                name="storage-mode"
                [value]="one.mode"
                [checked]="one.mode === chosen()"
                (change)="chosen.set(one.mode)"
              />
              <span>
                <span class="name">{{ one.label }}{{ one.mode === from() ? ' (now)' : '' }}</span>
                <span class="hint">{{ one.does }}</span>
              </span>
            </label>
          }
        </fieldset>
        <p class="lead">
          It holds for live captures from now on, and for replays that ask for it. What is stored already stays until it
          is too old or too much.
        </p>
        <div class="entry">
          <label class="label" for="storage-reason">Reason, goes to the audit trail</label>
          <textarea
            id="storage-reason"
            class="field"
            required
            maxlength="500"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy() || chosen() === from()">Change</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../settings/sheet.css',
  styles: `
    fieldset {
      display: grid;
      gap: var(--space-8);
      padding: 0;
      border: 0;
    }
    .choice {
      display: flex;
      gap: 10px;
      align-items: baseline;
      font: var(--type-table);
    }
    .choice .name {
      display: block;
      font-weight: 600;
    }
    .lead {
      margin-top: var(--space-12);
    }
  `,
})
export class StorageSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly from = input.required<PacketStorageMode>();
  readonly closed = output();
  readonly changed = output();

  protected readonly modes = STORAGE_WORDS;
  protected readonly work = sheetWork();
  protected readonly reason = signal('');
  protected readonly chosen = linkedSignal<PacketStorageMode>(() => this.from());

  protected valueOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const mode = this.chosen();
    const done = await this.work.run(async () => {
      // A press right behind the last key would come before the form knows of it.
      if (this.reason().trim() === '') throw new RangeError('A reason is wanted.');
      await this.gateway.run(SetPacketStorage, { mode, reason: this.reason() });
      return true;
    });
    if (!done) return;
    await this.announcer.announce(`Kept of packets: ${storageLabel(mode)}`);
    this.changed.emit();
    this.dialog().close();
  }
}
