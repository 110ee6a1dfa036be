import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';
import { Account } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { Icon } from '../../ui/icon';
import { NewPassword } from '../access/new-password';

/** Changes the viewer's password; every other session of his ends with it. */
@Component({
  selector: 'wl-password-form',
  imports: [Icon, NewPassword],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="submit($event)" aria-labelledby="password-title">
      <div aria-live="polite">
        @if (done(); as text) {
          <p class="said"><wl-icon name="check" />{{ text }}</p>
        }
      </div>
      @if (error(); as problem) {
        <p class="said bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
      }
      <input
        class="visually-hidden"
        autocomplete="username"
        [value]="name()"
        readonly
        tabindex="-1"
        aria-hidden="true"
      />
      @if (hasPassword()) {
        <label class="label" for="current">Current password</label>
        <input
          #current
          id="current"
          class="field"
          type="password"
          autocomplete="current-password"
          required
          maxlength="128"
        />
      } @else {
        <p class="hint top">You have none: the provider signs you in. With one you could sign in without it.</p>
      }
      <wl-new-password fieldId="next" label="New password" (changed)="typed.set($event)" />
      <button type="submit" class="button primary" [disabled]="busy()">
        {{ hasPassword() ? 'Change password' : 'Set a password' }}
      </button>
    </form>
  `,
  styleUrl: './account.css',
  styles: `
    :host {
      padding: 0;
    }
    .hint.top {
      margin-top: 0;
    }
  `,
})
export class PasswordForm {
  private readonly account = inject(Account);
  private readonly session = inject(Session);
  private readonly current = viewChild<ElementRef<HTMLInputElement>>('current');
  private readonly next = viewChild.required(NewPassword);

  /** False for whoever signs in by a provider alone: he proves himself there instead. */
  readonly hasPassword = input(true);
  readonly changed = output();
  protected readonly name = computed(() => this.session.viewer()?.name ?? '');
  protected readonly busy = signal(false);
  protected readonly typed = signal('');
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly done = signal<string | undefined>(undefined);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy()) return;
    this.error.set(undefined);
    this.done.set(undefined);
    // The button is not off until the password is long enough: Enter right behind its last character would come before it is on.
    const short = this.next().tooShort(this.typed());
    if (short) {
      this.error.set(new ApiError('BAD_USER_INPUT', short));
      this.next().focus();
      return;
    }
    this.busy.set(true);
    const current = this.current()?.nativeElement;
    try {
      const ended = await this.account.changePassword(current?.value ?? '', this.typed());
      this.done.set(
        `Password ${this.hasPassword() ? 'changed' : 'set'}${ended > 0 ? `; ${ended} other ${ended === 1 ? 'session' : 'sessions'} ended` : ''}.`,
      );
      if (current) current.value = '';
      this.next().clear();
      this.changed.emit();
    } catch (error) {
      this.error.set(toApiError(error));
      current?.select();
    } finally {
      this.busy.set(false);
    }
  }
}
