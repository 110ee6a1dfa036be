import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { validate } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { EraseAddress } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { lastingReasonRules, shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

const EXAMPLE = 'Write an address like ada@example.org.';

/** Erases an e-mail address of channels for ever: says what goes and what stays. It is nobody's who signs in here. */
@Component({
  selector: 'wl-erase-address-sheet',
  imports: [...FORM_PARTS, Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Erase an e-mail address" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          <strong>This cannot be taken back.</strong> Of an address in notification channels, rotas and schedules of
          reports, whoever it belongs to: nothing is sent there any more, and the keys of every place where the history
          has it are destroyed.
        </p>
        <p class="lead">
          Channels stay, and read <span class="tag">erased address …</span> in its place; turns of duty fall to the next
          one. Channels without another address reach nobody: look at them afterwards.
        </p>
        <div class="entry">
          <label class="label" for="erase-address">E-mail address</label>
          <input
            id="erase-address"
            class="field"
            type="email"
            autocomplete="off"
            spellcheck="false"
            [formField]="entry.address"
          />
          <wl-field-problem [of]="entry.address" control="erase-address" />
        </div>
        <div class="entry">
          <label class="label" for="erase-address-reason">Reason, stays on the audit trail</label>
          <textarea
            id="erase-address-reason"
            class="field"
            describedBy="erase-address-hint"
            [formField]="entry.reason"
          ></textarea>
          <wl-field-problem [of]="entry.reason" control="erase-address-reason" />
          <p class="hint" id="erase-address-hint">
            Without the address: it would outlive it. A number of a request will do.
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
export class EraseAddressSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly closed = output();

  protected readonly work = sheetWork();
  private readonly asked = signal({ address: '', reason: '' });
  protected readonly entry = entryForm(
    this.asked,
    ({ address, reason }) => {
      wanted(address, EXAMPLE);
      shortText(address, 254);
      validate(address, ({ value }) => (value().includes('@') ? undefined : { kind: 'required', message: EXAMPLE }));
      lastingReasonRules(reason, {
        left: () => this.asked().address,
        message: 'Leave the address out of the reason: it stays for ever.',
      });
    },
    () => this.submit(),
    () => this.work.forget(),
  );

  private async submit(): Promise<void> {
    const [address, reason] = [this.asked().address.trim(), this.asked().reason.trim()];
    const done = await this.work.run(async () => {
      await this.gateway.run(EraseAddress, { address, reason });
      return true;
    });
    if (!done) return;
    await this.announcer.announce('Erased');
    this.dialog().close();
  }
}
