import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { KINDS, roleLabel } from '../../format/roles';
import { formatAgo, formatMoment } from '../../format/times';
import { TokenList, type TokenRow, type TokenState } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { ScopeWords } from '../../ui/scope-text';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { RevokeSheet } from './revoke-sheet';
import { RotateSheet } from './rotate-sheet';
import { TokenSheet } from './token-sheet';

const READ_EACH_MS = 30_000;

const STATES: Readonly<
  Record<TokenState, { readonly text: string; readonly look: 'ok' | 'wait' | 'off'; readonly icon: IconName }>
> = {
  LIVE: { text: 'Good', look: 'ok', icon: 'check' },
  RESTING: { text: 'Owner may do less', look: 'wait', icon: 'pause' },
  EXPIRED: { text: 'Ended', look: 'off', icon: 'clock' },
  REVOKED: { text: 'Revoked', look: 'off', icon: 'lock' },
};

/** Keys for programs: one's own, or everybody's for who may read users. */
@Component({
  selector: 'wl-tokens',
  imports: [EmptyBox, Icon, QueryState, ReloadLine, RevokeSheet, RotateSheet, ScopeWords, TokenSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './tokens.html',
  styleUrl: './settings.css',
})
export class TokensPage {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);

  protected readonly list = query(
    TokenList,
    () => ({}),
    ({ tokens }) => tokens,
  );
  protected readonly tokens = computed(() => this.list.value() ?? []);
  protected readonly live = computed(() => this.tokens().filter(({ state }) => state === 'LIVE').length);
  protected readonly everybodys = computed(() => this.session.canAll('users.read'));
  protected readonly mayWrite = computed(() => this.session.can('tokens.write'));
  protected readonly making = signal(false);
  protected readonly rotating = signal<TokenRow | undefined>(undefined);
  protected readonly revoking = signal<TokenRow | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly states = STATES;

  constructor() {
    declarePage({ title: 'API tokens', parent: { label: 'Settings', path: '/settings' } });
    if (this.mayWrite())
      inject(Keys).bind({
        ...{ keys: 'Shift+N', label: 'New token', group: 'This page' },
        run: () => this.make(undefined),
      });
    const timer = setInterval(() => this.list.reload(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected make(opener: HTMLElement | undefined): void {
    this.opener.set(opener);
    this.making.set(true);
  }

  protected revoke(token: TokenRow, opener: HTMLElement): void {
    this.opener.set(opener);
    this.revoking.set(token);
  }

  protected rotate(token: TokenRow, opener: HTMLElement): void {
    this.opener.set(opener);
    this.rotating.set(token);
  }

  /** What speaks for a person is his own to replace; services' and the host's are the administrators'. */
  protected mayRotate({ state, owner }: TokenRow): boolean {
    const mine = owner === null ? this.session.can('users.write') : owner === this.session.viewer()?.id;
    return this.mayWrite() && mine && state !== 'REVOKED';
  }

  protected mayRevoke({ state }: TokenRow): boolean {
    return this.mayWrite() && (state === 'LIVE' || state === 'RESTING');
  }

  protected partyOf({ role, kind, clear }: TokenRow): string {
    if (role !== null) return roleLabel(role);
    return `${KINDS.find((one) => one.kind === kind)?.label ?? kind ?? ''}${clear ? ', in clear' : ''}`;
  }

  protected ownerOf({ owner, ownerName, role }: TokenRow): string {
    if (owner !== null) return ownerName ?? '';
    return role === null ? 'a service' : 'the host';
  }

  protected ends(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), this.now());
  }

  protected used(text: string | null): string {
    return text === null ? 'not yet' : formatAgo(Date.parse(text), this.now(), this.preferences.zone());
  }

  private now(): number {
    return this.list.at() || Date.now();
  }
}
