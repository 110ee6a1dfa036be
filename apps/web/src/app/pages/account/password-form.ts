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
import { applyWhen } from '@angular/forms/signals';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Account } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { passwordRules } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { NewPassword, newPasswordRules, passwordLength } from '../access/new-password';

/** Changes the viewer's password; every other session of his ends with it. */
@Component({
  selector: 'wl-password-form',
  imports: [...FORM_PARTS, Icon, NewPassword],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formRoot]="entry" aria-labelledby="password-title">
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
          [formField]="entry.current"
        />
        <wl-field-problem [of]="entry.current" control="current" />
      } @else {
        <p class="hint top">You have none: the provider signs you in. With one you could sign in without it.</p>
      }
      <wl-new-password fieldId="next" label="New password" [password]="entry.next" [shortest]="shortest()" />
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

  /** False for whoever signs in by a provider alone: he proves himself there instead. */
  readonly hasPassword = input(true);
  readonly changed = output();
  protected readonly name = computed(() => this.session.viewer()?.name ?? '');
  protected readonly busy = signal(false);
  protected readonly shortest = passwordLength();
  private readonly entered = signal({ current: '', next: '' });
  protected readonly entry = entryForm(
    this.entered,
    (path) => {
      applyWhen(
        path,
        () => this.hasPassword(),
        ({ current }) => passwordRules(current),
      );
      newPasswordRules(path.next, this.shortest);
    },
    () => this.send(),
    () => this.error.set(undefined),
  );
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly done = signal<string | undefined>(undefined);

  private async send(): Promise<void> {
    if (this.busy()) return;
    this.error.set(undefined);
    this.done.set(undefined);
    this.busy.set(true);
    try {
      const { current, next } = this.entered();
      const ended = await this.account.changePassword(current, next);
      this.done.set(
        `Password ${this.hasPassword() ? 'changed' : 'set'}${ended > 0 ? `; ${ended} other ${ended === 1 ? 'session' : 'sessions'} ended` : ''}.`,
      );
      this.entry().reset({ current: '', next: '' });
      this.changed.emit();
    } catch (error) {
      this.error.set(toApiError(error));
      this.current()?.nativeElement.select();
    } finally {
      this.busy.set(false);
    }
  }
}
