import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import { ApiError, toApiError } from '../../core/api/errors';
import { type Pending, Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { Icon } from '../../ui/icon';
import { type AppSecret, EnrolSteps } from './enrol-steps';
import { NewPassword } from './new-password';

/** By step. */
const FOOT = [
  'The link works once and for 30 minutes.',
  'Not now? Sign in with the password later: this step waits for you there.',
  'Keep them apart from the device with the app.',
] as const;

/** The first administrator, with the token of the one-time link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-welcome',
  imports: [EnrolSteps, Icon, Mark, NewPassword],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product">
        <wl-mark /> Wireledger <span class="step">Step {{ step() }} of 3</span>
      </div>
      @if (pending()) {
        <wl-enrol-steps [app]="app()" [confirm]="enrol" (finished)="enter()" (over)="signInInstead()" />
      } @else {
        <h1>Make the first administrator</h1>
        <p class="to">
          of the console at <strong>{{ host }}</strong>
        </p>
        <form (submit)="submit($event)">
          @if (token === '') {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span
                >This link has no token. Open the whole one-time link, or print a new one with
                <span class="mono">npx wireledger user bootstrap</span>.</span
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
          <label class="label" for="name">User</label>
          <div class="entry">
            <input
              #name
              id="name"
              class="field"
              name="username"
              autocomplete="username"
              autocapitalize="off"
              spellcheck="false"
              required
              maxlength="64"
            />
          </div>
          <wl-new-password (changed)="typed.set($event)" />
          <button type="submit" class="button primary" [disabled]="busy() || token === ''">Make administrator</button>
        </form>
      }
    </main>
    <footer class="foot">{{ foot() }}</footer>
  `,
  styleUrl: './access.css',
})
export class WelcomePage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly name = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly password = viewChild(NewPassword);

  protected readonly token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  protected readonly host = location.host;
  protected readonly busy = signal(false);
  protected readonly typed = signal('');
  protected readonly pending = signal<Pending | undefined>(undefined);
  protected readonly app = computed<AppSecret>(() => ({
    uri: this.pending()?.uri ?? '',
    secret: this.pending()?.secret ?? '',
  }));
  protected readonly enrol = (code: string): Promise<readonly string[]> =>
    this.session.enrol(this.pending()?.token ?? '', code);
  protected readonly step = computed(() => (this.session.signedIn() ? 3 : this.pending() ? 2 : 1));
  protected readonly foot = computed(() => FOOT[this.step() - 1]);
  protected readonly error = signal<ApiError | undefined>(undefined);

  constructor() {
    // out of the address bar and the history as soon as it is read
    if (this.token !== '') history.replaceState(history.state, '', '/welcome');
    afterNextRender(() => this.name()?.nativeElement.focus());
  }

  protected async enter(): Promise<void> {
    await this.router.navigateByUrl('/overview');
  }

  /** The secret is not good any more: the password brings a new one. */
  protected async signInInstead(): Promise<void> {
    await this.router.navigateByUrl('/sign-in');
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.name()?.nativeElement;
    if (this.busy() || !name || this.token === '') return;
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
      const pending = await this.session.bootstrap(this.token, name.value.trim(), this.typed());
      if (pending) this.pending.set(pending);
      else await this.enter();
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }
}
