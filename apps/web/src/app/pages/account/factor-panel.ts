import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Account, type AppOffer, type OwnFactor } from '../../core/session/account';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { ErrorBox } from '../../ui/states';
import { EnrolSteps } from '../access/enrol-steps';
import { RecoveryCodes } from '../access/recovery-codes';
import { NO_PROOF, proofOf, proofRules } from './proof';

type Deed = 'enrol' | 'codes' | 'remove';

const WORDS: Readonly<Record<Deed, string>> = {
  enrol: 'Continue',
  codes: 'Make new codes',
  remove: 'Remove it',
};
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** The viewer's second factor: set up, replaced, removed; and its recovery codes. */
@Component({
  selector: 'wl-factor-panel',
  imports: [...FORM_PARTS, EnrolSteps, ErrorBox, Icon, RecoveryCodes],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (loadError(); as problem) {
      <wl-error what="Your second factor" [error]="problem" (again)="load()" />
    }
    @if (factor(); as now) {
      <p class="state">
        @if (now.enrolled) {
          <span class="tag ok">on</span> Authenticator app since {{ date(now) }} · {{ now.codesLeft }} recovery
          {{ now.codesLeft === 1 ? 'code' : 'codes' }} left
          @if (now.codesLeft < 3) {
            <span class="tag caution">make new ones</span>
          }
        } @else {
          <span class="tag">off</span>
          {{ alone(now) }}
        }
      </p>
      @if (done(); as words) {
        <p class="said" role="status"><wl-icon name="check" />{{ words }}</p>
      }
      @if (offer(); as app) {
        <div class="steps">
          <wl-enrol-steps
            [inPanel]="true"
            [app]="app"
            [confirm]="confirm"
            (finished)="finish()"
            (over)="fail($event)"
          />
        </div>
      } @else if (newCodes(); as codes) {
        <div class="steps"><wl-recovery-codes [inPanel]="true" [codes]="codes" (kept)="finish()" /></div>
      } @else if (deed()) {
        <form [formRoot]="entry">
          @if (error(); as problem) {
            <p class="said bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
          }
          @if (hasPassword()) {
            <label class="label" for="proof">Password</label>
            <input
              #proof
              id="proof"
              class="field"
              type="password"
              autocomplete="current-password"
              [formField]="entry.password"
            />
            <wl-field-problem [of]="entry.password" control="proof" />
          }
          @if (now.enrolled) {
            <label class="label" for="proof-code">Code of the app that you have, or a recovery code</label>
            <input
              #proofCode
              id="proof-code"
              class="field"
              type="text"
              autocomplete="one-time-code"
              [formField]="entry.code"
            />
            <wl-field-problem [of]="entry.code" control="proof-code" />
          }
          <p class="tools">
            <button type="submit" class="button primary" [disabled]="busy()">{{ words() }}</button>
            <button type="button" class="button" (click)="leave()">Cancel</button>
          </p>
        </form>
      } @else {
        <p class="tools">
          <button type="button" class="button" (click)="begin('enrol')">
            {{ now.enrolled ? 'Set up another app' : 'Set up an authenticator app' }}
          </button>
          @if (now.enrolled) {
            <button type="button" class="button" (click)="begin('codes')">New recovery codes</button>
            @if (!now.demanded) {
              <button type="button" class="button" (click)="begin('remove')">Remove</button>
            }
          }
        </p>
      }
    }
  `,
  styleUrl: './account.css',
  styles: `
    :host {
      display: block;
      padding: 0;
    }
    .state {
      margin-bottom: var(--space-12);
      font: var(--type-table);
    }
    .state .tag {
      margin-right: var(--space-4);
    }
    .tools {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-8);
    }
    .steps {
      max-width: 400px;
    }
  `,
})
export class FactorPanel {
  private readonly account = inject(Account);
  private readonly injector = inject(Injector);
  private readonly proof = viewChild<ElementRef<HTMLInputElement>>('proof');
  private readonly proofCode = viewChild<ElementRef<HTMLInputElement>>('proofCode');

  /** False for whoever signs in by a provider alone: he proves himself there instead. */
  readonly hasPassword = input(true);
  /** Other sessions may have ended. */
  readonly changed = output();
  readonly factor = signal<OwnFactor | undefined>(undefined);
  protected readonly loadError = signal<ApiError | undefined>(undefined);
  protected readonly deed = signal<Deed | undefined>(undefined);
  protected readonly offer = signal<AppOffer | undefined>(undefined);
  protected readonly newCodes = signal<readonly string[] | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly done = signal<string | undefined>(undefined);
  protected readonly words = computed(() => WORDS[this.deed() ?? 'enrol']);
  private readonly proved = signal(NO_PROOF);
  protected readonly entry = entryForm(
    this.proved,
    (proof) => proofRules(proof, { password: this.hasPassword, code: () => this.factor()?.enrolled ?? false }),
    () => this.prove(),
    () => this.error.set(undefined),
  );
  protected readonly confirm = (code: string): Promise<readonly string[]> =>
    this.account.confirmApp(this.offer()?.token ?? '', code);

  constructor() {
    void this.load();
  }

  /** What signs him in while he has none. */
  protected alone({ demanded }: OwnFactor): string {
    if (demanded) return 'Your role asks for one unless the provider did.';
    return this.hasPassword() ? 'The password alone signs you in.' : 'The provider alone signs you in.';
  }

  protected date({ enrolledAt }: OwnFactor): string {
    return enrolledAt === null ? '' : day.format(new Date(enrolledAt));
  }

  protected async load(): Promise<void> {
    this.loadError.set(undefined);
    try {
      this.factor.set(await this.account.factor());
    } catch (thrown) {
      this.loadError.set(toApiError(thrown));
    }
  }

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
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      const proof = proofOf(this.proved());
      if (this.deed() === 'enrol') this.offer.set(await this.account.offerApp(proof));
      else if (this.deed() === 'codes') this.newCodes.set(await this.account.renewCodes(proof));
      else {
        await this.account.removeFactor(proof);
        this.finish('Second factor removed.');
      }
      this.entry().reset(NO_PROOF);
    } catch (thrown) {
      const problem = toApiError(thrown);
      this.error.set(problem);
      const fields = [this.proof()?.nativeElement, this.proofCode()?.nativeElement];
      (problem.code === 'CODE_WRONG' ? fields.reverse() : fields).find((one) => one)?.select();
    } finally {
      this.busy.set(false);
    }
  }

  protected finish(words = 'Done.'): void {
    this.offer.set(undefined);
    this.newCodes.set(undefined);
    this.deed.set(undefined);
    this.done.set(words);
    void this.load();
    this.changed.emit();
  }

  protected fail(problem: ApiError): void {
    this.offer.set(undefined);
    this.error.set(problem);
  }
}
