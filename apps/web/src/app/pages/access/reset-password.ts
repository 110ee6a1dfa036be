import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import { ApiError, toApiError } from '../../core/api/errors';
import { type Pending, type PasswordReset, Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { CodeStep } from './code-step';
import { type AppSecret, EnrolSteps } from './enrol-steps';
import { NewPassword } from './new-password';

/** Somebody who forgot his password sets another one, with the token of a link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-reset-password',
  imports: [CodeStep, EnrolSteps, Icon, Mark, NewPassword, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product"><wl-mark /> Wireledger</div>
      @if (pending(); as step) {
        @if (step.needs === 'code') {
          <wl-code-step [pending]="step" [name]="who()?.name ?? ''" (done)="enter()" (back)="signInInstead()" />
        } @else {
          <wl-enrol-steps [app]="app()" [confirm]="enrol" (finished)="enter()" (over)="signInInstead()" />
        }
      } @else {
        <h1>Choose a new password</h1>
        <p class="to">
          @if (who(); as owner) {
            for <strong><wl-wire [text]="owner.name" [fit]="false" /></strong> at <strong>{{ host }}</strong>
          } @else {
            for the console at <strong>{{ host }}</strong>
          }
        </p>
        <form (submit)="submit($event)">
          @if (token === '') {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span
                >This link has no token. Open the whole link that you were given, or ask an administrator for a new
                one.</span
              >
            </p>
          }
          @if (error(); as problem) {
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
            <wl-new-password (changed)="typed.set($event)" />
            <button type="submit" class="button primary" [disabled]="busy()">Set the password and sign in</button>
          }
        </form>
      }
    </main>
    <footer class="foot">
      {{
        pending()
          ? 'Lost your device and your codes? Ask an administrator.'
          : 'The link works once. Whoever is signed in as you is signed out.'
      }}
    </footer>
  `,
  styleUrl: './access.css',
})
export class ResetPasswordPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly password = viewChild(NewPassword);

  protected readonly token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  protected readonly host = location.host;
  protected readonly who = signal<PasswordReset | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly typed = signal('');
  /** The password is set, and a code is wanted, or a second factor at all. */
  protected readonly pending = signal<Pending | undefined>(undefined);
  protected readonly app = computed<AppSecret>(() => ({
    uri: this.pending()?.uri ?? '',
    secret: this.pending()?.secret ?? '',
  }));
  protected readonly enrol = (code: string): Promise<readonly string[]> =>
    this.session.enrol(this.pending()?.token ?? '', code);
  protected readonly error = signal<ApiError | undefined>(undefined);

  constructor() {
    if (this.token === '') return;
    // out of the address bar and the history as soon as it is read
    history.replaceState(history.state, '', '/reset-password');
    void this.look();
  }

  protected async enter(): Promise<void> {
    await this.router.navigateByUrl('/overview');
  }

  /** The second step is over, or was not wanted: the new password leads to it again. */
  protected async signInInstead(): Promise<void> {
    await this.router.navigateByUrl('/sign-in');
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.who() || this.busy()) return;
    // The button is not off until the password is long enough: Enter right behind its last character would come before it is on.
    const short = this.password()?.tooShort(this.typed());
    if (short) {
      this.error.set(new ApiError('BAD_USER_INPUT', short));
      this.password()?.focus();
      return;
    }
    this.busy.set(true);
    this.error.set(undefined);
    try {
      const pending = await this.session.resetPassword(this.token, this.typed());
      if (pending) this.pending.set(pending);
      else await this.enter();
    } catch (error) {
      this.error.set(toApiError(error));
      this.password()?.select();
    } finally {
      this.busy.set(false);
    }
  }

  private async look(): Promise<void> {
    try {
      this.who.set(await this.session.resetFor(this.token));
      afterNextRender(() => this.password()?.focus(), { injector: this.injector });
    } catch (error) {
      this.error.set(toApiError(error));
    }
  }
}
