import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import {
  PauseReportSchedule,
  RemoveReportSchedule,
  type ReportFields,
  type ReportScheduleFields,
  ReportSchedules,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { EmptyBox, QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import type { Template } from './generate-sheet';
import { RemoveSheet } from './remove-sheet';
import { rhythmOf } from './report-words';
import { ScheduleSheet } from './schedule-sheet';
import { TrialSheet } from './trial-sheet';

/** Schedules of who is signed in, with the times at which each is due next. */
@Component({
  selector: 'wl-schedule-list',
  imports: [EmptyBox, Icon, QueryState, RemoveSheet, ScheduleSheet, TrialSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel" aria-labelledby="schedules-title">
      <header class="panel-head">
        <h2 id="schedules-title">Schedules</h2>
        <span class="caption">each orders a report of the time since its turn before</span>
        @if (mayWrite()) {
          <button type="button" class="button small end" (click)="open.set('new')">
            <wl-icon name="plus" />New schedule
          </button>
        }
      </header>
      @if (work.problem(); as problem) {
        <p class="refused" role="alert">
          <wl-icon name="close" /><span>{{ problem }}</span>
        </p>
      }
      <wl-query-state [query]="list" what="Schedules" [rows]="3" />
      @if (list.value() && rows().length === 0) {
        <wl-empty
          title="No schedules yet"
          reason="Make one: its reports come by themselves, and those who are to know are sent a link."
          [widen]="false"
        />
      }
      <ul>
        @for (row of rows(); track row.schedule.id) {
          @let schedule = row.schedule;
          <li>
            <div class="what">
              <p class="strong">
                <wl-wire [text]="schedule.name" />
                <span class="tag">{{ schedule.format }}</span>
                @if (schedule.paused) {
                  <span class="tag caution">paused</span>
                }
              </p>
              <p class="second">{{ row.template }} · {{ row.rhythm }}</p>
              @if (schedule.recipients.length > 0) {
                <p class="second">Tells <wl-wire [text]="schedule.recipients.join(', ')" [fit]="false" /></p>
              }
              <p class="second num">
                {{ row.next.length > 0 ? 'Next: ' + row.next.join(' · ') : 'No turn is due while it is paused.' }}
              </p>
            </div>
            @if (mayWrite()) {
              <button
                type="button"
                class="button small"
                [disabled]="work.busy()"
                [attr.aria-label]="(schedule.paused ? 'Resume ' : 'Pause ') + schedule.name"
                (click)="pause(schedule)"
              >
                <wl-icon [name]="schedule.paused ? 'play' : 'pause'" />{{ schedule.paused ? 'Resume' : 'Pause' }}
              </button>
              @if (schedule.recipients.length > 0) {
                <button
                  type="button"
                  class="button small"
                  [attr.aria-label]="'Send test of ' + schedule.name"
                  (click)="trying.set(schedule)"
                >
                  Send test
                </button>
              }
              <button
                type="button"
                class="button small"
                [attr.aria-label]="'Change ' + schedule.name"
                (click)="open.set(schedule)"
              >
                Change
              </button>
              <button
                type="button"
                class="button small"
                [attr.aria-label]="'Remove ' + schedule.name"
                (click)="removing.set(schedule)"
              >
                Remove
              </button>
            }
          </li>
        }
      </ul>
    </section>
    @if (open(); as what) {
      <wl-schedule-sheet
        [templates]="templates()"
        [schedule]="what === 'new' ? undefined : what"
        (saved)="changed('Schedule saved')"
        (closed)="open.set(null)"
      />
    }
    @if (trying(); as schedule) {
      <wl-trial-sheet [schedule]="schedule" (sent)="tried.emit($event)" (closed)="trying.set(null)" />
    }
    @if (removing(); as schedule) {
      <wl-remove-sheet
        heading="Remove schedule"
        [subject]="schedule.name"
        lead="No further report is made by it. Those that it has made stay."
        [remove]="removal(schedule)"
        (removed)="changed('Schedule removed')"
        (closed)="removing.set(null)"
      />
    }
  `,
  styleUrl: './schedule-list.css',
})
export class ScheduleList {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  private readonly announcer = inject(LiveAnnouncer);
  readonly templates = input.required<readonly Template[]>();
  readonly mayWrite = input.required<boolean>();
  /** The report of a schedule that was tried out. */
  readonly tried = output<ReportFields>();

  protected readonly list = query(
    ReportSchedules,
    () => ({}),
    ({ reportSchedules }) => reportSchedules,
  );
  protected readonly work = sheetWork();
  protected readonly open = signal<ReportScheduleFields | 'new' | null>(null);
  protected readonly trying = signal<ReportScheduleFields | null>(null);
  protected readonly removing = signal<ReportScheduleFields | null>(null);
  protected readonly rows = computed(() =>
    (this.list.value() ?? []).map((schedule) => ({
      schedule,
      template: this.templates().find(({ id }) => id === schedule.template)?.title ?? schedule.template,
      rhythm: rhythmOf(schedule),
      next: schedule.next.map((at) => formatMoment(Date.parse(at), this.preferences.zone(), Date.now())),
    })),
  );

  protected async pause({ id, revision: seen, paused }: ReportScheduleFields): Promise<void> {
    const key = crypto.randomUUID();
    const done = await this.work.run(() => this.gateway.run(PauseReportSchedule, { id, seen, key, paused: !paused }));
    // Somebody else may have changed it meanwhile: either way the list is read anew.
    if (done) this.changed(paused ? 'Schedule goes on' : 'Schedule paused');
    else this.list.reload();
  }

  protected removal({ id, revision: seen }: ReportScheduleFields): () => Promise<unknown> {
    const key = crypto.randomUUID();
    return () => this.gateway.run(RemoveReportSchedule, { id, seen, key });
  }

  protected changed(said: string): void {
    this.list.reload();
    void this.announcer.announce(said);
  }
}
