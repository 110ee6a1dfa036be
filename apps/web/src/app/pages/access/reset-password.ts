import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { type PasswordReset, Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { linkEntry } from './link-entry';
import { NewPassword, newPasswordRules, passwordLength } from './new-password';
import { SecondStep } from './second-step';

/** Somebody who forgot his password sets another one, with the token of a link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-reset-password',
  imports: [...FORM_PARTS, Icon, Mark, NewPassword, SecondStep, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product"><wl-mark /> Wireledger</div>
      @if (entry.pending(); as step) {
        <wl-second-step
          [pending]="step"
          [name]="who()?.name ?? ''"
          (done)="entry.enter()"
          (back)="entry.signInInstead()"
        />
      } @else {
        <h1>Choose a new password</h1>
        <p class="to">
          @if (who(); as owner) {
            for <strong><wl-wire [text]="owner.name" [fit]="false" /></strong> at <strong>{{ entry.host }}</strong>
          } @else {
            for the console at <strong>{{ entry.host }}</strong>
          }
        </p>
        <form [formRoot]="form">
          @if (entry.token === '') {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span
                >This link has no token. Open the whole link that you were given, or ask an administrator for a new
                one.</span
              >
            </p>
          }
          @if (entry.error(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span
                >{{ problem.message }}
                @if (problem.details.requestId; as id) {
                  Request {{ id }}.
                }
              </span>
            </p>
          }
          @if (who(); as owner) {
            <input
              class="visually-hidden"
              autocomplete="username"
              [value]="owner.name"
              readonly
              tabindex="-1"
              aria-hidden="true"
            />
            <wl-new-password [password]="form.password" [shortest]="shortest()" />
            <button type="submit" class="button primary" [disabled]="entry.busy()">Set the password and sign in</button>
          }
        </form>
      }
    </main>
    <footer class="foot">
      {{
        entry.pending()
          ? 'Lost your device and your codes? Ask an administrator.'
          : 'The link works once. Whoever is signed in as you is signed out.'
      }}
    </footer>
  `,
  styleUrl: './access.css',
})
export class ResetPasswordPage {
  private readonly session = inject(Session);
  protected readonly entry = linkEntry('/reset-password');
  private readonly injector = inject(Injector);
  private readonly password = viewChild(NewPassword);
  protected readonly shortest = passwordLength();
  private readonly chosen = signal({ password: '' });
  protected readonly form = entryForm(
    this.chosen,
    ({ password }) => newPasswordRules(password, this.shortest),
    () => this.send(),
    () => this.entry.error.set(undefined),
  );

  protected readonly who = signal<PasswordReset | undefined>(undefined);

  constructor() {
    if (this.entry.token !== '') void this.entry.run(() => this.look());
  }

  private async send(): Promise<void> {
    if (!this.who()) return;
    const { password } = this.chosen();
    const set = await this.entry.choose(() => this.session.resetPassword(this.entry.token, password));
    if (set) this.chosen.set({ password: '' });
    else this.password()?.select();
  }

  private async look(): Promise<void> {
    this.who.set(await this.session.resetFor(this.entry.token));
    afterNextRender(() => this.password()?.focus(), { injector: this.injector });
  }
}
