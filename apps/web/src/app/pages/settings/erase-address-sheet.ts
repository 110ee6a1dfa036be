import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Gateway } from '../../core/api/gateway';
import { EraseAddress } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Erases an e-mail address of channels for ever: says what goes and what stays. It is nobody's who signs in here. */
@Component({
  selector: 'wl-erase-address-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Erase an e-mail address" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
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
            required
            maxlength="254"
            autocomplete="off"
            spellcheck="false"
            [value]="address()"
            (input)="address.set(valueOf($event))"
          />
        </div>
        <div class="entry">
          <label class="label" for="erase-address-reason">Reason, stays on the audit trail</label>
          <textarea
            id="erase-address-reason"
            class="field"
            required
            maxlength="500"
            aria-describedby="erase-address-hint"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
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
  protected readonly address = signal('');
  protected readonly reason = signal('');

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      const [address, reason] = [this.address().trim(), this.reason().trim()];
      if (!address.includes('@')) throw new RangeError('Write an address like ada@example.org.');
      if (reason === '') throw new RangeError('A reason is wanted.');
      if (reason.toLowerCase().includes(address.toLowerCase()))
        throw new RangeError('Leave the address out of the reason: it stays for ever.');
      await this.gateway.run(EraseAddress, { address, reason });
      return true;
    });
    if (!done) return;
    await this.announcer.announce('Erased');
    this.dialog().close();
  }
}
