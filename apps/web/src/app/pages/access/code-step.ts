import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { type ApiError, toApiError } from '../../core/api/errors';
import { type Pending, Session } from '../../core/session/session';
import { CodeField, codeRules } from '../../ui/code-field';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';

/** Second step of a sign-in: a code of the app, or a recovery code. */
@Component({
  selector: 'wl-code-step',
  imports: [...FORM_PARTS, CodeField, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1>Enter your code</h1>
    <p class="to">
      {{ recovery() ? 'one of the recovery codes of' : 'from the authenticator app of' }}
      <strong><wl-wire [text]="name()" [fit]="false" /></strong>
    </p>
    <form [formRoot]="entry">
      @if (error(); as problem) {
        <p class="refused" role="alert">
          <wl-icon name="close" /><span>{{ problem.message }}</span>
        </p>
      }
      <label class="label" for="code">{{ recovery() ? 'Recovery code' : 'Six-digit code' }}</label>
      <wl-code-field #field fieldId="code" describedBy="code-hint" [recovery]="recovery()" [code]="entry.code" />
      <p class="hint below" id="code-hint">
        <wl-icon name="clock" />
        {{ recovery() ? 'A recovery code works once.' : 'A code works once and changes every 30 s.' }}
      </p>
      <button type="submit" class="button primary" [disabled]="busy()">Sign in</button>
    </form>
    <p class="ways">
      <button type="button" class="link" (click)="turn()">
        {{ recovery() ? 'Use the app' : 'Use a recovery code' }}
      </button>
      <button type="button" class="link" (click)="back.emit(undefined)">Back</button>
    </p>
  `,
  styleUrl: './access.css',
  styles: ':host { display: block; min-height: 0; padding: 0; }',
})
export class CodeStep {
  private readonly session = inject(Session);
  private readonly field = viewChild.required(CodeField);
  readonly pending = input.required<Pending>();
  readonly name = input.required<string>();
  readonly done = output();
  /** To the password again, with the reason when it was not wanted. */
  readonly back = output<ApiError | undefined>();

  protected readonly recovery = signal(false);
  protected readonly busy = signal(false);
  private readonly entered = signal({ code: '' });
  protected readonly entry = entryForm(
    this.entered,
    ({ code }) => codeRules(code, this.recovery),
    () => this.send(),
    () => this.error.set(undefined),
  );
  protected readonly error = signal<ApiError | undefined>(undefined);

  constructor() {
    afterNextRender(() => this.field().focus());
  }

  protected turn(): void {
    this.recovery.update((on) => !on);
    this.error.set(undefined);
    this.entry().reset({ code: '' });
    this.field().focus();
  }

  private async send(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      await this.session.enterCode(this.pending().token, this.entered().code.trim());
      this.done.emit();
    } catch (thrown) {
      const problem = toApiError(thrown);
      if (problem.code === 'CHALLENGE_ENDED') this.back.emit(problem);
      else {
        this.error.set(problem);
        this.field().select();
      }
    } finally {
      this.busy.set(false);
    }
  }
}
