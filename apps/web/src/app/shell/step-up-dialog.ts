import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { type ApiError, toApiError } from '../core/api/errors';
import { Account } from '../core/session/account';
import { Departure } from '../core/session/departure';
import { StepUp } from '../core/session/step-up';
import { CodeField, codeRules } from '../ui/code-field';
import { entryForm, showProblems } from '../ui/form/entry-form';
import { FORM_PARTS } from '../ui/form/form-parts';
import { reasonRules } from '../ui/form/rules';
import { Icon } from '../ui/icon';
import { WireText } from '../ui/wire-text';

/** What a code and a reason are asked for, in words; a permission that is not here is shown by its name. */
const WORDS: Readonly<Record<string, string>> = {
  'profile.own': 'Change your own account, which has no password',
  'export.data': 'Export flows, domains or hosts',
  'rules.publish': 'Change which rules judge',
  'users.write': 'Change people and their rights',
  'users.mfa': 'Reset a second factor',
  'privacy.erase': 'Erase a person or an address for ever',
  'sessions.kill': 'End sessions of others',
  'security.write': 'Change security settings',
  'tokens.write': 'Make or revoke API tokens',
  'privacy.write': 'Change the masking of addresses',
  'retention.write': 'Change how long things are kept',
  'retention.hold': 'Set a legal hold',
  'retention.lift': 'Lift a legal hold',
  'privacy.reveal': 'Show masked addresses and names for ten minutes',
};

