import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Preferences } from '../../core/preferences';
import { formatRate } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import type { ChartData } from './model';

/** The same figures as the chart, bucket by bucket. */
@Component({
  selector: 'wl-chart-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { tabindex: '0', role: 'region', 'aria-label': 'Chart as table' },
  template: `
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          @for (head of heads(); track head) {
            <th scope="col">{{ head }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.at) {
          <tr>
            <th scope="row">{{ row.time }}</th>
            @for (cell of row.cells; track $index) {
              <td class="num">{{ cell }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    :host {
      display: block;
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
    table {
      width: 100%;
      border-collapse: collapse;
      font: var(--type-table);
    }
    th,
    td {
      padding: 4px var(--space-12) 4px 0;
      border-bottom: var(--line) solid var(--grid);
      font-weight: 400;
      text-align: right;
      white-space: nowrap;
    }
    thead th {
      position: sticky;
      top: 0;
      background: var(--surface);
      color: var(--text-3);
    }
    th:first-child {
      text-align: left;
    }
  `,
})
export class ChartTable {
  private readonly preferences = inject(Preferences);
  readonly data = input.required<ChartData>();
  readonly unit = input.required<string>();
  readonly sides = input.required<readonly [string, string]>();
  readonly mirrored = input(false);

  protected readonly heads = computed(() =>
    this.data().bands.flatMap((band) =>
      this.mirrored() ? this.sides().map((side) => `${band.label}, ${side.toLowerCase()}`) : [band.label],
    ),
  );
  protected readonly rows = computed(() => {
    const { times, bands, bucket } = this.data();
    const write = (value: number): string => formatRate(value, this.unit());
    return times.map((at, index) => ({
      at,
      time: formatMoment(at, this.preferences.zone(), Date.now(), bucket < 60),
      cells: bands.flatMap((band) =>
        this.mirrored() ? [write(band.up[index] ?? 0), write(band.down?.[index] ?? 0)] : [write(band.up[index] ?? 0)],
      ),
    }));
  });
}
