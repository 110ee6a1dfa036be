import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { escapeText } from '../../format/hostile';
import { formatCount } from '../../format/numbers';
import { formatAge } from '../../format/times';
import type { AlertListResult } from '../../graphql/generated/operations';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';

export type LatestAlert = AlertListResult['alerts']['rows'][number];

/** The newest alerts of the inbox; each leads to itself. */
@Component({
  selector: 'wl-latest-alerts',
  imports: [RouterLink, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'latest-title' },
  template: `
    <header class="panel-head">
      <h2 id="latest-title">Latest alerts</h2>
      <a class="end num" routerLink="/alerts">All {{ openText() }} open</a>
    </header>
    <ul>
      @for (row of rows(); track row.id) {
        <li>
          <a class="row" routerLink="/alerts" [queryParams]="{ sel: row.id, group: 'none' }">
            <wl-severity [level]="row.severity" />
            <bdi class="name">{{ row.title }}</bdi>
            <wl-wire class="mono" [text]="row.who" />
            <span class="muted num age">{{ row.age }}</span>
          </a>
        </li>
      }
    </ul>
    @if (rows().length === 0) {
      <p class="none">No alert is open.</p>
    }
  `,
  styles: `
    li {
      border-top: var(--line) solid var(--grid);
    }
    li:first-child {
      border-top: 0;
    }
    .row {
      display: grid;
      grid-template-columns: 84px minmax(0, 1.4fr) minmax(0, 1fr) 56px;
      gap: var(--space-12);
      align-items: center;
      height: var(--row);
      padding: 0 var(--panel-pad);
      color: inherit;
      font: var(--type-table);
    }
    .row:hover {
      background: var(--hover);
      text-decoration: none;
    }
    .row:focus-visible {
      outline-offset: -2px;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .age {
      text-align: right;
    }
    .none {
      padding: 0 var(--panel-pad) var(--panel-pad);
      color: var(--text-3);
      font: var(--type-table);
    }
  `,
})
export class LatestAlerts {
  readonly alerts = input.required<readonly LatestAlert[]>();
  readonly open = input.required<number>();
  readonly now = input.required<number>();
  protected readonly openText = computed(() => formatCount(this.open()));
  protected readonly rows = computed(() =>
    this.alerts().map(({ alert }) => ({
      ...{ id: alert.id, severity: alert.severity, title: escapeText(alert.title) },
      who: alert.src ?? alert.dst ?? alert.entity,
      age: formatAge(this.now() - Date.parse(alert.last)),
    })),
  );
}
