import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
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
import { ZoneField } from '../../ui/zone-field';
import { PreviewPane, type ReportInput } from './report-preview';
import { ianaOf } from './report-words';

export type Template = ReportTemplatesResult['reportTemplates'][number];

/** Orders a report of the page's range. */
@Component({
  selector: 'wl-generate-sheet',
  imports: [Dialog, Icon, PreviewPane, ZoneField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Generate report" [class.wide]="previewed()" (closed)="closed.emit()">
      <form #form (submit)="order($event)" (input)="previewed.set(null)">
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
          <wl-zone-field fieldId="report-zone" [value]="zone" />
        </div>
        <div class="entry">
          <label class="label" for="report-format">Format</label>
          <select id="report-format" class="field" name="format">
            <option value="PDF">PDF: to read, to print, to hand on</option>
            <option value="CSV">CSV: every row, for spreadsheets</option>
          </select>
        </div>
        @if (previewed(); as shown) {
          <wl-report-preview [order]="shown" />
        }
        <div class="actions">
          <button
            type="button"
            class="button first"
            [attr.aria-expanded]="previewed() !== null"
            [disabled]="!chosen()"
            (click)="preview(form)"
          >
            {{ previewed() ? 'Hide preview' : 'Preview' }}
          </button>
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy() || !chosen()">Generate</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    .wide {
      --dialog-width: 1040px;
    }
    @media (min-width: 1000px) {
      .wide form {
        display: grid;
        grid-template-columns: 280px minmax(0, 1fr);
        column-gap: var(--space-24);
      }
      .wide form > :not(wl-report-preview, .actions) {
        grid-column: 1;
      }
      wl-report-preview {
        grid-row: 1 / span 6;
        grid-column: 2;
        min-width: 0;
      }
      .wide .actions {
        grid-column: 1 / -1;
      }
    }
    .first {
      margin-right: auto;
    }
  `,
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
  /** What is shown of before it is ordered; whatever is changed in the form hides it. */
  protected readonly previewed = signal<ReportInput | null>(null);
  protected readonly zone = ianaOf(this.preferences.zone());
  protected readonly words = computed(() => {
    const { from, to } = this.range.instants();
    const moment = (at: number) => formatMoment(at, this.preferences.zone(), Date.now());
    return `${moment(from)} – ${moment(to)}`;
  });

  /** Shows how it would begin, or hides that again. */
  protected preview(form: HTMLFormElement): void {
    const template = this.chosen();
    this.previewed.update((shown) => (shown || !template ? null : this.asked(form, template)));
  }

  protected async order(event: Event): Promise<void> {
    event.preventDefault();
    const template = this.chosen();
    if (!template) return;
    const asked = this.asked(event.target as HTMLFormElement, template);
    const answer = await this.work.run(() => {
      if (asked.name === '') throw new RangeError('A name is wanted.');
      return this.gateway.run(GenerateReport, { input: asked });
    });
    if (!answer) return;
    this.ordered.emit(answer.done);
    this.dialog().close();
  }

  private asked(form: HTMLFormElement, template: Template): ReportInput {
    const given = new FormData(form);
    const said = (name: string): string => ((given.get(name) as string | null) ?? '').trim();
    return {
      ...{ template: template.id, name: said('name'), ...this.range.input(), zone: said('zone') },
      format: said('format') === 'CSV' ? 'CSV' : 'PDF',
    };
  }
}
