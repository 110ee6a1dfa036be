import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ApiError, toApiError } from '../../core/api/errors';
import { declarePage } from '../../core/page';
import { Account, type OwnSession } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { browserName } from '../../format/agents';
import { ErrorBox } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { FactorPanel } from './factor-panel';
import { PasswordForm } from './password-form';

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The viewer's own account: his password, his second factor, and the browsers that are signed in as him. */
@Component({
  selector: 'wl-account',
  imports: [ErrorBox, FactorPanel, PasswordForm, WireText],
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
      <div class="body"><wl-password-form (changed)="load()" /></div>
    </section>
    <section class="panel" aria-labelledby="factor-title">
      <div class="panel-head">
        <h3 id="factor-title">Second factor</h3>
        <span class="caption">codes of an authenticator app, at sign-in and for what asks for them</span>
      </div>
      <div class="body"><wl-factor-panel (changed)="load()" /></div>
    </section>
    <section class="panel" aria-labelledby="sessions-title">
      <div class="panel-head">
        <h3 id="sessions-title">Sessions</h3>
        <span class="caption">browsers that are signed in as you</span>
        @if (others() > 0) {
          <button type="button" class="button small end" [disabled]="busy()" (click)="endOthers()">
            Sign out all others
          </button>
        }
      </div>
      @if (error(); as problem) {
        <wl-error what="Your sessions" [error]="problem" (again)="load()" />
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
                (click)="end(one)"
              >
                Sign out
              </button>
            }
          </li>
        }
      </ul>
    </section>
  `,
  styleUrl: './account.css',
})
export class AccountPage {
  private readonly account = inject(Account);
  private readonly session = inject(Session);
  private readonly announcer = inject(LiveAnnouncer);

  protected readonly name = computed(() => this.session.viewer()?.name ?? '');
  protected readonly role = computed(() => {
    const role = (this.session.viewer()?.role ?? '').toLowerCase();
    return role === 'admin' ? 'Administrator' : role.charAt(0).toUpperCase() + role.slice(1);
  });
  protected readonly sessions = signal<readonly OwnSession[]>([]);
  protected readonly others = computed(() => this.sessions().filter(({ current }) => !current).length);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly busy = signal(false);

  constructor() {
    declarePage({ title: 'My account' });
    void this.load();
  }

  protected readonly browser = ({ agent }: OwnSession): string => browserName(agent);
  protected readonly time = (text: string): string => moment.format(new Date(text));

  protected load(): Promise<void> {
    return this.act(async () => undefined);
  }

  protected end(one: OwnSession): Promise<void> {
    return this.act(async () => {
      await this.account.endSession(one.id);
      await this.announcer.announce('Signed out there');
    });
  }

  protected endOthers(): Promise<void> {
    return this.act(async () => {
      const ended = await this.account.endOthers();
      await this.announcer.announce(`${ended} ended`);
    });
  }

  /** Does something, then shows how the sessions stand. */
  private async act(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.error.set(undefined);
    try {
      await work();
      const found = await this.account.sessions();
      this.sessions.set([...found.filter(({ current }) => current), ...found.filter(({ current }) => !current)]);
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }
}
