import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatClock, formatMoment } from '../../format/times';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { SeverityMark } from '../../ui/severity-mark';
import { ValueChip } from '../../ui/value-chip';
import { WireText } from '../../ui/wire-text';
import { AddressPlaces } from '../places/address-places';
import { AlertTold } from './alert-told';
import { activityTitle, stateWords } from './alert-words';
import type { AlertDetail } from './alert-why';

const ICONS: Readonly<Record<string, IconName>> = {
  raised: 'bolt',
  recurred: 'rise',
  acknowledged: 'check',
  assigned: 'user',
  noted: 'note',
  snoozed: 'snooze',
  escalated: 'escalate',
  closed: 'archive',
  reopened: 'refresh',
  reverted: 'undo',
};

/** Who is concerned, what has happened, what was in force, and what was alike. */
@Component({
  selector: 'wl-alert-side',
  imports: [AddressPlaces, AlertTold, Icon, SeverityMark, ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="entities-title">
      <h3 id="entities-title">Entities</h3>
      <dl class="facts">
        @if (alert().src; as src) {
          <dt>Source</dt>
          <dd><wl-value [kind]="kindOf(src)" [value]="src" /></dd>
        }
        @if (alert().dst; as dst) {
          <dt>Target</dt>
          <dd><wl-value [kind]="kindOf(dst)" [value]="dst" [suffix]="port()" /></dd>
        }
        <dt>Sensor</dt>
        <dd><wl-value kind="sensor" [value]="alert().sensor" [mono]="false" /></dd>
      </dl>
    </section>
    @if (ends().length > 0) {
      <section aria-labelledby="where-title">
        <h3 id="where-title">Where</h3>
        <wl-places [ends]="ends()" />
      </section>
    }
    <section aria-labelledby="activity-title">
      <header>
        <h3 id="activity-title">Activity</h3>
        <span class="caption">from the event log</span>
      </header>
      <ol class="activity">
        @for (entry of activity(); track entry.position) {
          <li [class.undone]="entry.undone">
            <span class="dot"><wl-icon [name]="entry.icon" /></span>
            <span class="title">{{ entry.title }}</span>
            <time class="muted num" [attr.datetime]="entry.at" [title]="entry.moment">{{ entry.clock }}</time>
            <span class="by muted"><wl-wire [text]="entry.by" /></span>
            @if (entry.text) {
              <q class="text second"><wl-wire [text]="entry.text" [fit]="false" /></q>
            }
            @if (entry.undone) {
              <span class="visually-hidden">, taken back</span>
            }
          </li>
        }
      </ol>
    </section>
    @if (mayTold()) {
      <wl-alert-told [alert]="alert().id" [version]="alert().state.version" />
    }
    @if (detail().parameters.length > 0) {
      <section aria-labelledby="parameters-title">
        <header>
          <h3 id="parameters-title">In force</h3>
          <span class="caption">{{ detail().detector }} v{{ detail().detectorVersion }}</span>
        </header>
        <dl class="facts">
          @for (parameter of detail().parameters; track parameter.name) {
            <dt><wl-wire [text]="parameter.name" /></dt>
            <dd class="num"><wl-wire [text]="parameter.value" [fit]="false" /></dd>
          }
        </dl>
      </section>
    }
    @if (similar().length > 0) {
      <section aria-labelledby="similar-title">
        <h3 id="similar-title">Similar</h3>
        <ul class="similar">
          @for (one of similar(); track one.id) {
            <li>
              <button type="button" class="link" (click)="opened.emit(one.id)">{{ one.day }}</button>
              <wl-severity [level]="one.severity" [word]="false" />
              <span class="mono entity"><wl-wire [text]="one.entity" /></span>
              <span class="muted state">{{ one.state }}</span>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styleUrl: './alert-side.css',
})
export class AlertSide {
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly past = inject(Past);
  readonly detail = input.required<AlertDetail>();
  readonly opened = output<string>();

  /** Messages are as they are now: none beside an alert of the past. */
  protected readonly mayTold = computed(() => this.session.can('escalation.write') && !this.past.on());
  protected readonly alert = computed(() => this.detail().alert);
  protected readonly port = computed(() => {
    const { dport } = this.alert();
    return dport === null ? undefined : `:${dport}`;
  });
  /** Its ends that are addresses. */
  protected readonly ends = computed(() => {
    const { src, dst } = this.alert();
    const ends = [
      { label: 'Source', address: src },
      { label: 'Target', address: dst },
    ];
    return ends.flatMap(({ label, address }) =>
      address !== null && this.kindOf(address) === 'address' ? [{ label, address }] : [],
    );
  });
  protected readonly activity = computed(() => {
    const when = (time: string): string => this.moment(time);
    return this.detail().activity.map((entry) => ({
      ...entry,
      icon: ICONS[entry.action] ?? ('bolt' as const),
      title: activityTitle(entry.action, entry.about, when),
      clock: formatClock(Date.parse(entry.at), this.preferences.zone()),
      moment: formatMoment(Date.parse(entry.at), this.preferences.zone(), Date.now(), true),
      by: entry.byName ?? `rule v${this.alert().ruleVersion}`,
    }));
  });
  protected readonly similar = computed(() =>
    this.detail().similar.map((one) => ({
      ...one,
      day: this.moment(one.last),
      state: stateWords(one.state, (time) => this.moment(time)) || 'Open',
    })),
  );

  protected kindOf(text: string): 'address' | 'domain' {
    return /^[0-9.]+$|:/.test(text) ? 'address' : 'domain';
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now());
  }
}
