import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { form } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { browserName } from '../../format/agents';
import { formatAgo, formatMoment } from '../../format/times';
import { EndUserSession, type UserRow, UserSessions } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** The browsers that are signed in as somebody else, each of which can be signed out. */
@Component({
  selector: 'wl-sessions-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="'Sessions of'" [subject]="user().name" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <wl-query-state [query]="list" what="Sessions" [rows]="3" />
        @if (list.value(); as sessions) {
          @if (sessions.length === 0) {
            <p class="lead">Nobody is signed in as this user.</p>
          } @else if (may()) {
            <div class="entry">
              <label class="label" for="session-reason">Reason to sign out, goes to the audit trail</label>
              <input id="session-reason" class="field" autocomplete="off" [formField]="entry.reason" />
              <wl-field-problem [of]="entry.reason" control="session-reason" />
            </div>
          }
          <ul>
            @for (one of sessions; track one.id) {
              <li>
                <div class="what">
                  <p class="strong"><wl-wire [text]="browser(one.agent)" /></p>
                  <p class="second">
                    <span class="mono"><wl-wire [text]="one.ip" [fit]="false" /></span> · since
                    {{ moment(one.startedAt) }} · seen {{ ago(one.seenAt) }}
                  </p>
                </div>
                @if (may()) {
                  <button
                    type="button"
                    class="button small"
                    [disabled]="work.busy() || entry().invalid()"
                    [attr.aria-label]="'Sign out ' + browser(one.agent) + ', since ' + moment(one.startedAt)"
                    (click)="end(one.id)"
                  >
                    Sign out
                  </button>
                }
              </li>
            }
          </ul>
        }
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    li {
      display: flex;
      align-items: center;
      gap: var(--space-12);
      padding: var(--space-12) 0;
      border-top: var(--line) solid var(--grid);
    }
    .what {
      flex: 1;
      min-width: 0;
      font: var(--type-table);
    }
  `,
})
export class SessionsSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);

  readonly opener = input<HTMLElement>();
  readonly user = input.required<UserRow>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  /** Each button sends it. */
  protected readonly entry = form(signal({ reason: '' }), ({ reason }) => reasonRules(reason));
  protected readonly may = computed(
    () => this.session.can('sessions.kill') && this.user().id !== this.session.viewer()?.id,
  );
  protected readonly list = query(
    UserSessions,
    () => ({ user: this.user().id }),
    (result) => result.userSessions,
    () => this.user().id,
  );

  protected readonly browser = browserName;

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }

  protected ago(text: string): string {
    return formatAgo(Date.parse(text), Date.now(), this.preferences.zone());
  }

  protected async end(session: string): Promise<void> {
    const id = this.user().id;
    const done = await this.work.run(async () => {
      await this.gateway.run(EndUserSession, { id, session, reason: this.entry.reason().value() });
      return true;
    });
    this.list.reload();
    if (!done) return;
    await this.announcer.announce('Signed out there');
    this.changed.emit();
  }
}
