import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { type ApiError, toApiError } from '../../core/api/errors';
import { type Pending, Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { Icon } from '../../ui/icon';
import { type AppSecret, EnrolSteps } from './enrol-steps';

const SHORTEST = 12;
/** By step. */
const FOOT = [
  'The link works once and for 30 minutes.',
  'Not now? Sign in with the password later: this step waits for you there.',
  'Keep them apart from the device with the app.',
] as const;

/** The first administrator, with the token of the one-time link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-welcome',
  imports: [EnrolSteps, Icon, Mark],
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
          <label class="label" for="password">Password</label>
          <div class="entry">
            <input
              #password
              id="password"
              class="field"
              name="password"
              [type]="shown() ? 'text' : 'password'"
              autocomplete="new-password"
              required
              maxlength="128"
              aria-describedby="password-hint"
              (input)="length.set(password.value.length)"
            />
            <button
              type="button"
              class="icon-button"
              [attr.aria-label]="shown() ? 'Hide password' : 'Show password'"
              (click)="shown.set(!shown())"
            >
              <wl-icon [name]="shown() ? 'eye-off' : 'eye'" />
            </button>
          </div>
          <p class="hint" id="password-hint" [class.good]="enough()">
            {{ enough() ? 'Long enough' : 'At least ' + shortest + ' characters. A sentence is easiest to keep.' }}
          </p>
          <button type="submit" class="button primary" [disabled]="busy() || !enough() || token === ''">
            Make administrator
          </button>
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
  private readonly password = viewChild<ElementRef<HTMLInputElement>>('password');

  protected readonly token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  protected readonly host = location.host;
  protected readonly shortest = SHORTEST;
  protected readonly shown = signal(false);
  protected readonly busy = signal(false);
  protected readonly length = signal(0);
  protected readonly enough = computed(() => this.length() >= SHORTEST);
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
    setTimeout(() => this.name()?.nativeElement.focus());
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
    const [name, password] = [this.name()?.nativeElement, this.password()?.nativeElement];
    if (this.busy() || !this.enough() || !name || !password) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      const pending = await this.session.bootstrap(this.token, name.value.trim(), password.value);
      if (pending) this.pending.set(pending);
      else await this.enter();
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }
}
