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
import { Departure } from '../../core/session/departure';
import { type Invitation, Session } from '../../core/session/session';
import { roleLabel } from '../../format/roles';
import { Mark } from '../../shell/mark';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { linkEntry } from './link-entry';
import { NewPassword, newPasswordRules, passwordLength } from './new-password';
import { SecondStep } from './second-step';

/** By step. */
const FOOT = [
  'The link works once.',
  'Not now? Sign in with the password later: this step waits for you there.',
  'Keep them apart from the device with the app.',
] as const;

/** Somebody who was invited sets his password, with the token of his link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-invitation',
  imports: [...FORM_PARTS, Icon, Mark, NewPassword, SecondStep, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product"><wl-mark /> Wireledger</div>
      @if (entry.pending(); as step) {
        <wl-second-step
          [pending]="step"
          [name]="invited()?.name ?? ''"
          (done)="entry.enter()"
          (back)="entry.signInInstead()"
        />
      } @else {
        @if (invited(); as who) {
          <h1>Welcome, <wl-wire [text]="who.name" [fit]="false" /></h1>
          <p class="to">
            You are invited to the console at <strong>{{ entry.host }}</strong> as
            <strong>{{ label(who.role) }}</strong>.
          </p>
        } @else {
          <h1>Invitation</h1>
          <p class="to">
            to the console at <strong>{{ entry.host }}</strong>
          </p>
        }
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
          @if (invited(); as who) {
            <input
              class="visually-hidden"
              autocomplete="username"
              [value]="who.name"
              readonly
              tabindex="-1"
              aria-hidden="true"
            />
            <wl-new-password [password]="form.password" [shortest]="shortest()" />
            <button type="submit" class="button primary" [disabled]="entry.busy()">Set the password and sign in</button>
            @if (provider(); as at) {
              <p class="or">or, without a password</p>
              <button type="button" class="button" [disabled]="entry.busy()" (click)="withProvider()">
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
  protected readonly entry = linkEntry('/invitation');
  private readonly departure = inject(Departure);
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

  protected readonly invited = signal<Invitation | undefined>(undefined);
  /** What the sign-in provider is called; null = there is none. */
  protected readonly provider = signal<string | null>(null);
  protected readonly foot = computed(() => FOOT[this.session.signedIn() ? 2 : this.entry.pending() ? 1 : 0]);
  protected readonly label = roleLabel;

  constructor() {
    if (this.entry.token !== '') void this.entry.run(() => this.look());
  }

  /** The link is used with the identity that comes back from there. */
  protected withProvider(): Promise<void> {
    return this.entry.run(async () => {
      const there = await this.session.beginAtProvider(this.entry.token);
      this.departure.leave(there, { for: 'signIn', back: '/overview' });
    });
  }

  private async send(): Promise<void> {
    const who = this.invited();
    if (!who) return;
    const { password } = this.chosen();
    const set = await this.entry.choose(() => this.session.acceptInvitation(this.entry.token, who.name, password));
    if (set) this.chosen.set({ password: '' });
    else this.password()?.select();
  }

  private async look(): Promise<void> {
    const [invited, door] = await Promise.all([
      this.session.invited(this.entry.token),
      this.session.door().catch(() => null),
    ]);
    this.invited.set(invited);
    this.provider.set(door?.provider ?? null);
    afterNextRender(() => this.password()?.focus(), { injector: this.injector });
  }
}
