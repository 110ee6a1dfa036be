import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { validate } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { givenRoleLabel, roleLabel } from '../../format/roles';
import { readScope, type ScopeText, typedScope } from '../../format/scopes';
import {
  DisableUser,
  EnableUser,
  EndUserSessions,
  GrantRole,
  GrantScope,
  ResetSecondFactor,
  RevokeInvitation,
  RoleList,
  type UserRow,
} from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { ScopeWords } from '../../ui/scope-text';
import { type GivenRole, RoleChoice } from './role-choice';
import { ScopeEntry, scopeRules } from './scope-fields';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

interface Asked {
  readonly given: GivenRole;
  readonly scope: ScopeText;
  readonly reason: string;
}

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
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField, RoleChoice, ScopeEntry, ScopeWords],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="words().title" [subject]="user().name" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        @switch (change()) {
          @case ('role') {
            <wl-role-choice [formField]="entry.given" [customs]="customs.value() ?? []" />
            <wl-field-problem [of]="entry.given" control="change-role" />
          }
          @case ('scope') {
            <p class="hint">Everything the person sees meets all of these. Empty fields allow all.</p>
            <wl-scope-fields [scope]="entry.scope" />
            <wl-field-problem [of]="entry.scope" control="change-scope" />
            <p class="lead">Now: <wl-scope [scope]="details()?.scope ?? null" /></p>
          }
        }
        <p class="lead">
          @if (change() === 'role' && differs()) {
            From <span class="tag">{{ before() }}</span> to <span class="tag">{{ after() }}</span>.
          }
          {{ consequence() }}
        </p>
        <wl-reason-field fieldId="change-reason" [reason]="entry.reason" />
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
  /** What is given now. */
  private readonly had = computed(() => {
    const { role = 'VIEWER', customRole, scope = null } = this.details() ?? {};
    const given: GivenRole = { role, customRole: customRole?.id ?? null };
    return { given, scope: typedScope(scope) };
  });
  private readonly asked = linkedSignal<ReturnType<typeof this.had>, Asked>({
    source: this.had,
    computation: (had, before) => ({ ...had, reason: before?.value.reason ?? '' }),
  });
  // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    this.asked,
    (asked) => {
      validate(asked.given, () => this.unchanged('role'));
      scopeRules(asked.scope);
      validate(asked.scope, () => this.unchanged('scope'));
      reasonRules(asked.reason);
    },
    () => this.submit(),
    () => this.work.forget(),
  );
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
    const { role, customRole } = this.asked().given;
    return this.customs.value()?.find(({ id }) => id === customRole)?.name ?? roleLabel(role);
  });
  protected readonly words = computed(() => WORDS[this.change()]);

  protected readonly differs = computed(() => {
    const [part, asked, had] = [this.change(), this.asked(), this.had()];
    if (part === 'role') return JSON.stringify(asked.given) !== JSON.stringify(had.given);
    return part !== 'scope' || JSON.stringify(asked.scope) !== JSON.stringify(had.scope);
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

  private unchanged(part: 'role' | 'scope') {
    return this.change() === part && !this.differs()
      ? { kind: 'required', message: 'Nothing is changed yet.' }
      : undefined;
  }

  private async submit(): Promise<void> {
    const done = await this.work.run(async () => {
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
    const { given, scope, reason } = this.asked();
    const order = { id, seen, reason };
    switch (this.change()) {
      case 'role':
        await this.gateway.run(GrantRole, { ...order, ...given });
        return;
      case 'scope':
        await this.gateway.run(GrantScope, { ...order, scope: readScope(scope) });
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
