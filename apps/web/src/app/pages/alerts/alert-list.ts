import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, output } from '@angular/core';
import { Preferences } from '../../core/preferences';
import { escapeText } from '../../format/hostile';
import { formatAge, formatMoment } from '../../format/times';
import type { AlertListResult } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';
import { doneWord, stateWords } from './alert-words';
import type { Conflict } from './triage';

export type AlertGroup = AlertListResult['alerts']['rows'][number];

/** Groups of alerts, one below the other: the one that keys act on, those that are selected, and what others did first. */
@Component({
  selector: 'wl-alert-list',
  imports: [Icon, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul aria-label="Alerts">
      @for (row of rows(); track row.key) {
        <li [class.here]="row.here" [class.picked]="row.picked">
          <button
            type="button"
            class="pick"
            role="checkbox"
            [tabindex]="row.here ? 0 : -1"
            [attr.aria-checked]="row.picked"
            [attr.aria-label]="'Select ' + row.title"
            (click)="picked.emit(row.index)"
          >
            <wl-severity [level]="row.severity" [word]="false" />
          </button>
          <button
            type="button"
            class="row"
            [tabindex]="row.here ? 0 : -1"
            [attr.aria-current]="row.here ? 'true' : null"
            (click)="chosen.emit(row.index)"
            (dblclick)="opened.emit()"
          >
            <span class="title">
              <bdi class="name">{{ row.title }}</bdi>
              @if (row.count > 1) {
                <span class="tag num">{{ row.count }}</span>
              }
            </span>
            <span class="age muted num">{{ row.age }}</span>
            <span class="line">
              <span class="level" [class]="row.severity">{{ row.word }}</span>
              <wl-wire class="mono entity" [text]="row.entity" />
            </span>
            <span class="state second">{{ row.state }}</span>
          </button>
          @if (row.conflict; as conflict) {
            <div class="conflict" role="alert">
              <wl-icon name="user" />
              <span> <wl-wire [text]="conflict.by" /> {{ conflict.word }} it first.<br />Yours was not applied. </span>
              <button type="button" class="button small" (click)="again.emit(conflict.conflict)">Try again</button>
              <button type="button" class="icon-button" aria-label="Dismiss" (click)="dismissed.emit(conflict.id)">
                <wl-icon name="close" />
              </button>
            </div>
          }
        </li>
      }
    </ul>
  `,
  styleUrl: './alert-list.css',
})
export class AlertList {
  private readonly preferences = inject(Preferences);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly groups = input.required<readonly AlertGroup[]>();
  /** Place of the row that keys act on. */
  readonly at = input.required<number>();
  readonly selected = input.required<ReadonlySet<string>>();
  readonly conflicts = input.required<ReadonlyMap<string, Conflict>>();
  readonly now = input.required<number>();
  readonly chosen = output<number>();
  readonly opened = output();
  readonly picked = output<number>();
  readonly again = output<Conflict>();
  readonly dismissed = output<string>();

  protected readonly rows = computed(() => {
    const [zone, now] = [this.preferences.zone(), this.now()];
    return this.groups().map((group, index) => ({
      ...group,
      index,
      title: escapeText(group.alert.title),
      entity: [group.alert.src, group.alert.dst].filter((end) => end !== null).join(' · ') || group.alert.entity,
      word: group.severity.charAt(0).toUpperCase() + group.severity.slice(1),
      age: formatAge(now - Date.parse(group.last)),
      state: stateWords(group.alert.state, (time) => formatMoment(Date.parse(time), zone, now)),
      here: index === this.at(),
      picked: this.selected().has(group.key),
      conflict: this.conflictOf(group),
    }));
  });

  constructor() {
    effect(() => {
      const at = this.at();
      this.rows();
      queueMicrotask(() => this.host.querySelectorAll('li')[at]?.scrollIntoView({ block: 'nearest' }));
    });
  }

  /** Puts the focus on the row that keys act on. */
  focus(): void {
    this.host.querySelector<HTMLElement>('li.here .row')?.focus();
  }

  /** What a menu of the row's values opens beside. */
  anchor(): HTMLElement | null {
    return this.host.querySelector<HTMLElement>('li.here .row');
  }

  private conflictOf(group: AlertGroup) {
    const id = group.members.find((member) => this.conflicts().has(member.id))?.id;
    const conflict = id === undefined ? undefined : this.conflicts().get(id);
    return id !== undefined && conflict ? { id, by: conflict.by, word: doneWord(conflict.action), conflict } : null;
  }
}
