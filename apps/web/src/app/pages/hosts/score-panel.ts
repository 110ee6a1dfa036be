import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { escapeText } from '../../format/hostile';
import { formatCount, formatShare } from '../../format/numbers';
import { formatAgo } from '../../format/times';
import { HostScoreList } from '../../graphql/generated/operations';
import { SeverityMark } from '../../ui/severity-mark';
import { QueryState } from '../../ui/states';
import { formatPoints } from './threat-words';

/** The score of a host, and what each alert adds to it. */
@Component({
  selector: 'wl-score-panel',
  imports: [QueryState, RouterLink, SeverityMark],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'score-title' },
  template: `
    <header class="panel-head">
      <h2 id="score-title">Score</h2>
      @if (score(); as it) {
        <strong class="num total">{{ it.total }}</strong>
        <span class="caption num">{{ it.caption }}</span>
      }
    </header>
    <wl-query-state [query]="found" what="The score" [rows]="2" />
    @if (score(); as it) {
      <div class="scroll" tabindex="0" role="region" aria-label="What each alert adds, table">
        <table>
          <thead>
            <tr>
              <th scope="col">Alert</th>
              <th scope="col">Severity</th>
              <th scope="col">Last record</th>
              <th scope="col" class="r">Threat level</th>
              <th scope="col" class="r">× confidence</th>
              <th scope="col" class="r">× left</th>
              <th scope="col" class="r">= points</th>
            </tr>
          </thead>
          <tbody>
            @for (piece of it.pieces; track piece.alert) {
              <tr>
                <td>
                  <a routerLink="/alerts" [queryParams]="{ sel: piece.alert, group: 'none', tab: 'all' }"
                    ><bdi>{{ piece.title }}</bdi></a
                  >
                </td>
                <td><wl-severity [level]="piece.severity" /></td>
                <td class="muted">{{ piece.ago }}</td>
                <td class="r">{{ piece.threatLevel }}</td>
                <td class="r">{{ piece.confidence }}</td>
                <td class="r">{{ piece.share }}</td>
                <td class="r">
                  <strong>{{ piece.points }}</strong>
                </td>
              </tr>
            }
          </tbody>
        </table>
      </div>
      @if (it.more) {
        <p class="none num">{{ it.more }}</p>
      }
    } @else if (found.value() === null) {
      <p class="none">No alert of the 24 hours up to the end of the range names this host.</p>
    }
  `,
  styleUrl: '../detail.css',
  styles: `
    :host {
      min-height: 0;
      padding: 0;
      gap: 0;
    }
    .total {
      font: var(--type-h3);
    }
    .r {
      text-align: right;
    }
  `,
})
export class ScorePanel {
  readonly address = input.required<string>();
  readonly sensor = input('');
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);

  protected readonly found = query(
    HostScoreList,
    () => ({ at: this.range.input().to, address: this.address(), sensor: this.sensor() || undefined, first: 1 }),
    (result) => result.hostScores[0] ?? null,
    () => `${this.address()}|${this.range.key()}`,
  );
  protected readonly score = computed(() => {
    const host = this.found.value();
    if (!host) return undefined;
    const [zone, now] = [this.preferences.zone(), this.range.now()];
    const others = host.alerts - host.pieces.length;
    return {
      total: formatPoints(host.score),
      caption: `${formatCount(host.alerts)} ${host.alerts === 1 ? 'alert' : 'alerts'} of ${formatCount(host.rules)} ${host.rules === 1 ? 'rule' : 'rules'} in 24 h; half is left after 6 h`,
      more: others > 0 ? `and ${formatCount(others)} more that add less` : '',
      pieces: host.pieces.map((piece) => ({
        alert: piece.alert,
        title: escapeText(piece.title),
        severity: piece.severity,
        ago: formatAgo(Date.parse(piece.last), now, zone),
        threatLevel: String(piece.threatLevel),
        confidence: formatPoints(piece.confidence),
        share: formatShare(piece.left),
        points: formatPoints(piece.points),
      })),
    };
  });
}
