import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { query } from '../../core/api/query';
import { type GenerateReportInput, type ReportPreviewResult, ReportPreview } from '../../graphql/generated/operations';
import { Sparkline } from '../../ui/sparkline';
import { EmptyBox, QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';

/** What a report is made of, as it is ordered. */
export type ReportInput = GenerateReportInput;
type Block = ReportPreviewResult['reportPreview']['sections'][number]['blocks'][number];

/** Whether a block has nothing to tell. Figures always tell something: nought, or that it is not known. */
const isBare = ({ table, series, text, figures }: Block): boolean =>
  !text && !figures && (table?.rows.length ?? 0) === 0 && (series?.values.every((value) => value === 0) ?? true);

/** How a report would begin, with its real figures: read anew when what is asked for changes, and given up when this is closed. */
@Component({
  selector: 'wl-report-preview',
  imports: [EmptyBox, QueryState, Sparkline, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" aria-labelledby="preview-title" [attr.aria-busy]="made.first()">
      <h3 id="preview-title" class="visually-hidden">Preview</h3>
      <wl-query-state [query]="made" what="The preview" [rows]="6" />
      @if (made.value(); as preview) {
        <div class="scroll" tabindex="0" role="group" aria-label="Preview, scrollable">
          <p class="title"><wl-wire [text]="preview.title" [fit]="false" /></p>
          @if (preview.masked) {
            <p class="second">Addresses and names are masked for you.</p>
          }
          @if (bare()) {
            <wl-empty
              title="Nothing to tell of this range"
              reason="Nothing was recorded in it that this report is about."
              [widen]="false"
            />
          }
          @for (section of preview.sections; track $index) {
            <h4>{{ section.heading }}</h4>
            @for (block of section.blocks; track $index) {
              @if (block.text; as text) {
                <p class="second"><wl-wire [text]="text" [fit]="false" /></p>
              }
              @if (block.figures; as figures) {
                <dl class="figures">
                  @for (figure of figures; track $index) {
                    <div>
                      <dt>{{ figure.label }}</dt>
                      <dd class="num"><wl-wire [text]="figure.value ?? 'not known'" [fit]="false" /></dd>
                      @if (figure.note; as note) {
                        <dd class="caption">{{ note }}</dd>
                      }
                    </div>
                  }
                </dl>
              }
              @if (block.series; as series) {
                @if (series.values.length > 1) {
                  <p class="second">{{ series.label }} over time, {{ series.most }} at most</p>
                  <wl-sparkline class="course" [points]="series.values" />
                }
              }
              @if (block.table; as table) {
                <table>
                  <thead>
                    <tr>
                      @for (column of table.columns; track $index) {
                        <th scope="col" [class.r]="column.numeric">{{ column.label }}</th>
                      }
                    </tr>
                  </thead>
                  <tbody>
                    @for (row of table.rows; track $index) {
                      <tr>
                        @for (cell of row.cells; track $index) {
                          <td [class.r]="table.columns[$index]?.numeric" [class.num]="table.columns[$index]?.numeric">
                            <wl-wire [text]="cell" />
                          </td>
                        }
                      </tr>
                    } @empty {
                      <tr>
                        <td [attr.colspan]="table.columns.length" class="second">None in this range.</td>
                      </tr>
                    }
                  </tbody>
                </table>
                @if (table.leftOut > 0) {
                  <p class="caption">{{ table.leftOut }} more rows</p>
                }
              }
            }
          }
          @if (preview.sectionsLeft > 0) {
            <p class="caption">
              {{ preview.sectionsLeft }} more
              {{ preview.sectionsLeft === 1 ? 'section follows' : 'sections follow' }} in the report.
            </p>
          }
        </div>
      }
    </section>
  `,
  styleUrl: './report-preview.css',
})
export class PreviewPane {
  readonly order = input.required<ReportInput>();
  protected readonly made = query(
    ReportPreview,
    () => ({ input: this.order() }),
    ({ reportPreview }) => reportPreview,
    () => JSON.stringify(this.order()),
  );
  protected readonly bare = computed(() => {
    const blocks = (this.made.value()?.sections ?? []).flatMap((section) => section.blocks);
    const told = blocks.filter(({ figures }) => !figures);
    return told.length > 0 && told.every(isBare);
  });
}
