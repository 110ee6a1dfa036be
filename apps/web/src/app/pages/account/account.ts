import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { applyWhen } from '@angular/forms/signals';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { RouterLink } from '@angular/router';
import { type ApiError, toApiError } from '../../core/api/errors';
import { declarePage } from '../../core/page';
import { Account, type OfferedReset, type OwnIdentity, type OwnSession } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { Preferences } from '../../core/preferences';
import { browserName } from '../../format/agents';
import { formatMoment } from '../../format/times';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { passwordRules } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { ErrorBox } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { FactorPanel } from './factor-panel';
import { IdentityPanel } from './identity-panel';
import { PasswordForm } from './password-form';
import { PreferencesPanel } from './preferences-panel';

/** One session, or all but this one. */
type Ending = OwnSession | 'others';

/** The viewer's own account: his password, his second factor, and the browsers that are signed in as him. */
@Component({
  selector: 'wl-account',
  imports: [
    ...FORM_PARTS,
    ErrorBox,
    FactorPanel,
    Icon,
    IdentityPanel,
    PasswordForm,
    PreferencesPanel,
    RouterLink,
    WireText,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h2><wl-wire [text]="name()" [fit]="false" /></h2>
      <p class="second">{{ role() }}</p>
    </div>
    <section class="panel" aria-labelledby="password-title">
      <div class="panel-head">
        <h3 id="password-title">Password</h3>
        <span class="caption">every other session ends with it</span>
      </div>
      <div class="body">
        @if (offered(); as reset) {
          <p class="said" role="status">
            <wl-icon name="link" /><span
              >A link for a new password of yours was made by
              <strong><wl-wire [text]="reset.byName" [fit]="false" /></strong>, good until {{ time(reset.until) }}. You
              did not ask for it? Change your password: then the link is good no more.</span
            >
          </p>
        }
        <wl-password-form [hasPassword]="hasPassword()" (changed)="load()" />
      </div>
    </section>
    <section class="panel" aria-labelledby="factor-title">
      <div class="panel-head">
        <h3 id="factor-title">Second factor</h3>
        <span class="caption">codes of an authenticator app, at sign-in and for what asks for them</span>
      </div>
      <div class="body"><wl-factor-panel #factor [hasPassword]="hasPassword()" (changed)="load()" /></div>
    </section>
    @if (identity(); as at) {
      @if (at.provider !== null || at.linkedAt !== null) {
        <section class="panel" aria-labelledby="identity-title">
          <div class="panel-head">
            <h3 id="identity-title">Sign-in provider</h3>
            <span class="caption">another way in, besides the password</span>
          </div>
          <div class="body">
            <wl-identity-panel [identity]="at" [enrolled]="factor.factor()?.enrolled ?? false" (changed)="load()" />
          </div>
        </section>
      }
    }
    <section class="panel" aria-labelledby="sessions-title">
      <div class="panel-head">
        <h3 id="sessions-title">Sessions</h3>
        <span class="caption">browsers that are signed in as you</span>
        @if (others() > 0) {
          <button type="button" class="button small end" [disabled]="busy()" (click)="ask('others')">
            Sign out all others
          </button>
        }
      </div>
      @if (error(); as problem) {
        <wl-error what="Your sessions" [error]="problem" (again)="load()" />
      }
      @if (ending(); as which) {
        <form class="ending" [formRoot]="entry">
          @if (refused(); as problem) {
            <p class="said bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
          }
          @if (hasPassword()) {
            <label class="label" for="ending-password">Your password, to sign out {{ words(which) }}</label>
          } @else {
            <p class="label">Sign out {{ words(which) }}?</p>
          }
          <div class="line">
            @if (hasPassword()) {
              <input
                #endingPassword
                id="ending-password"
                class="field"
                type="password"
                autocomplete="current-password"
                [formField]="entry.password"
              />
            }
            <button type="submit" class="button primary" [disabled]="busy()">Sign out</button>
            <button type="button" class="button" (click)="leave()">Cancel</button>
          </div>
          <wl-field-problem [of]="entry.password" control="ending-password" />
        </form>
      }
      <ul class="sessions">
        @for (one of sessions(); track one.id) {
          <li>
            <div class="what">
              <p class="strong">
                <wl-wire [text]="browser(one)" />
                @if (one.current) {
                  <span class="tag ok">this browser</span>
                }
              </p>
              <p class="second">
                <span class="mono"><wl-wire [text]="one.ip" [fit]="false" /></span> · since {{ time(one.startedAt) }} ·
                seen
                {{ time(one.seenAt) }}
              </p>
            </div>
            @if (!one.current) {
              <button
                type="button"
                class="button small"
                [disabled]="busy()"
                [attr.aria-label]="'Sign out ' + browser(one) + ', since ' + time(one.startedAt)"
                (click)="ask(one)"
              >
                Sign out
              </button>
            }
          </li>
        }
      </ul>
    </section>
    @if (mayMakeTokens) {
      <section class="panel single" aria-labelledby="tokens-title">
        <div class="panel-head">
          <h3 id="tokens-title">API tokens</h3>
          <span class="caption">by which programs ask in your name</span>
          <a class="button small end" routerLink="/settings/tokens">Your tokens</a>
        </div>
      </section>
    }
    <section class="panel" aria-labelledby="preferences-title">
      <div class="panel-head">
        <h3 id="preferences-title">Preferences</h3>
        <span class="caption">of this browser</span>
      </div>
      <div class="body"><wl-preferences-panel /></div>
    </section>
  `,
  styleUrl: './account.css',
})
export class AccountPage {
  private readonly account = inject(Account);
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly injector = inject(Injector);

  protected readonly mayMakeTokens = this.session.can('tokens.write');
  protected readonly name = computed(() => this.session.viewer()?.name ?? '');
  protected readonly role = computed(() => {
    const role = (this.session.viewer()?.role ?? '').toLowerCase();
    return role === 'admin' ? 'Administrator' : role.charAt(0).toUpperCase() + role.slice(1);
  });
  protected readonly sessions = signal<readonly OwnSession[]>([]);
  protected readonly others = computed(() => this.sessions().filter(({ current }) => !current).length);
  protected readonly identity = signal<OwnIdentity | undefined>(undefined);
  /** The link for a new password that somebody made for him. */
  protected readonly offered = signal<OfferedReset | null>(null);
  protected readonly hasPassword = computed(() => this.identity()?.hasPassword ?? true);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly busy = signal(false);
  /** What is about to be signed out, once the password is there. */
  protected readonly ending = signal<Ending | undefined>(undefined);
  protected readonly refused = signal<ApiError | undefined>(undefined);
  private readonly password = viewChild<ElementRef<HTMLInputElement>>('endingPassword');

  private readonly proved = signal({ password: '' });
  protected readonly entry = entryForm(
    this.proved,
    (path) =>
      applyWhen(
        path,
        () => this.hasPassword(),
        ({ password }) => passwordRules(password),
      ),
    () => this.end(),
    () => this.refused.set(undefined),
  );

  constructor() {
    declarePage({ title: 'My account' });
    void this.load();
  }

  protected readonly browser = ({ agent }: OwnSession): string => browserName(agent);
  protected readonly time = (text: string): string =>
    formatMoment(Date.parse(text), this.preferences.zone(), Date.now());

  protected readonly words = (which: Ending): string =>
    which === 'others' ? 'all others' : `${this.browser(which)}, since ${this.time(which.startedAt)}`;

  protected ask(which: Ending): void {
    this.refused.set(undefined);
    this.entry().reset({ password: '' });
    this.ending.set(which);
    afterNextRender(() => this.password()?.nativeElement.focus(), { injector: this.injector });
  }

  protected leave(): void {
    this.ending.set(undefined);
    this.entry().reset({ password: '' });
  }

  private async end(): Promise<void> {
    const which = this.ending();
    if (this.busy() || which === undefined) return;
    this.busy.set(true);
    this.refused.set(undefined);
    const { password } = this.proved();
    try {
      if (which === 'others') {
        const ended = await this.account.endOthers(password);
        await this.announcer.announce(`${ended} ended`);
      } else {
        await this.account.endSession(which.id, password);
        await this.announcer.announce('Signed out there');
      }
      this.leave();
    } catch (thrown) {
      this.refused.set(toApiError(thrown));
      this.password()?.nativeElement.select();
      return;
    } finally {
      this.busy.set(false);
    }
    await this.load();
  }

  /** Shows how the sessions stand, this browser's first. */
  protected async load(): Promise<void> {
    this.busy.set(true);
    this.error.set(undefined);
    try {
      const [found, identity, offered] = await Promise.all([
        this.account.sessions(),
        this.account.identity(),
        this.account.offeredReset(),
      ]);
      this.offered.set(offered);
      this.identity.set(identity);
      this.sessions.set([...found.filter(({ current }) => current), ...found.filter(({ current }) => !current)]);
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }
}
