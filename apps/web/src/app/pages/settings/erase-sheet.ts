import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { validate } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { ErasePerson, type UserRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { keyOf, lastingReasonRules } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Erases a person for ever: says what goes and what stays, and wants the name typed, for nothing of it can be taken back. */
@Component({
  selector: 'wl-erase-sheet',
  imports: [...FORM_PARTS, Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Erase" [subject]="user().name" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
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
          <input id="erase-name" class="field" autocomplete="off" spellcheck="false" [formField]="entry.typed" />
          <wl-field-problem [of]="entry.typed" control="erase-name" />
        </div>
        <div class="entry">
          <label class="label" for="erase-reason">Reason, stays on the audit trail</label>
          <textarea id="erase-reason" class="field" describedBy="erase-hint" [formField]="entry.reason"></textarea>
          <wl-field-problem [of]="entry.reason" control="erase-reason" />
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
  private readonly asked = signal({ typed: '', reason: '' });
  protected readonly entry = entryForm(
    this.asked,
    ({ typed, reason }) => {
      validate(typed, ({ value }) => {
        const { name } = this.user();
        if (keyOf(value()) === keyOf(name)) return undefined;
        // While it is being typed it is not yet wrong.
        return { kind: 'required', message: `Type the name as it is written: ${name}` };
      });
      lastingReasonRules(reason, {
        left: () => this.user().name,
        message: 'Leave the name out of the reason: it stays for ever.',
      });
    },
    () => this.submit(),
    () => this.work.forget(),
  );
  protected readonly label = computed(() => `erased person ${this.user().id.slice(0, 8)}`);

  private async submit(): Promise<void> {
    const { id, version: seen } = this.user();
    const reason = this.asked().reason.trim();
    const done = await this.work.run(async () => {
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
