import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatCount } from '../../format/numbers';
import type { AlertTabsResult } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { SeverityMark } from '../../ui/severity-mark';

const LEVELS = ['critical', 'high', 'medium', 'low'] as const;

/** A figure that has not arrived is no zero. */
const write = (count: number | undefined): string => (count === undefined ? '–' : formatCount(count));

/** Open alerts, by severity, against the beginning of the range. */
@Component({
  selector: 'wl-alert-tile',
  imports: [Icon, RouterLink, SeverityMark],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', '[attr.aria-busy]': 'before() === undefined || !counts()' },
  template: `
    <a class="body" routerLink="/alerts">
      <span class="name">Open alerts</span>
      <span class="value num">{{ total() }}</span>
      <span class="levels">
        @for (level of levels(); track level.name) {
          <span class="level num"
            ><wl-severity [level]="level.name" [word]="false" /><strong>{{ level.count }}</strong
            ><span class="second" aria-hidden="true">{{ level.name }}</span></span
          >
        }
      </span>
      <span class="note num">
        @if (change(); as by) {
          <wl-icon [name]="by > 0 ? 'rise' : 'fall'" /> {{ by > 0 ? by : -by }} vs previous {{ span() }}
        } @else if (counts()) {
          as many as {{ span() }} ago
        }
      </span>
    </a>
  `,
  styles: `
    .body {
      display: grid;
      grid-template: 18px 40px 18px / auto minmax(0, 1fr);
      padding: 10px var(--panel-pad) 12px;
      border-radius: inherit;
      color: inherit;
    }
    .body:hover {
      text-decoration: none;
      background: var(--hover);
    }
    .name {
      color: var(--text-2);
      font: var(--type-label);
      white-space: nowrap;
    }
    .value {
      grid-row: 2;
      font: var(--type-display);
      letter-spacing: var(--track-display);
    }
    .levels {
      display: grid;
      grid-row: 1 / 3;
      grid-column: 2;
      grid-template-columns: auto auto;
      gap: 2px var(--space-12);
      align-content: center;
      justify-content: end;
      font: var(--type-caption);
    }
    .level {
      display: flex;
      align-items: center;
      gap: 5px;
      line-height: 20px;
    }
    .level strong {
      font-weight: 600;
    }
    .note {
      display: flex;
      grid-row: 3;
      grid-column: 1 / 3;
      align-items: center;
      gap: 6px;
      color: var(--text-2);
      font: var(--type-caption);
      white-space: nowrap;
    }
    .note wl-icon {
      --icon-size: 12px;
    }
    @media (max-width: 1439px) {
      .level .second {
        display: none;
      }
    }
  `,
})
export class AlertTile {
  readonly counts = input<AlertTabsResult['alertCounts']>();
  /** Open ones at the beginning of the range. */
  readonly before = input<number>();
  readonly span = input.required<string>();
  protected readonly total = computed(() => write(this.counts()?.inbox));
  protected readonly levels = computed(() => LEVELS.map((name) => ({ name, count: write(this.counts()?.[name]) })));
  protected readonly change = computed(() => {
    const [now, before] = [this.counts()?.inbox, this.before()];
    return now === undefined || before === undefined ? 0 : now - before;
  });
}
