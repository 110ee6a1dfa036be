import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { query } from '../../core/api/query';
import { formatPosition } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { Session } from '../../core/session/session';
import { browserName } from '../../format/agents';
import { formatCount } from '../../format/numbers';
import { formatClock, formatMoment } from '../../format/times';
import { AuditActPage } from '../../graphql/generated/operations';
import { Drawer } from '../../ui/drawer';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { actionWords, eventWords, resultWords } from './audit-words';
import { FieldDiff } from './field-diff';

interface Step {
  readonly key: string;
  readonly icon: IconName;
  readonly title: string;
  readonly about: string;
  readonly time: string;
  readonly event: { readonly stream: string; readonly revision: number } | undefined;
}

/** One act in full: what it changed, who it was, and what came of it in the log. */
@Component({
  selector: 'wl-act-drawer',
  imports: [Drawer, FieldDiff, Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './act-drawer.html',
  styleUrl: './audit-drawer.css',
})
export class ActDrawer {
  private readonly preferences = inject(Preferences);
  private readonly range = inject(RangeState);
  private readonly session = inject(Session);
  readonly id = input.required<string>();
  readonly closed = output();
  readonly step = output<1 | -1>();
  readonly followed = output<string>();
  readonly event = output<{ readonly stream: string; readonly revision: number }>();

  protected readonly detail = query(
    AuditActPage,
    () => ({ id: this.id() }),
    (result) => result.auditAct,
    this.id,
  );
  protected readonly mayEvents = this.session.can('events.read');
  protected readonly act = computed(() => this.detail.value()?.act);
  protected readonly changes = computed(() => this.detail.value()?.changes ?? []);

  protected readonly head = computed(() => {
    const act = this.act();
    if (!act) return undefined;
    const { label, icon } = resultWords(act.result);
    const zone = this.preferences.zone();
    const at = Date.parse(act.at);
    return {
      ...{ label, icon, good: act.result === 'done', bad: act.result === 'refused' || act.result === 'failed' },
      title: actionWords(act.operation, act.kind),
      position: formatPosition(act.position),
      utc: `${formatMoment(at, 'utc', this.range.now(), true)}.${act.at.slice(20, 23)} UTC`,
      local: zone === 'utc' ? '' : formatClock(at, zone),
      times: act.count > 1 ? `${formatCount(act.count)} times within a minute` : '',
    };
  });

  protected readonly facts = computed(() => {
    const act = this.act();
    if (!act) return [];
    const role = act.role ? `, ${act.role.toLowerCase()} at that time` : '';
    const mfa = act.mfaAt
      ? `second factor ${formatClock(Date.parse(act.mfaAt), this.preferences.zone())}`
      : 'no second factor';
    const rows = [{ label: 'Actor', text: `${act.actorName}${role}` }];
    if (act.session) rows.push({ label: 'Session', text: `${act.session.slice(0, 8)}, ${mfa}` });
    rows.push({
      label: 'Address',
      text: [act.ip || 'unknown', browserName(act.agent)].filter((one) => one !== '').join(' · '),
    });
    rows.push({ label: 'Door', text: { graphql: 'GraphQL', socket: 'WebSocket', rest: 'REST' }[act.via] ?? act.via });
    if (act.permission) rows.push({ label: 'Permission', text: act.permission });
    const target = act.targetName ?? act.target;
    rows.push({ label: 'Target', text: [act.targetKind, target].filter(Boolean).join(' ') || 'none' });
    if (act.reason) rows.push({ label: 'Reason', text: `“${act.reason}”` });
    if (act.code) rows.push({ label: 'Because', text: act.code });
    return rows;
  });

  protected readonly chain = computed<readonly Step[]>(() => {
    const found = this.detail.value();
    if (!found) return [];
    const zone = this.preferences.zone();
    const steps = found.chain.map(({ position, type, stream, revision, recordedAt }): Step => ({
      ...{ key: position, title: `${eventWords(type)}, revision ${revision}`, event: { stream, revision } },
      icon: type.startsWith('domain.Act') ? 'forward' : 'note',
      about: `${stream} · position ${formatPosition(position)}`,
      time: formatClock(Date.parse(recordedAt), zone, true),
    }));
    const told = found.chain.some(({ type }) => type.startsWith('domain.Notification'));
    return [
      ...steps,
      {
        ...{ key: 'projections', icon: 'table', time: '', event: undefined },
        title: found.projections.length > 0 ? found.projections.join(', ') : 'not folded yet',
        about: `Projections that have it${told ? '' : ', nobody notified'}`,
      },
    ];
  });
}
