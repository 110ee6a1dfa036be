import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import { OfferPasswordReset, type UserRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules } from '../../ui/form/rules';
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
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField, SecretOnce],
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
        <form [formRoot]="entry">
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
          <wl-reason-field fieldId="password-link-reason" [reason]="entry.reason" />
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
  private readonly asked = signal({ reason: '' });
  // The button is not off until a reason stands there: Enter right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    this.asked,
    ({ reason }) => reasonRules(reason),
    () => this.make(),
    () => this.work.forget(),
  );
  protected readonly given = signal<Given | undefined>(undefined);
  protected readonly heading = computed(() => (this.given() ? 'Link for' : 'Link for a new password of'));

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }

  private async make(): Promise<void> {
    const order = { id: this.user().id, ...this.asked() };
    const given = await this.work.run(async () => (await this.gateway.run(OfferPasswordReset, order)).done);
    if (!given) return;
    this.given.set(given);
    this.changed.emit();
  }
}
