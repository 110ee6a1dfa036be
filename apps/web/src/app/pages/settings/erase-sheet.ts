import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Gateway } from '../../core/api/gateway';
import { ErasePerson, type UserRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Erases a person for ever: says what goes and what stays, and wants the name typed, for nothing of it can be taken back. */
@Component({
  selector: 'wl-erase-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Erase" [subject]="user().name" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          <strong>This cannot be taken back.</strong> The account and its sessions, second factor and tokens go at once,
          and with them the keys of everything in the history that was this person’s: the name, what he wrote, and where
          he came from.
        </p>
        <p class="lead">
          From then on he reads as <span class="tag">{{ label() }}</span>. That somebody acted, as what and when, stays,
          and the history still verifies. Backups that were made before still have the keys.
        </p>
        <div class="entry">
          <label class="label" for="erase-name">Type the name</label>
          <input
            id="erase-name"
            class="field"
            required
            autocomplete="off"
            spellcheck="false"
            [value]="typed()"
            (input)="typed.set(valueOf($event))"
          />
        </div>
        <div class="entry">
          <label class="label" for="erase-reason">Reason, stays on the audit trail</label>
          <textarea
            id="erase-reason"
            class="field"
            required
            maxlength="500"
            aria-describedby="erase-hint"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
          <p class="hint" id="erase-hint">
            Without the name: it would outlive the person. A number of a request will do.
          </p>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Erase for ever</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class EraseSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly user = input.required<UserRow>();
  readonly closed = output();
  /** The list is to be read again: it is done, or was changed by somebody else. */
  readonly changed = output();

  protected readonly work = sheetWork();
  protected readonly typed = signal('');
  protected readonly reason = signal('');
  protected readonly label = computed(() => `erased person ${this.user().id.slice(0, 8)}`);

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const { id, name, version: seen } = this.user();
    const done = await this.work.run(async () => {
      if (keyOf(this.typed()) !== keyOf(name)) throw new RangeError(`Type the name as it is written: ${name}`);
      const reason = this.reason().trim();
      if (reason === '') throw new RangeError('A reason is wanted.');
      if (keyOf(reason).includes(keyOf(name)))
        throw new RangeError('Leave the name out of the reason: it stays for ever.');
      await this.gateway.run(ErasePerson, { id, seen, reason });
      return true;
    });
    if (done) {
      await this.announcer.announce('Erased');
      this.changed.emit();
      this.dialog().close();
    } else if (this.work.code() === 'USER_CHANGED') this.changed.emit();
  }
}

const keyOf = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
