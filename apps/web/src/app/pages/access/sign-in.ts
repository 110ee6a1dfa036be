import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { ActivatedRoute, Router } from '@angular/router';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Departure } from '../../core/session/departure';
import { safeReturnPath } from '../../core/session/return-path';
import { type Pending, Session } from '../../core/session/session';
import { PAGES } from '../../shell/pages';
import { Mark } from '../../shell/mark';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText, wanted } from '../../ui/form/rules';
import { passwordRules } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { SecondStep } from './second-step';

@Component({
  selector: 'wl-sign-in',
  imports: [...FORM_PARTS, Icon, Mark, SecondStep, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product">
        <wl-mark /> Wireledger
        @if (step(); as text) {
          <span class="step">{{ text }}</span>
        }
      </div>
      @if (pending(); as step) {
        <wl-second-step [pending]="step" [name]="user()" (done)="enter()" (back)="again($event)" />
      } @else {
        <h1>Sign in</h1>
        <p class="to">
          to the console at <strong>{{ host }}</strong>
        </p>
        <form [formRoot]="entry">
          @if (target(); as page) {
            <p class="note">
              <wl-icon name="link" /><span
                >You will return to <strong>{{ page }}</strong> after signing in.</span
              >
            </p>
          }
          @if (bootstrapNeeded()) {
            <p class="note">
              <wl-icon name="help" /><span
                >{{ provider() === null ? 'Nobody can sign in yet.' : 'There is no administrator yet.' }} Open the
                one-time link that was printed when Wireledger started.</span
              >
            </p>
          }
          @if (error(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ words(problem) }}</span>
            </p>
          }
          <label class="label" for="name">User</label>
          <div class="entry">
            <input
              #name
              id="name"
              class="field"
              autocomplete="username"
              autocapitalize="off"
              spellcheck="false"
              [formField]="entry.name"
            />
            <wl-field-problem [of]="entry.name" control="name" />
          </div>
          <label class="label" for="password">Password</label>
          <div class="entry">
            <input
              #password
              id="password"
              class="field"
              [type]="shown() ? 'text' : 'password'"
              autocomplete="current-password"
              [formField]="entry.password"
            />
            <wl-field-problem [of]="entry.password" control="password" />
            <button
              type="button"
              class="icon-button"
              [attr.aria-label]="shown() ? 'Hide password' : 'Show password'"
              (click)="shown.set(!shown())"
            >
              <wl-icon [name]="shown() ? 'eye-off' : 'eye'" />
            </button>
          </div>
          <button type="submit" class="button primary" [disabled]="busy()">Continue</button>
          @if (provider(); as at) {
            <p class="or">or</p>
            <button type="button" class="button" [disabled]="busy()" (click)="withProvider()">
              <span>Continue with <wl-wire [text]="at" [fit]="false" /></span>
            </button>
            @if (stillThere()) {
              <p class="hint below">
                You may still be signed in there.
                <button type="button" class="link" (click)="leaveProvider()">Sign out there too</button>
              </p>
            }
          }
        </form>
      }
    </main>
    <footer class="foot">
      {{
        pending()?.needs === 'code'
          ? 'Lost your device and your codes? Ask an administrator.'
          : 'Authorised use only. Every sign-in is recorded.'
      }}
    </footer>
  `,
  styleUrl: './access.css',
})
export class SignInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly departure = inject(Departure);
  private readonly injector = inject(Injector);
  private readonly back = safeReturnPath(inject(ActivatedRoute).snapshot.queryParamMap.get('return'));
  private readonly name = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly password = viewChild<ElementRef<HTMLInputElement>>('password');

  protected readonly host = location.host;
  protected readonly shown = signal(false);
  protected readonly busy = signal(false);
  private readonly entered = signal({ name: '', password: '' });
  protected readonly entry = entryForm(
    this.entered,
    ({ name, password }) => {
      wanted(name, 'A name is wanted.');
      shortText(name, 128);
      passwordRules(password);
    },
    () => this.send(),
    () => this.error.set(undefined),
  );
  protected readonly user = computed(() => this.entered().name.trim());
  protected readonly pending = signal<Pending | undefined>(undefined);
  protected readonly step = computed(() => {
    const pending = this.pending();
    if (!pending) return '';
    return pending.needs === 'code' ? 'Step 2 of 2' : `Step ${this.session.signedIn() ? 3 : 2} of 3`;
  });
  protected readonly bootstrapNeeded = signal(false);
  /** What the sign-in provider is called; null = there is none. */
  protected readonly provider = signal<string | null>(null);
  protected readonly stillThere = signal(this.departure.signedInThere);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly target = computed(() =>
    this.back === '/overview' ? undefined : PAGES.find((page) => this.back.startsWith(page.path))?.label,
  );

  constructor() {
    void this.session
      .door()
      .then(({ bootstrapNeeded, provider }) => {
        this.bootstrapNeeded.set(bootstrapNeeded);
        this.provider.set(provider);
      })
      .catch(() => undefined);
    this.toName();
  }

  protected words(problem: ApiError): string {
    if (problem.code === 'SIGN_IN_REFUSED' || problem.code === 'UNAUTHENTICATED')
      return 'User and password do not fit together.';
    const id = problem.details.requestId;
    return id ? `${problem.message} Request ${id}.` : problem.message;
  }

  protected async enter(): Promise<void> {
    await this.router.navigateByUrl(this.back);
  }

  /** To the password again: it was wanted, or the second step is over. */
  protected again(problem?: ApiError): void {
    this.pending.set(undefined);
    this.error.set(problem);
    this.entry().reset({ name: '', password: '' });
    this.toName();
  }

  protected async withProvider(): Promise<void> {
    await this.tried(async () => {
      this.departure.leave(await this.session.beginAtProvider(), { for: 'signIn', back: this.back });
    });
  }

  protected async leaveProvider(): Promise<void> {
    await this.tried(async () => {
      const url = await this.session.signOutAtProvider();
      this.departure.signedInThere = false;
      this.stillThere.set(false);
      if (url !== null) this.departure.go(url);
    });
  }

  private async tried(work: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      await work();
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }

  private toName(): void {
    afterNextRender(() => this.name()?.nativeElement.focus(), { injector: this.injector });
  }

  private async send(): Promise<void> {
    await this.tried(async () => {
      const pending = await this.session.signIn(this.user(), this.entered().password);
      // It stands nowhere from here on.
      this.entered.update((entered) => ({ ...entered, password: '' }));
      if (pending) this.pending.set(pending);
      else await this.enter();
    });
    if (this.error()) this.password()?.nativeElement.select();
  }
}
