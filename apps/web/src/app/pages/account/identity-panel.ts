import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Account, type OwnIdentity } from '../../core/session/account';
import { Departure } from '../../core/session/departure';
import { StepUp } from '../../core/session/step-up';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { NO_PROOF, proofOf, proofRules } from './proof';

type Deed = 'link' | 'unlink';

const REASON = 'changes of the own account';
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** The viewer's identity at the sign-in provider: linked, unlinked, or what stands for the password that he does not have. */
@Component({
  selector: 'wl-identity-panel',
  imports: [...FORM_PARTS, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="state">
      @if (identity().linkedAt; as since) {
        <span class="tag ok">linked</span>
        <span><wl-wire [text]="name()" [fit]="false" /> signs you in, since {{ date(since) }}.</span>
      } @else {
        <span class="tag">not linked</span>
        <span>You sign in with name and password.</span>
      }
    </p>
    @if (done(); as words) {
      <p class="said" role="status"><wl-icon name="check" />{{ words }}</p>
    }
    @if (!deed() && error(); as problem) {
      <p class="said bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
    }
    @if (deed()) {
      <form [formRoot]="entry">
        @if (error(); as problem) {
          <p class="said bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
        }
        @if (identity().hasPassword) {
          <label class="label" for="identity-proof">Password</label>
          <input
            #proof
            id="identity-proof"
            class="field"
            type="password"
            autocomplete="current-password"
            [formField]="entry.password"
          />
          <wl-field-problem [of]="entry.password" control="identity-proof" />
        }
        @if (enrolled()) {
          <label class="label" for="identity-code">Code of your app, or a recovery code</label>
          <input
            #proofCode
            id="identity-code"
            class="field"
            type="text"
            autocomplete="one-time-code"
            [formField]="entry.code"
          />
          <wl-field-problem [of]="entry.code" control="identity-code" />
        }
        <p class="tools">
          <button type="submit" class="button primary" [disabled]="busy()">
            {{ deed() === 'link' ? 'Go on to the provider' : 'Unlink' }}
          </button>
          <button type="button" class="button" (click)="leave()">Cancel</button>
        </p>
      </form>
    } @else {
      @if (identity().linkedAt !== null && !identity().hasPassword) {
        <p class="hint">
          This account has no password. Before you change the account here, prove yourself at the provider: it holds for
          five minutes.
        </p>
      }
      <p class="tools">
        @if (identity().linkedAt === null) {
          <button type="button" class="button" (click)="begin('link')">
            <span>Link <wl-wire [text]="name()" [fit]="false" /></span>
          </button>
        } @else if (identity().hasPassword) {
          <button type="button" class="button" (click)="begin('unlink')">Unlink</button>
        } @else {
          <button type="button" class="button" [disabled]="busy()" (click)="proveThere()">
            <span>Prove yourself at <wl-wire [text]="name()" [fit]="false" /></span>
          </button>
          @if (enrolled()) {
            <button type="button" class="button" [disabled]="busy()" (click)="proveByCode()">
              Use a code of your app
            </button>
          }
        }
      </p>
    }
  `,
  styleUrl: './account.css',
  styles: `
    :host {
      display: block;
      padding: 0;
    }
    .state {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: var(--space-8);
      margin-bottom: var(--space-12);
      font: var(--type-table);
    }
    .hint {
      margin-top: 0;
      max-width: 60ch;
    }
    .tools {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-8);
    }
  `,
})
export class IdentityPanel {
  private readonly account = inject(Account);
  private readonly departure = inject(Departure);
  private readonly stepUp = inject(StepUp);
  private readonly injector = inject(Injector);
  private readonly proof = viewChild<ElementRef<HTMLInputElement>>('proof');
  private readonly proofCode = viewChild<ElementRef<HTMLInputElement>>('proofCode');

  readonly identity = input.required<OwnIdentity>();
  /** A code of the second factor is asked for with the password. */
  readonly enrolled = input.required<boolean>();
  /** It was unlinked; other sessions may have ended. */
  readonly changed = output();
  protected readonly name = computed(() => this.identity().provider ?? 'the provider that was set up before');
  protected readonly deed = signal<Deed | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly done = signal<string | undefined>(undefined);

  private readonly proved = signal(NO_PROOF);
  protected readonly entry = entryForm(
    this.proved,
    (proof) => proofRules(proof, { password: () => this.identity().hasPassword, code: this.enrolled }),
    () => this.prove(),
    () => this.error.set(undefined),
  );

  protected readonly date = (text: string): string => day.format(new Date(text));

  protected begin(deed: Deed): void {
    this.error.set(undefined);
    this.done.set(undefined);
    this.deed.set(deed);
    afterNextRender(() => (this.proof() ?? this.proofCode())?.nativeElement.focus(), { injector: this.injector });
  }

  protected leave(): void {
    this.deed.set(undefined);
    this.entry().reset(NO_PROOF);
  }

  private async prove(): Promise<void> {
    const proof = proofOf(this.proved());
    await this.tried(async () => {
      if (this.deed() === 'link') {
        this.departure.leave(await this.account.beginLink(proof), { for: 'account', back: '/account' });
        return;
      }
      const ended = await this.account.unlink(proof);
      this.leave();
      this.done.set(`Unlinked${ended > 0 ? `; ${ended} other ${ended === 1 ? 'session' : 'sessions'} ended` : ''}.`);
      this.changed.emit();
    });
    const problem = this.error();
    if (!problem) return;
    const fields = [this.proof()?.nativeElement, this.proofCode()?.nativeElement];
    (problem.code === 'CODE_WRONG' ? fields.reverse() : fields).find((one) => one)?.select();
  }

  protected async proveThere(): Promise<void> {
    await this.tried(async () => {
      const url = await this.account.beginProof('profile.own', REASON);
      this.departure.leave(url, { for: 'account', back: '/account' });
    });
  }

  protected async proveByCode(): Promise<void> {
    this.done.set(undefined);
    if (await this.stepUp.ask('profile.own', REASON)) this.done.set('Confirmed for five minutes.');
  }

  private async tried(work: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      await work();
    } catch (thrown) {
      this.error.set(toApiError(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
