import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { query } from '../../../core/api/query';
import { Keys } from '../../../core/keys';
import { declarePage } from '../../../core/page';
import { PageFilter } from '../../../core/page-filter';
import { Session } from '../../../core/session/session';
import { guardUnsaved, type Unsaved } from '../../../core/unsaved';
import { UrlState } from '../../../core/url-state';
import { roleLabel } from '../../../format/roles';
import { RoleList as RoleListQuery, type RoleRow } from '../../../graphql/generated/operations';
import { Icon } from '../../../ui/icon';
import { QueryState, ReloadLine } from '../../../ui/states';
import { WireText } from '../../../ui/wire-text';
import { RemoveRoleSheet } from './remove-role-sheet';
import { RoleList, type RoleWanted } from './role-list';
import { RoleMatrix } from './role-matrix';
import { RoleSheet } from './role-sheet';

const READ_EACH_MS = 15_000;

type Open = { readonly sheet: Sheet | undefined; readonly roles: readonly RoleRow[] };
type Sheet = { readonly is: 'define' } | { readonly is: 'change' | 'remove'; readonly id: string };

/** Who may do what: the permission matrix, and roles that have less than one of its columns. */
@Component({
  selector: 'wl-roles',
  imports: [Icon, QueryState, ReloadLine, RemoveRoleSheet, RoleList, RoleMatrix, RoleSheet, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './roles.html',
  styleUrl: '../settings.css',
})
export class RolesPage implements Unsaved {
  private readonly session = inject(Session);
  protected readonly filter = inject(PageFilter);
  protected readonly search = inject(UrlState).param('search');
  protected readonly list = query(
    RoleListQuery,
    () => ({}),
    ({ roles }) => roles,
  );
  protected readonly roles = computed(() => this.list.value() ?? []);
  protected readonly viewer = this.session.viewer;
  protected readonly mayWrite = computed(() => this.session.can('users.write'));
  protected readonly mayRead = this.session.can('events.read');
  protected readonly history = { tab: 'events', stream: 'role-all' };
  protected readonly label = roleLabel;
  protected readonly sheet = signal<Sheet | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  /** The role of the open sheet, as the list has it now. */
  protected readonly about = linkedSignal<Open, RoleRow | undefined>({
    source: () => ({ sheet: this.sheet(), roles: this.roles() }),
    computation: ({ sheet, roles }, before) => {
      const found = sheet && 'id' in sheet ? roles.find(({ id }) => id === sheet.id) : undefined;
      // Removed by somebody else: what is typed stays, and sending it says so.
      return found ?? (before?.source.sheet === sheet ? before?.value : undefined);
    },
  });

  private readonly roleSheet = viewChild(RoleSheet);
  readonly dirty = computed(() => this.roleSheet()?.dirty() ?? false);

  constructor() {
    guardUnsaved(this);
    declarePage(
      { title: 'Roles & permissions', parent: { label: 'Settings', path: '/settings' } },
      { placeholder: 'Search permissions', fields: [], search: 'search' },
    );
    if (this.mayWrite())
      inject(Keys).bind({
        ...{ keys: 'Shift+N', label: 'New role', group: 'This page' },
        run: () => this.define(undefined),
      });
    const timer = setInterval(() => this.list.reload(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected define(opener: HTMLElement | undefined): void {
    this.opener.set(opener);
    this.sheet.set({ is: 'define' });
  }

  protected open(is: 'change' | 'remove', { role, opener }: RoleWanted): void {
    this.opener.set(opener);
    this.sheet.set({ is, id: role.id });
  }
}
