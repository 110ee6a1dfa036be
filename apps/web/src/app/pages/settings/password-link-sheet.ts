import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import { OfferPasswordReset, type UserRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { Icon } from '../../ui/icon';
import { SecretOnce } from './secret-once';

interface Given {
  readonly link: string;
  readonly expiresAt: string;
}

/** Makes the link by which somebody who forgot his password sets another one; it is shown once. */
@Component({
  selector: 'wl-password-link-sheet',
  imports: [Dialog, Icon, ReasonField, SecretOnce],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="heading()" [subject]="user().name" [opener]="opener()" (closed)="closed.emit()">
      @if (given(); as got) {
        <p class="lead">
          Good until <span class="num">{{ moment(got.expiresAt) }}</span>, once.
        </p>
        <wl-secret-once
          label="Link for a new password"
          [secret]="got.link"
          warning="Shown once. Only its hash is stored. Whoever has the link sets the password: send it on a way that nobody else reads."
          (done)="dialog().close()"
        />
      } @else {
        <form (submit)="make($event)">
          @if (work.problem(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ problem }}</span>
            </p>
          }
          <p class="lead">
            Until the link is used, the password that is set stays good. Then all sessions end, and the second factor is
            asked for as at every sign-in. A link that was made before is good no more. Make sure it is really him who
            asks.
          </p>
          <wl-reason-field fieldId="password-link-reason" [(value)]="reason" />
          <div class="actions">
            <button type="button" class="button" (click)="dialog().close()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="work.busy()">Make the link</button>
          </div>
        </form>
      }
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class PasswordLinkSheet {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly user = input.required<UserRow>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  protected readonly reason = signal('');
  protected readonly given = signal<Given | undefined>(undefined);
  protected readonly heading = computed(() => (this.given() ? 'Link for' : 'Link for a new password of'));

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    const [{ id }, reason] = [this.user(), this.reason()];
    const given = await this.work.run(async () => {
      // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
      if (reason.trim() === '') throw new RangeError('A reason is wanted.');
      return (await this.gateway.run(OfferPasswordReset, { id, reason })).done;
    });
    if (!given) return;
    this.given.set(given);
    this.changed.emit();
  }
}
