import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal, viewChild } from '@angular/core';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatCount } from '../../format/numbers';
import { givenRoleLabel, roleLabel } from '../../format/roles';
import { formatAgo, formatMoment } from '../../format/times';
import { UserList, type UserRow } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { Menu, type MenuItem } from '../../ui/menu';
import { Popover } from '../../ui/popover';
import { ScopeWords } from '../../ui/scope-text';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { type Change, ChangeSheet } from './change-sheet';
import { EraseAddressSheet } from './erase-address-sheet';
import { EraseSheet } from './erase-sheet';
import { InviteSheet } from './invite-sheet';
import { PasswordLinkSheet } from './password-link-sheet';
import { SessionsSheet } from './sessions-sheet';

const MOST_SHOWN = 200;
const READ_EACH_MS = 30_000;

/** What is open over the list. */
type Sheet =
  | { readonly is: 'invite' | 'address' }
  | { readonly is: 'renew' | 'sessions' | 'erase' | 'password'; readonly id: string }
  | { readonly is: 'change'; readonly id: string; readonly change: Change };

/** Who may sign in, in which role, and what is done about it. */
@Component({
  selector: 'wl-users',
  imports: [
    ...[
      ChangeSheet,
      EmptyBox,
      EraseAddressSheet,
      EraseSheet,
      Icon,
      InviteSheet,
      Menu,
      PasswordLinkSheet,
      Popover,
      QueryState,
      ReloadLine,
      ScopeWords,
    ],
    ...[SessionsSheet, WireText],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './users.html',
  styleUrl: './settings.css',
})
export class UsersPage {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);
  private readonly url = inject(UrlState);
  protected readonly filter = inject(PageFilter);
  protected readonly menu = viewChild.required(Menu);

  protected readonly most = MOST_SHOWN;
  protected readonly search = this.url.param('search');
  protected readonly list = query(
    UserList,
    () => ({ search: this.search() || undefined, first: MOST_SHOWN }),
    ({ users }) => users,
    () => this.search(),
  );
  protected readonly users = computed(() => this.list.value()?.users ?? []);
  protected readonly count = computed(() => this.list.value()?.count ?? 0);
  protected readonly open = computed(() =>
    this.users().reduce((sum, { details }) => sum + (details?.sessions ?? 0), 0),
  );
  protected readonly mayWrite = computed(() => this.session.can('users.write'));
  protected readonly mayErase = computed(() => this.session.can('privacy.erase'));

  protected readonly sheet = signal<Sheet | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  /** Whose menu is open. */
  protected readonly target = signal<UserRow | undefined>(undefined);
  /** The user of the open sheet, as the list has him now. */
  protected readonly about = computed(() => {
    const sheet = this.sheet();
    return sheet && 'id' in sheet ? this.users().find(({ id }) => id === sheet.id) : undefined;
  });

  protected readonly changeOf = computed<Change>(() => {
    const sheet = this.sheet();
    return sheet?.is === 'change' ? sheet.change : 'role';
  });

  protected readonly items = computed<readonly MenuItem[]>(() => {
    const user = this.target();
    return user?.details ? this.itemsOf(user, user.details.state) : [];
  });

  protected readonly label = givenRoleLabel;
  protected readonly baseLabel = roleLabel;
  protected readonly number = formatCount;

  constructor() {
    declarePage(
      { title: 'Users', parent: { label: 'Settings', path: '/settings' } },
      { placeholder: 'Search users', fields: [], search: 'search' },
    );
    if (this.mayWrite())
      inject(Keys).bind({
        ...{ keys: 'Shift+N', label: 'Invite a user', group: 'This page' },
        run: () => this.invite(undefined),
      });
    const timer = setInterval(() => this.list.reload(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected invite(opener: HTMLElement | undefined): void {
    this.opener.set(opener);
    this.sheet.set({ is: 'invite' });
  }

  protected eraseAddress(opener: HTMLElement): void {
    this.opener.set(opener);
    this.sheet.set({ is: 'address' });
  }

  protected choose(user: UserRow, anchor: HTMLElement, layer: Popover): void {
    this.target.set(user);
    this.opener.set(anchor);
    layer.toggle(anchor);
  }

  protected seen(text: string | null): string {
    return text === null ? 'never' : formatAgo(Date.parse(text), this.now(), this.preferences.zone());
  }

  /** State of a user in words, and how it is drawn. */
  protected stateOf({ details }: UserRow): { readonly text: string; readonly look: 'ok' | 'wait' | 'off' } {
    if (details?.state === 'ERASED') return { text: 'Erased', look: 'off' };
    if (details?.state === 'DISABLED') return { text: 'Disabled', look: 'off' };
    if (details?.state !== 'INVITED') return { text: 'Active', look: 'ok' };
    const until = Date.parse(details.invitedUntil ?? '');
    if (until <= this.now()) return { text: 'Link too old', look: 'off' };
    return { text: `Invited until ${formatMoment(until, this.preferences.zone(), this.now())}`, look: 'wait' };
  }

  protected isSelf = ({ id }: UserRow): boolean => id === this.session.viewer()?.id;

  /** Whether there is anything to do with this user. */
  protected hasMenu = (user: UserRow): boolean =>
    user.details !== null && this.itemsOf(user, user.details.state).length > 0;

  private now(): number {
    return this.list.at() || Date.now();
  }

  private itemsOf(user: UserRow, state: string): readonly MenuItem[] {
    const { id } = user;
    const change = (label: string, icon: MenuItem['icon'], what: Change, divide = false): MenuItem => ({
      ...{ label, icon, divide },
      run: () => this.sheet.set({ is: 'change', id, change: what }),
    });
    const sessions: MenuItem = { label: 'Sessions', icon: 'system', run: () => this.sheet.set({ is: 'sessions', id }) };
    const shown = state === 'INVITED' ? [] : [sessions];
    if (state === 'ERASED') return [];
    if (this.isSelf(user)) return shown;
    const erase: readonly MenuItem[] = this.mayErase()
      ? [{ label: 'Erase for ever', icon: 'close', divide: true, run: () => this.sheet.set({ is: 'erase', id }) }]
      : [];
    const kill = this.session.can('sessions.kill') && (user.details?.sessions ?? 0) > 0;
    const signOut = kill ? [change('Sign out everywhere', 'sign-out', 'signOut')] : [];
    const lost = this.session.can('users.mfa') && user.details?.secondFactor === true;
    const reset = lost ? [change('Reset second factor', 'refresh', 'resetFactor')] : [];
    if (!this.mayWrite()) return [...shown, ...signOut, ...reset, ...erase];
    const grants = [change('Change role', 'user', 'role'), change('Change scope', 'filter', 'scope')];
    if (state === 'INVITED')
      return [
        { label: 'New link', icon: 'link', run: () => this.sheet.set({ is: 'renew', id }) },
        ...grants,
        change('Withdraw invitation', 'close', 'withdraw', true),
        ...erase,
      ];
    const password: MenuItem = {
      ...{ label: 'Link for a new password', icon: 'link' },
      run: () => this.sheet.set({ is: 'password', id }),
    };
    return [
      ...grants,
      ...shown,
      ...signOut,
      ...(state === 'ACTIVE' ? [password] : []),
      ...reset,
      state === 'DISABLED' ? change('Enable', 'check', 'enable', true) : change('Disable', 'lock', 'disable', true),
      ...erase,
    ];
  }
}
