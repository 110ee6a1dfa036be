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
import { Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { linkEntry } from './link-entry';
import { NewPassword, newPasswordRules, passwordLength } from './new-password';
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
  imports: [...FORM_PARTS, Icon, Mark, NewPassword, SecondStep],
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
        <form [formRoot]="form">
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
              autocomplete="username"
              autocapitalize="off"
              spellcheck="false"
              [formField]="form.name"
            />
            <wl-field-problem [of]="form.name" control="name" />
          </div>
          <wl-new-password [password]="form.password" [shortest]="shortest()" />
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
  protected readonly shortest = passwordLength();
  private readonly chosen = signal({ name: '', password: '' });
  protected readonly form = entryForm(
    this.chosen,
    ({ name, password }) => {
      wanted(name, 'A name is wanted.');
      shortText(name, 64);
      newPasswordRules(password, this.shortest);
    },
    () => this.send(),
    () => this.entry.error.set(undefined),
  );

  protected readonly step = computed(() => (this.session.signedIn() ? 3 : this.entry.pending() ? 2 : 1));
  protected readonly foot = computed(() => FOOT[this.step() - 1]);

  constructor() {
    afterNextRender(() => this.name()?.nativeElement.focus());
  }

  private async send(): Promise<void> {
    const { token } = this.entry;
    const { name, password } = this.chosen();
    if (token === '') return;
    const made = await this.entry.choose(() => this.session.bootstrap(token, name.trim(), password));
    if (made) this.chosen.set({ name, password: '' });
  }
}
