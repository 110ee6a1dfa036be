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
import { Departure } from '../../core/session/departure';
import { type Invitation, type Pending, Session } from '../../core/session/session';
import { roleLabel } from '../../format/roles';
import { Mark } from '../../shell/mark';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { type AppSecret, EnrolSteps } from './enrol-steps';
import { NewPassword } from './new-password';

/** By step. */
const FOOT = [
  'The link works once.',
  'Not now? Sign in with the password later: this step waits for you there.',
  'Keep them apart from the device with the app.',
] as const;

/** Somebody who was invited sets his password, with the token of his link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-invitation',
  imports: [EnrolSteps, Icon, Mark, NewPassword, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product"><wl-mark /> Wireledger</div>
      @if (pending()) {
        <wl-enrol-steps [app]="app()" [confirm]="enrol" (finished)="enter()" (over)="signInInstead()" />
      } @else {
        @if (invited(); as who) {
          <h1>Welcome, <wl-wire [text]="who.name" [fit]="false" /></h1>
          <p class="to">
            You are invited to the console at <strong>{{ host }}</strong> as <strong>{{ label(who.role) }}</strong>.
          </p>
        } @else {
          <h1>Invitation</h1>
          <p class="to">
            to the console at <strong>{{ host }}</strong>
          </p>
        }
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
          @if (invited(); as who) {
            <input
              class="visually-hidden"
              autocomplete="username"
              [value]="who.name"
              readonly
              tabindex="-1"
              aria-hidden="true"
            />
            <wl-new-password (changed)="typed.set($event)" />
            <button type="submit" class="button primary" [disabled]="busy()">Set the password and sign in</button>
            @if (provider(); as at) {
              <p class="or">or, without a password</p>
              <button type="button" class="button" [disabled]="busy()" (click)="withProvider()">
                <span>Continue with <wl-wire [text]="at" [fit]="false" /></span>
              </button>
            }
          }
        </form>
      }
    </main>
    <footer class="foot">{{ foot() }}</footer>
  `,
  styleUrl: './access.css',
})
export class InvitationPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly departure = inject(Departure);
  private readonly injector = inject(Injector);
  private readonly password = viewChild(NewPassword);

  protected readonly token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  protected readonly host = location.host;
  protected readonly invited = signal<Invitation | undefined>(undefined);
  protected readonly busy = signal(false);
  /** What the sign-in provider is called; null = there is none. */
  protected readonly provider = signal<string | null>(null);
  protected readonly typed = signal('');
  /** The password is set, and the role demands a second factor. */
  protected readonly pending = signal<Pending | undefined>(undefined);
  protected readonly app = computed<AppSecret>(() => ({
    uri: this.pending()?.uri ?? '',
    secret: this.pending()?.secret ?? '',
  }));
  protected readonly enrol = (code: string): Promise<readonly string[]> =>
    this.session.enrol(this.pending()?.token ?? '', code);
  protected readonly foot = computed(() => FOOT[this.session.signedIn() ? 2 : this.pending() ? 1 : 0]);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly label = roleLabel;

  constructor() {
    if (this.token === '') return;
    // out of the address bar and the history as soon as it is read
    history.replaceState(history.state, '', '/invitation');
    void this.look();
  }

  protected async enter(): Promise<void> {
    await this.router.navigateByUrl('/overview');
  }

  /** Another step is due than setting a second factor up: the sign-in knows it. */
  protected async signInInstead(): Promise<void> {
    await this.router.navigateByUrl('/sign-in');
  }

  /** The link is used with the identity that comes back from there. */
  protected async withProvider(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      this.departure.leave(await this.session.beginAtProvider(this.token), { for: 'signIn', back: '/overview' });
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const who = this.invited();
    if (!who || this.busy()) return;
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
      const pending = await this.session.acceptInvitation(this.token, who.name, this.typed());
      if (pending?.needs === 'enrol') this.pending.set(pending);
      else if (pending) await this.signInInstead();
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
      const [invited, door] = await Promise.all([
        this.session.invited(this.token),
        this.session.door().catch(() => null),
      ]);
      this.invited.set(invited);
      this.provider.set(door?.provider ?? null);
      afterNextRender(() => this.password()?.focus(), { injector: this.injector });
    } catch (error) {
      this.error.set(toApiError(error));
    }
  }
}
