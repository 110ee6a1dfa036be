import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { escapeText } from '../../format/hostile';
import { formatCount } from '../../format/numbers';
import { formatAge } from '../../format/times';
import type { AlertTabsResult, ThreatLevelNowResult } from '../../graphql/generated/operations';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';
import { markOf } from '../hosts/threat-words';
import type { LatestAlert } from './latest-alerts';

const LEVELS = ['critical', 'high', 'medium'] as const;

/** How many sign-ins failed within five minutes, and what that level is. */
export type SignInLevel = Pick<ThreatLevelNowResult['threatLevel'], 'level' | 'attempts' | 'failures' | 'sources'>;

/** One sentence on how things stand, with its cause: open alerts of medium or above, and sign-ins; nothing while there are neither. */
@Component({
  selector: 'wl-threat',
  imports: [RouterLink, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (threat(); as t) {
      <div role="status" [class]="'strip ' + t.level">
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
    }
    @if (tried(); as t) {
      <div role="status" [class]="'strip ' + t.mark">
        <wl-severity [level]="t.mark" />
        <span class="words num">{{ t.words }}</span>
        <a routerLink="/hosts" [queryParams]="{ tab: 'attacks' }">Attack sessions</a>
      </div>
    }`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: var(--panel-gap);
    }
    :host:not(:has(.strip)) {
      display: none;
    }
    .strip {
      --tone: var(--sev-medium);
      display: flex;
      flex: 1 1 440px;
      align-items: center;
      gap: var(--space-16);
      min-width: 0;
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
    .strip.low {
      --tone: transparent;
      background: var(--surface);
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
  readonly signIns = input<SignInLevel>();

  protected readonly tried = computed(() => {
    const it = this.signIns();
    if (!it || it.attempts === 0) return null;
    const who = it.failures === 0 ? '' : ` from ${formatCount(it.sources)} ${it.sources === 1 ? 'source' : 'sources'}`;
    return {
      mark: markOf(it.level),
      words: `${formatCount(it.failures)} of ${formatCount(it.attempts)} sign-ins failed within 5 min${who}.`,
    };
  });

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
