import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ApiError, toApiError } from '../../core/api/errors';
import { CodeField, codeRules } from '../../ui/code-field';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { QrCode } from '../../ui/qr-code';
import { RecoveryCodes } from './recovery-codes';

/** What an authenticator app is given. */
export interface AppSecret {
  readonly uri: string;
  /** Base32. */
  readonly secret: string;
}

/** Sets a second factor up: the secret as QR code and as text, its first code, then the recovery codes. */
@Component({
  selector: 'wl-enrol-steps',
  imports: [...FORM_PARTS, CodeField, Icon, QrCode, RecoveryCodes],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (codes(); as list) {
      <wl-recovery-codes [codes]="list" [inPanel]="inPanel()" (kept)="finished.emit()" />
    } @else {
      <p class="title" [class.small]="inPanel()" role="heading" [attr.aria-level]="inPanel() ? 4 : 1">
        Set up your second factor
      </p>
      <p class="to">Signing in takes a code of an authenticator app from now on.</p>
      <form [formRoot]="entry">
        @if (error(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem.message }}</span>
          </p>
        }
        <p class="label">1. Scan this with the app</p>
        <wl-qr class="qr" [text]="app().uri" label="QR code of the secret below" />
        <p class="hint secret-hint">or type its secret there:</p>
        <div class="secret">
          <code class="mono">{{ grouped() }}</code>
          <button type="button" class="icon-button" aria-label="Copy the secret" title="Copy" (click)="copy()">
            <wl-icon name="copy" />
          </button>
        </div>
        <label class="label" for="first-code">2. Enter the six digits that it shows</label>
        <wl-code-field #field fieldId="first-code" describedBy="first-hint" [code]="entry.code" />
        <p class="hint below" id="first-hint"><wl-icon name="clock" /> It shows new ones every 30 s.</p>
        <button type="submit" class="button primary" [disabled]="busy()">Confirm</button>
      </form>
    }
  `,
  styleUrl: './access.css',
  styles: `
    :host {
      display: block;
      min-height: 0;
      padding: 0;
    }
    .qr {
      width: 208px;
      margin: 0 auto var(--space-12);
    }
    .secret-hint {
      margin: 0 0 var(--space-4);
    }
    .secret {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-8);
      margin-bottom: var(--space-24);
      padding: var(--space-4) var(--space-4) var(--space-4) var(--space-12);
      border-radius: var(--radius-control);
      background: var(--sunken);
    }
    .secret code {
      overflow-wrap: anywhere;
      text-wrap: balance;
    }
  `,
})
export class EnrolSteps {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly field = viewChild(CodeField);
  readonly app = input.required<AppSecret>();
  /** Inside a panel of another page. */
  readonly inPanel = input(false);
  /** Sends the first code; answers the recovery codes. */
  readonly confirm = input.required<(code: string) => Promise<readonly string[]>>();
  /** The recovery codes are kept. */
  readonly finished = output();
  /** The secret is not good any more. */
  readonly over = output<ApiError>();

  protected readonly busy = signal(false);
  private readonly entered = signal({ code: '' });
  protected readonly entry = entryForm(
    this.entered,
    ({ code }) => codeRules(code),
    () => this.send(),
    () => this.error.set(undefined),
  );
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly codes = signal<readonly string[] | undefined>(undefined);
  protected readonly grouped = computed(() => this.app().secret.replace(/(.{4})(?=.)/g, '$1 '));

  constructor() {
    afterNextRender(() => this.field()?.focus());
  }

  protected copy(): void {
    void navigator.clipboard
      ?.writeText(this.app().secret)
      .then(() => this.announcer.announce('Secret copied'))
      .catch(() => undefined);
  }

  private async send(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      this.codes.set(await this.confirm()(this.entered().code.trim()));
    } catch (thrown) {
      const problem = toApiError(thrown);
      if (problem.code === 'CHALLENGE_ENDED' || problem.code === 'MFA_EXISTS') this.over.emit(problem);
      else {
        this.error.set(problem);
        this.field()?.select();
      }
    } finally {
      this.busy.set(false);
    }
  }
}
