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
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { formatMoment } from '../../format/times';
import { GenerateReport, type ReportFields, type ReportTemplatesResult } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { ianaOf } from './report-words';

export type Template = ReportTemplatesResult['reportTemplates'][number];

/** Orders a report of the page's range. */
@Component({
  selector: 'wl-generate-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Generate report" (closed)="closed.emit()">
      <form (submit)="order($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <div class="entry">
          <label class="label" for="report-template">Template</label>
          <select
            id="report-template"
            class="field"
            [value]="chosen()?.id ?? ''"
            (change)="template.set($any($event.target).value)"
          >
            @for (one of templates(); track one.id) {
              <option [value]="one.id" [selected]="one.id === chosen()?.id">{{ one.title }}</option>
            }
          </select>
          <p class="hint">{{ chosen()?.description }} A range of {{ chosen()?.mostDays }} days at most.</p>
        </div>
        <div class="entry">
          <label class="label" for="report-name">Name</label>
          <input
            id="report-name"
            class="field"
            name="name"
            required
            maxlength="100"
            autocomplete="off"
            [value]="chosen()?.title ?? ''"
          />
        </div>
        <div class="entry">
          <span class="label">Range</span>
          <p class="num">{{ words() }}</p>
          <p class="hint">That of the page: choose another one in the bar at its top.</p>
        </div>
        <div class="entry">
          <label class="label" for="report-zone">Time zone</label>
          <input id="report-zone" class="field" name="zone" required maxlength="64" autocomplete="off" [value]="zone" />
        </div>
        <div class="entry">
          <label class="label" for="report-format">Format</label>
          <select id="report-format" class="field" name="format">
            <option value="PDF">PDF: to read, to print, to hand on</option>
            <option value="CSV">CSV: every row, for spreadsheets</option>
          </select>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy() || !chosen()">Generate</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class GenerateSheet {
  private readonly gateway = inject(Gateway);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  protected readonly dialog = viewChild.required(Dialog);
  readonly templates = input.required<readonly Template[]>();
  /** The one that is asked for first. */
  readonly first = input<string | null>(null);
  readonly closed = output();
  readonly ordered = output<ReportFields>();
  protected readonly work = sheetWork();
  protected readonly template = linkedSignal(() => this.first());
  protected readonly chosen = computed(
    () => this.templates().find(({ id }) => id === this.template()) ?? this.templates()[0],
  );
  protected readonly zone = ianaOf(this.preferences.zone());
  protected readonly words = computed(() => {
    const { from, to } = this.range.instants();
    const moment = (at: number) => formatMoment(at, this.preferences.zone(), Date.now());
    return `${moment(from)} – ${moment(to)}`;
  });

  protected async order(event: Event): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const said = (name: string): string => ((given.get(name) as string | null) ?? '').trim();
    const template = this.chosen();
    if (!template) return;
    const answer = await this.work.run(() => {
      if (said('name') === '') throw new RangeError('A name is wanted.');
      return this.gateway.run(GenerateReport, {
        input: {
          ...{ template: template.id, name: said('name'), ...this.range.input(), zone: said('zone') },
          format: said('format') === 'CSV' ? 'CSV' : 'PDF',
        },
      });
    });
    if (!answer) return;
    this.ordered.emit(answer.done);
    this.dialog().close();
  }
}
