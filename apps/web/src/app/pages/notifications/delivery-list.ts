import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import { Deliveries, RetryDelivery } from '../../graphql/generated/operations';
import { EmptyBox, QueryState } from '../../ui/states';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';
import { NotifyDesk } from './notify-desk';
import { aboutOf, saidOf, stateOf } from './notify-words';

const SHOWN = 50;
const POLL_MS = 3000;
const FILTERS = [
  { state: null, label: 'All' },
  { state: 'waiting', label: 'Waiting' },
  { state: 'sent', label: 'Sent' },
  { state: 'failed', label: 'Given up' },
] as const;

/** Messages that went out or are to go: newest first, with what the receiver said; what was given up can be sent again. */
@Component({
  selector: 'wl-delivery-list',
  imports: [EmptyBox, QueryState, RouterLink, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="panel-head">
      <h3 id="deliveries-title">Messages</h3>
      <span class="caption num">{{ counts() }}</span>
      <div class="segmented end" role="group" aria-label="Which messages">
        @for (one of filters; track one.label) {
          <button type="button" [attr.aria-pressed]="state() === one.state" (click)="state.set(one.state)">
            {{ one.label }}
          </button>
        }
      </div>
    </div>
    <wl-query-state [query]="list" what="Messages" [rows]="4" />
    @if (list.value(); as page) {
      @if (page.rows.length > 0) {
        <div class="scroll" tabindex="0" role="region" aria-labelledby="deliveries-title">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">About</th>
                <th scope="col">To</th>
                <th scope="col">By</th>
                <th scope="col">State</th>
                <th scope="col">Answer</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.id) {
                <tr>
                  <td class="num when">{{ row.when }}</td>
                  <td>
                    <span class="about">
                      @if (row.severity) {
                        <wl-severity [level]="row.severity" [word]="false" />
                      }
                      @if (row.alert) {
                        <a routerLink="/alerts" [queryParams]="{ tab: 'all', sel: row.alert }"
                          ><wl-wire [text]="row.about"
                        /></a>
                      } @else {
                        {{ row.about }}
                      }
                    </span>
                    @if (row.alertEntity) {
                      <span class="second line"><wl-wire [text]="row.alertEntity" /></span>
                    }
                  </td>
                  <td>
                    <wl-wire [text]="row.recipient" /><span class="second line"
                      ><wl-wire [text]="row.channelName"
                    /></span>
                  </td>
                  <td class="second"><wl-wire [text]="row.by" /></td>
                  <td>
                    <span class="tag" [class]="row.look.look">{{ row.look.word }}</span>
                    @if (row.next) {
                      <span class="second line num">{{ row.next }}</span>
                    }
                  </td>
                  <td class="said">
                    <wl-wire [text]="row.answer" [fit]="false" />
                    @if (row.state === 'failed' && mayRetry) {
                      <button
                        type="button"
                        class="button small"
                        [disabled]="desk.busy()"
                        [attr.aria-label]="'Send again to ' + row.recipient"
                        (click)="retry(row.id)"
                      >
                        Send again
                      </button>
                    }
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <wl-empty
          title="No messages"
          reason="They appear here as soon as a policy tells somebody of an alert, or a channel is tried out."
          [widen]="false"
        />
      }
    }
  `,
  styleUrl: './delivery-list.css',
})
export class DeliveryList {
  private readonly preferences = inject(Preferences);
  protected readonly desk = inject(NotifyDesk);
  protected readonly mayRetry = inject(Session).can('notify.write');
  protected readonly filters = FILTERS;
  protected readonly state = signal<string | null>(null);
  protected readonly list = query(
    Deliveries,
    () => ({ state: this.state(), first: SHOWN, minPosition: this.desk.position() }),
    ({ deliveries }) => deliveries,
    () => this.state() ?? '',
  );
  protected readonly counts = computed(() => {
    const page = this.list.value();
    if (!page) return '';
    return `${formatCount(page.sent)} sent, ${formatCount(page.waiting)} waiting, ${formatCount(page.failed)} given up`;
  });
  protected readonly rows = computed(() =>
    (this.list.value()?.rows ?? []).map((row) => ({
      ...row,
      when: this.moment(row.endedAt ?? row.queuedAt),
      about: aboutOf(row),
      by: row.policyName === null ? '' : `${row.policyName}, step ${(row.step ?? 0) + 1}`,
      look: stateOf(row),
      next: row.state === 'waiting' && row.dueAt ? `from ${this.moment(row.dueAt)}` : '',
      answer: saidOf(row),
    })),
  );

  constructor() {
    const timer = setInterval(() => this.list.reload(), POLL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    effect(() => {
      this.desk.changes();
      untracked(() => this.list.reload());
    });
  }

  protected retry(id: string): void {
    void this.desk.change('Sent again', async (gateway, key) => (await gateway.run(RetryDelivery, { id, key })).done);
  }

  private moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }
}
