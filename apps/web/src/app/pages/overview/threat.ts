import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { escapeText } from '../../format/hostile';
import { formatAge } from '../../format/times';
import type { AlertTabsResult } from '../../graphql/generated/operations';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';
import type { LatestAlert } from './latest-alerts';

const LEVELS = ['critical', 'high', 'medium'] as const;

/** One sentence on how things stand, with its cause; nothing while no alert of medium or above is open. */
@Component({
  selector: 'wl-threat',
  imports: [RouterLink, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (threat(); as t) {
    <div class="strip" role="status" [class]="'strip ' + t.level">
      <wl-severity [level]="t.level" />
      <span class="words">
        <span class="num">{{ t.words }}{{ t.title ? ':' : '.' }}</span>
        @if (t.title) {
          <bdi>{{ t.title }}</bdi>
        }
        @if (t.who) {
          <wl-wire class="mono" [text]="t.who" />
        }
      </span>
      <a class="num" routerLink="/alerts">{{ t.link }}</a>
    </div>
  }`,
  styles: `
    :host:empty {
      display: none;
    }
    .strip {
      --tone: var(--sev-medium);
      display: flex;
      align-items: center;
      gap: var(--space-16);
      min-height: 36px;
      padding: 6px var(--panel-pad);
      border: var(--line) solid color-mix(in srgb, var(--tone) 45%, var(--border));
      border-radius: var(--radius-panel);
      background: var(--sev-medium-tint);
      font: var(--type-table);
    }
    .strip.critical {
      --tone: var(--sev-critical);
      background: var(--sev-critical-tint);
    }
    .strip.high {
      --tone: var(--sev-high);
      background: var(--sev-high-tint);
    }
    .words {
      display: flex;
      flex: 1;
      flex-wrap: wrap;
      gap: 0 6px;
      min-width: 0;
    }
    a {
      white-space: nowrap;
    }
  `,
})
export class Threat {
  readonly counts = input<AlertTabsResult['alertCounts']>();
  /** The gravest of the inbox. */
  readonly gravest = input<LatestAlert>();
  readonly now = input.required<number>();

  protected readonly threat = computed(() => {
    const counts = this.counts();
    const level = counts && LEVELS.find((one) => counts[one] > 0);
    if (!counts || !level) return null;
    const n = counts[level];
    const alerts = n === 1 ? 'alert' : 'alerts';
    const age = counts.oldestGravest ? `, oldest ${formatAge(this.now() - Date.parse(counts.oldestGravest))}` : '';
    const alert = this.gravest()?.alert;
    return {
      level,
      words: `${n} ${level} ${alerts} open${age}`,
      title: alert?.severity === level ? escapeText(alert.title) : '',
      who: alert?.severity === level ? (alert.src ?? alert.dst ?? '') : '',
      link: `Open ${n} ${alerts}`,
    };
  });
}
