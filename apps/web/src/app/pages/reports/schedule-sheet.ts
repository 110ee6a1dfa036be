import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { type ReportScheduleFields, SaveReportSchedule } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { ZoneField } from '../../ui/zone-field';
import type { Template } from './generate-sheet';
import { DAY_OF, ianaOf, type Rhythm, RHYTHMS, WEEKDAYS } from './report-words';

/** Makes or changes a schedule. */
@Component({
  selector: 'wl-schedule-sheet',
  imports: [Dialog, Icon, ZoneField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="schedule() ? 'Change schedule' : 'New schedule'" (closed)="closed.emit()">
      <form (submit)="save($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <div class="entry">
          <label class="label" for="schedule-template">Template</label>
          <select id="schedule-template" class="field" name="template">
            @for (one of templates(); track one.id) {
              <option [value]="one.id" [selected]="one.id === schedule()?.template">{{ one.title }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="schedule-name">Name</label>
          <input
            id="schedule-name"
            class="field"
            name="name"
            required
            maxlength="100"
            autocomplete="off"
            [value]="schedule()?.name ?? ''"
          />
        </div>
        <div class="entry">
          <label class="label" for="schedule-rhythm">How often</label>
          <select id="schedule-rhythm" class="field" (change)="rhythm.set($any($event.target).value)">
            @for (one of rhythms; track one.value) {
              <option [value]="one.value" [selected]="one.value === rhythm()">{{ one.text }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="schedule-day">{{ dayOf[rhythm()].label }}</label>
          @if (rhythm() === 'WEEKLY') {
            <select id="schedule-day" class="field" name="day">
              @for (one of weekdays; track one.value) {
                <option [value]="one.value" [selected]="one.value === day()">{{ one.text }}</option>
              }
            </select>
          } @else {
            <input
              id="schedule-day"
              class="field num"
              name="day"
              type="number"
              required
              min="1"
              [max]="dayOf[rhythm()].most"
              [value]="day()"
            />
          }
        </div>
        <div class="entry">
          <label class="label" for="schedule-at">At</label>
          <input
            id="schedule-at"
            class="field num"
            name="at"
            type="time"
            required
            [value]="schedule()?.at ?? '06:00'"
          />
        </div>
        <div class="entry">
          <label class="label" for="schedule-zone">Time zone</label>
          <wl-zone-field fieldId="schedule-zone" [value]="zone()" />
        </div>
        <div class="entry">
          <label class="label" for="schedule-format">Format</label>
          <select id="schedule-format" class="field" name="format">
            <option value="PDF">PDF</option>
            <option value="CSV" [selected]="schedule()?.format === 'CSV'">CSV</option>
          </select>
        </div>
        <div class="entry">
          <label class="label" for="schedule-to">Mail addresses, one a line</label>
          <textarea
            id="schedule-to"
            class="field"
            name="to"
            rows="2"
            [value]="(schedule()?.recipients ?? []).join('\\n')"
          ></textarea>
          <p class="hint">They are sent a link to the console, never the file. None at all will do.</p>
        </div>
        <label class="check"
          ><input type="checkbox" name="shared" [checked]="schedule()?.shared ?? false" /> Share its reports with
          whoever may read reports</label
        >
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Save schedule</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class ScheduleSheet {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  protected readonly dialog = viewChild.required(Dialog);
  readonly templates = input.required<readonly Template[]>();
  /** The one that is changed; a new one when absent. */
  readonly schedule = input<ReportScheduleFields | undefined>(undefined);
  readonly closed = output();
  readonly saved = output<ReportScheduleFields>();
  protected readonly work = sheetWork();
  protected readonly rhythms = RHYTHMS;
  protected readonly dayOf = DAY_OF;
  protected readonly weekdays = WEEKDAYS;
  protected readonly rhythm = linkedSignal<Rhythm>(() => this.schedule()?.rhythm ?? 'WEEKLY');
  /** Days of one rhythm mean nothing in another. */
  protected readonly day = linkedSignal(() => {
    const schedule = this.schedule();
    return schedule?.rhythm === this.rhythm() ? schedule.day : 1;
  });
  protected readonly zone = linkedSignal(() => this.schedule()?.zone ?? ianaOf(this.preferences.zone()));
  private readonly id = linkedSignal(() => this.schedule()?.id ?? crypto.randomUUID());

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const said = (name: string): string => ((given.get(name) as string | null) ?? '').trim();
    const answer = await this.work.run(() => {
      if (said('name') === '') throw new RangeError('A name is wanted.');
      return this.gateway.run(SaveReportSchedule, {
        input: {
          ...{ id: this.id(), seen: this.schedule()?.revision ?? 0, key: crypto.randomUUID() },
          ...{ template: said('template'), name: said('name'), format: said('format') === 'CSV' ? 'CSV' : 'PDF' },
          ...{ rhythm: this.rhythm(), day: Number(said('day')), at: said('at').slice(0, 5), zone: said('zone') },
          recipients: said('to')
            .split(/[\s,;]+/)
            .filter((one) => one !== ''),
          shared: given.has('shared'),
        },
      });
    });
    if (!answer) return;
    this.saved.emit(answer.done);
    this.dialog().close();
  }
}
