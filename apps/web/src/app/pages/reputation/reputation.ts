import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { isOnInternet, parseIp } from '@wireledger/kernel';
import { toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatAgo, formatMoment } from '../../format/times';
import { AskReputation, Reputation as ReputationOperation } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { verdictOf } from './reputation-words';

/** What services outside said of an address or a name, and when; each is asked by a button that says who learns it. Shown only where one is on. */
@Component({
  selector: 'wl-reputation',
  imports: [Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.panel]': 'shown()', '[hidden]': '!shown()', role: 'region', 'aria-labelledby': 'reputation-title' },
  templateUrl: './reputation.html',
  styleUrl: './reputation.css',
})
export class Reputation {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly announcer = inject(LiveAnnouncer);
  readonly value = input.required<string>();

  /** An address of the Internet, or a name with a dot: nothing else is asked of anybody. */
  private readonly kind = computed(() => {
    const bytes = parseIp(this.value());
    if (bytes) return isOnInternet(bytes) ? 'address' : null;
    return this.value().includes('.') ? 'name' : null;
  });
  protected readonly state = query(
    ReputationOperation,
    () => (this.kind() !== null && this.session.can('lists.write') ? { value: this.value() } : undefined),
    (result) => result,
    () => this.value(),
  );
  protected readonly rows = computed(() => {
    const { reputationServices: services = [], reputation: answers = [] } = this.state.value() ?? {};
    const now = this.state.at() || Date.now();
    return services
      .filter(({ on, addresses, names }) => on && (this.kind() === 'address' ? addresses : names))
      .map((service) => {
        const answer = answers.find((one) => one.service === service.id);
        return {
          ...service,
          answer,
          word: this.busy() === service.id ? 'Asking …' : answer ? 'Ask again' : 'Ask',
          verdict: answer && verdictOf(answer.verdict, answer.score),
          ago: answer && formatAgo(Date.parse(answer.askedAt), now, this.preferences.zone()),
          at: answer ? formatMoment(Date.parse(answer.askedAt), this.preferences.zone(), now, true) : '',
          pause:
            service.pausedUntil && formatMoment(Date.parse(service.pausedUntil), this.preferences.zone(), now, false),
        };
      });
  });
  protected readonly shown = computed(() => this.rows().length > 0);
  protected readonly busy = signal<string | null>(null);
  protected readonly problem = linkedSignal<string, string | null>({ source: this.value, computation: () => null });

  protected async ask(service: string): Promise<void> {
    if (this.busy() !== null) return;
    this.busy.set(service);
    this.problem.set(null);
    try {
      const { done } = await this.gateway.run(AskReputation, { service, value: this.value() });
      void this.announcer.announce(verdictOf(done.verdict, done.score).text);
    } catch (error) {
      this.problem.set(toApiError(error).message);
    } finally {
      this.busy.set(null);
      this.state.reload();
    }
  }
}
