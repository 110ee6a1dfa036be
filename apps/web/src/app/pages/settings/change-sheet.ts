import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { givenRoleLabel, roleLabel } from '../../format/roles';
import { readScope, typedScope } from '../../format/scopes';
import {
  DisableUser,
  EnableUser,
  EndUserSessions,
  GrantRole,
  GrantScope,
  ResetSecondFactor,
  RevokeInvitation,
  type Role,
  RoleList,
  type UserRow,
} from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { ScopeWords } from '../../ui/scope-text';
import { RoleChoice } from './role-choice';
import { ScopeEntry } from './scope-fields';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** What can be done to somebody else's account. */
export type Change = 'role' | 'scope' | 'disable' | 'enable' | 'signOut' | 'resetFactor' | 'withdraw';

interface Words {
  readonly title: string;
  readonly submit: string;
  /** Said when it is done. */
  readonly done: string;
}

const WORDS: Readonly<Record<Change, Words>> = {
  role: { title: 'Change the role of', submit: 'Change role', done: 'Role changed' },
  scope: { title: 'Change what is seen by', submit: 'Change scope', done: 'Scope changed' },
  disable: { title: 'Disable', submit: 'Disable', done: 'Disabled' },
  enable: { title: 'Enable', submit: 'Enable', done: 'Enabled' },
  signOut: { title: 'Sign out everywhere:', submit: 'Sign out everywhere', done: 'Signed out everywhere' },
  resetFactor: {
    title: 'Reset the second factor of',
    submit: 'Reset second factor',
    done: 'Second factor reset',
  },
  withdraw: { title: 'Withdraw the invitation of', submit: 'Withdraw', done: 'Invitation withdrawn' },
};

/** Changes a user: says what will change, wants a reason, and shows when somebody else was faster. */
@Component({
  selector: 'wl-change-sheet',
  imports: [Dialog, Icon, ReasonField, RoleChoice, ScopeEntry, ScopeWords],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="words().title" [subject]="user().name" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        @switch (change()) {
          @case ('role') {
            <wl-role-choice [(role)]="role" [(customRole)]="customRole" [customs]="customs.value() ?? []" />
          }
          @case ('scope') {
            <p class="hint">Everything the person sees meets all of these. Empty fields allow all.</p>
            <wl-scope-fields [(scope)]="scope" />
            <p class="lead">Now: <wl-scope [scope]="details()?.scope ?? null" /></p>
          }
        }
        <p class="lead">
          @if (change() === 'role' && differs()) {
            From <span class="tag">{{ before() }}</span> to <span class="tag">{{ after() }}</span>.
          }
          {{ consequence() }}
        </p>
        <wl-reason-field fieldId="change-reason" [(value)]="reason" />
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">
            {{ words().submit }}
          </button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class ChangeSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly user = input.required<UserRow>();
  readonly change = input.required<Change>();
  readonly closed = output();
  /** The list is to be read again: it is done, or was changed by somebody else. */
  readonly changed = output();

  protected readonly work = sheetWork();
  protected readonly details = computed(() => this.user().details);
  protected readonly role = linkedSignal<Role>(() => this.details()?.role ?? 'VIEWER');
  protected readonly customRole = linkedSignal(() => this.details()?.customRole?.id ?? null);
  protected readonly customs = query(
    RoleList,
    () => (this.change() === 'role' ? {} : undefined),
    ({ roles }) => roles,
  );
  protected readonly before = computed(() => {
    const details = this.details();
    return details ? givenRoleLabel(details) : '';
  });
  protected readonly after = computed(() => {
    const custom = this.customs.value()?.find(({ id }) => id === this.customRole());
    return custom?.name ?? roleLabel(this.role());
  });
  protected readonly scope = linkedSignal(() => typedScope(this.details()?.scope ?? null));
  protected readonly reason = signal('');
  protected readonly words = computed(() => WORDS[this.change()]);

  protected readonly differs = computed(() => {
    if (this.change() === 'role')
      return this.role() !== this.details()?.role || this.customRole() !== (this.details()?.customRole?.id ?? null);
    if (this.change() !== 'scope') return true;
    return JSON.stringify(this.scope()) !== JSON.stringify(typedScope(this.details()?.scope ?? null));
  });

  protected readonly consequence = computed(() => {
    if (this.change() === 'withdraw') return 'The link is good no more, and the name is free again.';
    if (this.change() === 'resetFactor')
      return 'The app and the recovery codes of the person are good no more, and all sessions end. The next sign-in sets up a new one, with the password alone: make sure it is really him who asks.';
    if (this.change() === 'enable') return 'The person may sign in again with the password that is set.';
    const sessions = this.details()?.sessions ?? 0;
    const open = sessions === 0 ? '' : `${sessions} open ${sessions === 1 ? 'session ends' : 'sessions end'} at once. `;
    return `${open}Live connections, exports and finished files of the person go with it.`;
  });

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
      if (!this.differs()) throw new RangeError('Nothing is changed yet.');
      if (this.reason().trim() === '') throw new RangeError('A reason is wanted.');
      await this.carryOut();
      return true;
    });
    if (done) {
      await this.announcer.announce(this.words().done);
      this.changed.emit();
      this.dialog().close();
    } else if (this.work.code() === 'USER_CHANGED') this.changed.emit();
  }

  private async carryOut(): Promise<void> {
    const { id, version: seen } = this.user();
    const reason = this.reason();
    const order = { id, seen, reason };
    switch (this.change()) {
      case 'role':
        await this.gateway.run(GrantRole, { ...order, role: this.role(), customRole: this.customRole() });
        return;
      case 'scope':
        await this.gateway.run(GrantScope, { ...order, scope: readScope(this.scope()) });
        return;
      case 'disable':
        await this.gateway.run(DisableUser, order);
        return;
      case 'enable':
        await this.gateway.run(EnableUser, order);
        return;
      case 'signOut':
        await this.gateway.run(EndUserSessions, { id, reason });
        return;
      case 'resetFactor':
        await this.gateway.run(ResetSecondFactor, { id, reason });
        return;
      case 'withdraw':
        await this.gateway.run(RevokeInvitation, { id, reason });
    }
  }
}
