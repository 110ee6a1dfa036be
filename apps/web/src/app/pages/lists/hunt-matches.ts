import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Preferences } from '../../core/preferences';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import type { HuntFields } from '../../graphql/generated/operations';
import { WireText } from '../../ui/wire-text';
import { hostsOf } from './hunt-words';

/** What was found by looking back: entry by entry, when, how often, by whom. */
@Component({
  selector: 'wl-hunt-matches',
  imports: [RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="scroll" role="region" aria-label="What was observed" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">Observed as</th>
          <th scope="col">First seen</th>
          <th scope="col">Last seen</th>
          <th scope="col" class="r">Times</th>
          <th scope="col" class="r">Days</th>
          <th scope="col">Hosts</th>
          <th scope="col">Sensor</th>
          <th scope="col"><span class="visually-hidden">Alert</span></th>
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.indicator + ' ' + row.sensor) {
          <tr>
            <td class="mono text"><wl-wire [text]="row.indicator" /></td>
            <td class="text" [class.mono]="row.as">
              @if (row.as) {
                <wl-wire [text]="row.as" />
                @if (row.others) {
                  <span class="caption">{{ row.others }}</span>
                }
              } @else {
                <span class="muted">itself</span>
              }
            </td>
            <td class="num">{{ row.began }}</td>
            <td class="num">{{ row.ended }}</td>
            <td class="r num">{{ row.times }}</td>
            <td class="r num">{{ row.days }}</td>
            <td class="mono text"><wl-wire [text]="row.who" /></td>
            <td><wl-wire [text]="row.sensor" /></td>
            <td>
              @if (row.alert) {
                <a routerLink="/alerts" [queryParams]="{ sel: row.alert }">Alert</a>
              }
            </td>
          </tr>
        }
      </tbody>
    </table>
  </div>`,
  styleUrl: '../library.css',
  styles: `
    .scroll {
      max-height: 320px;
    }
    td.text {
      max-width: 260px;
    }
    .caption {
      margin-left: var(--space-4);
    }
  `,
})
export class HuntMatches {
  private readonly preferences = inject(Preferences);
  readonly matches = input.required<HuntFields['matches']>();

  protected readonly rows = computed(() =>
    this.matches().map((match) => {
      const named = match.values.filter((value) => value !== match.indicator);
      const more = match.valueCount - 1;
      return {
        ...match,
        as: named[0] ?? null,
        others: more > 0 ? `and ${formatCount(more)} more` : '',
        began: this.moment(match.first),
        ended: this.moment(match.last),
        times: formatCount(match.count),
        who: hostsOf(match),
      };
    }),
  );

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), false);
  }
}
