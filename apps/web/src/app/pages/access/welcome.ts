import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  viewChild,
} from '@angular/core';
import { Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { Icon } from '../../ui/icon';
import { linkEntry } from './link-entry';
import { NewPassword } from './new-password';
import { SecondStep } from './second-step';

/** By step. */
const FOOT = [
  'The link works once and for 30 minutes.',
  'Not now? Sign in with the password later: this step waits for you there.',
  'Keep them apart from the device with the app.',
] as const;

/** The first administrator, with the token of the one-time link. It stands in the fragment, which no server ever sees. */
@Component({
  selector: 'wl-welcome',
  imports: [Icon, Mark, NewPassword, SecondStep],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product">
        <wl-mark /> Wireledger <span class="step">Step {{ step() }} of 3</span>
      </div>
      @if (entry.pending(); as step) {
        <wl-second-step [pending]="step" (done)="entry.enter()" (back)="entry.signInInstead()" />
      } @else {
        <h1>Make the first administrator</h1>
        <p class="to">
          of the console at <strong>{{ entry.host }}</strong>
        </p>
        <form (submit)="submit($event)">
          @if (entry.token === '') {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span
                >This link has no token. Open the whole one-time link, or print a new one with
                <span class="mono">npx wireledger user bootstrap</span>.</span
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
          <wl-new-password (changed)="entry.typed.set($event)" />
          <button type="submit" class="button primary" [disabled]="entry.busy() || entry.token === ''">
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
  protected readonly entry = linkEntry('/welcome');
  private readonly name = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly password = viewChild(NewPassword);

  protected readonly step = computed(() => (this.session.signedIn() ? 3 : this.entry.pending() ? 2 : 1));
  protected readonly foot = computed(() => FOOT[this.step() - 1]);

  constructor() {
    afterNextRender(() => this.name()?.nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.name()?.nativeElement;
    const { token, typed } = this.entry;
    if (!name || token === '') return;
    await this.entry.choose(this.password(), () => this.session.bootstrap(token, name.value.trim(), typed()));
  }
}