/** Asks for a code of the second factor and a reason, and goes on with what was to be done. */
@Component({
  selector: 'wl-step-up',
  imports: [...FORM_PARTS, CodeField, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="overlay" aria-labelledby="step-up-title" (close)="closed()">
      @if (stepUp.asking(); as asking) {
        <form [formRoot]="entry">
          <div class="head">
            <h2 id="step-up-title"><wl-icon name="lock" /> Confirm it is you</h2>
            <button type="button" class="icon-button" aria-label="Cancel" (click)="cancel()">
              <wl-icon name="close" />
            </button>
          </div>
          <div class="body">
            <p class="strong">{{ words(asking.permission) }}</p>
            <p class="second">Code and reason are recorded with it. They hold for a few minutes in this browser.</p>
            @if (error(); as problem) {
              <p class="bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
            }
            <label class="label" for="step-up-reason">Reason</label>
            <input #reason id="step-up-reason" class="field" autocomplete="off" [formField]="entry.reason" />
            <wl-field-problem [of]="entry.reason" control="step-up-reason" />
            <div class="label-row">
              <label class="label" for="step-up-code">{{ recovery() ? 'Recovery code' : 'Six-digit code' }}</label>
              <button type="button" class="link" (click)="recovery.set(!recovery())">
                {{ recovery() ? 'Use the app' : 'Use a recovery code' }}
              </button>
            </div>
            <wl-code-field #field fieldId="step-up-code" [recovery]="recovery()" [code]="entry.code" />
          </div>
          <div class="foot">
            @if (there(); as at) {
              <button type="button" class="link there" [disabled]="busy()" (click)="confirmThere()">
                Confirm at <wl-wire [text]="at" [fit]="false" /> instead
              </button>
            }
            <button type="button" class="button" (click)="cancel()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="busy()">Confirm</button>
          </div>
        </form>
      }
    </dialog>
  `,
  styles: `
    dialog {
      width: min(420px, calc(100vw - 32px));
      margin: auto;
      border-radius: var(--radius-dialog);
      border: var(--line) solid var(--border);
      background: var(--raised);
    }
    .head {
      display: flex;
      justify-content: space-between;
      align-items: center;
      height: 44px;
      padding: 0 var(--space-8) 0 var(--space-16);
      border-bottom: var(--line) solid var(--grid);
    }
    .head h2 {
      display: flex;
      align-items: center;
      gap: var(--space-8);
    }
    .body {
      display: flex;
      flex-direction: column;
      gap: var(--space-4);
      padding: var(--space-16);
    }
    .second {
      margin-bottom: var(--space-12);
      font: var(--type-table);
    }
    .field {
      height: 36px;
      margin-bottom: var(--space-12);
    }
    .field + wl-field-problem {
      margin: calc(-1 * var(--space-12)) 0 var(--space-12);
    }
    .label-row {
      display: flex;
      justify-content: space-between;
      align-items: baseline;
    }
    .link {
      font: var(--type-caption);
    }
    .bad {
      display: flex;
      gap: var(--space-8);
      margin-bottom: var(--space-12);
      font: var(--type-table);
    }
    .bad wl-icon {
      margin-top: 1px;
      color: var(--error);
    }
    .there {
      margin: auto auto auto 0;
    }
    .foot {
      display: flex;
      justify-content: flex-end;
      gap: var(--space-8);
      padding: 0 var(--space-16) var(--space-16);
    }
  `,
})
export class StepUpDialog {
  protected readonly stepUp = inject(StepUp);
  private readonly account = inject(Account);
  private readonly departure = inject(Departure);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly reason = viewChild<ElementRef<HTMLInputElement>>('reason');
  private readonly field = viewChild(CodeField);

  protected readonly recovery = signal(false);
  protected readonly busy = signal(false);
  private readonly entered = signal({ reason: '', code: '' });
  protected readonly entry = entryForm(
    this.entered,
    ({ reason, code }) => {
      reasonRules(reason);
      codeRules(code, this.recovery);
    },
    () => this.send(),
    () => this.error.set(undefined),
  );
  /** What the provider is called that somebody may prove himself at instead. */
  protected readonly there = signal<string | null>(null);
  protected readonly error = signal<ApiError | undefined>(undefined);

  constructor() {
    effect(() => {
      const asking = this.stepUp.asking();
      // What was entered for one act stands there for no other.
      untracked(() => this.entry().reset({ reason: asking?.reason ?? '', code: '' }));
      if (!asking) return;
      this.recovery.set(false);
      this.error.set(undefined);
      this.there.set(null);
      void this.account
        .identity()
        .then(({ provider, factorAtProvider }) => this.there.set(factorAtProvider ? provider : null))
        // The code is asked for anyhow.
        .catch(() => undefined);
    });
    // Opened when its fields are drawn, so that the next key goes into the one that wants it.
    afterRenderEffect(() => {
      const asking = this.stepUp.asking();
      const dialog = this.dialog().nativeElement;
      if (!asking) {
        if (dialog.open) dialog.close();
        return;
      }
      if (!dialog.open) dialog.showModal();
      untracked(() => (asking.reason === '' ? this.reason()?.nativeElement : this.field())?.focus());
    });
  }

  protected words(permission: string): string {
    return WORDS[permission] ?? permission;
  }

  protected cancel(): void {
    this.stepUp.asking()?.answer(false);
  }

  /** Escape closes a dialog by itself. */
  protected closed(): void {
    if (this.stepUp.asking()) this.cancel();
  }

  /** At the provider; the page is left for it, and what was to be done is done again afterwards. */
  protected async confirmThere(): Promise<void> {
    const asking = this.stepUp.asking();
    if (!asking || this.busy()) return;
    const { reason } = this.entry;
    if (reason().invalid()) return showProblems(reason);
    this.busy.set(true);
    this.error.set(undefined);
    try {
      const url = await this.account.beginProof(asking.permission, this.entered().reason.trim());
      this.departure.leave(url, { for: 'account', back: `${location.pathname}${location.search}` });
    } catch (thrown) {
      this.error.set(toApiError(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  private async send(): Promise<void> {
    const asking = this.stepUp.asking();
    if (!asking || this.busy()) return;
    const { reason, code } = this.entered();
    this.busy.set(true);
    this.error.set(undefined);
    try {
      await this.account.stepUp(asking.permission, code.trim(), reason.trim());
      asking.answer(true);
    } catch (thrown) {
      this.error.set(toApiError(thrown));
      this.field()?.select();
    } finally {
      this.busy.set(false);
    }
  }
}
