import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatClock } from '../../format/times';
import { ApprovalList, type ApprovalRow } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { deedOf, detailsOf } from './approval-words';
import { type Decision, DecideSheet } from './decide-sheet';

const READ_EACH_MS = 5_000;

/** The four-eyes policy, and what waits for a second person. */
@Component({
  selector: 'wl-approvals',
  imports: [DecideSheet, EmptyBox, Icon, QueryState, ReloadLine, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './approvals.html',
  styleUrl: './settings.css',
})
export class ApprovalsPage {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);

  protected readonly list = query(
    ApprovalList,
    () => ({}),
    ({ approvals }) => approvals,
  );
  protected readonly required = computed(() => this.list.value()?.required === true);
  protected readonly requests = computed(() => this.list.value()?.requests ?? []);
  protected readonly mayTurn = computed(() => this.session.can('security.write'));
  protected readonly decision = signal<Decision | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly deed = deedOf;
  protected readonly details = detailsOf;

  constructor() {
    declarePage({ title: 'Approvals', parent: { label: 'Settings', path: '/settings' } });
    const timer = setInterval(() => this.list.reload(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected decide(decision: Decision, opener: HTMLElement): void {
    this.opener.set(opener);
    this.decision.set(decision);
  }

  protected until({ until }: ApprovalRow): string {
    return formatClock(Date.parse(until), this.preferences.zone());
  }

  protected stateOf({ state, own, secondName }: ApprovalRow): string {
    if (state === 'pending') return 'Waits for a second person';
    return own ? `Confirmed by ${secondName}: do it again now` : `Confirmed by ${secondName}`;
  }
}
