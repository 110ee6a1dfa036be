import { randomUUID } from 'node:crypto';
import { type AlertCommand, alertDecider, alertStream } from '@wireledger/domain';
import { CommandConflict, type DomainEvent, type EventLog, handleCommand } from '@wireledger/event-sourcing';
import type { Severity } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';

import { networkOf } from './attempt-limiter';

/** Namespace of these alerts. */
const GUESSING = '0d6f0c3e-52c1-4b5b-9a8e-6f1f7f0c2b94';
const HOUR_MS = 3_600_000;
const MOST_KEYS = 10_000;
/** Different networks and accounts that are told apart. */
const MOST_DISTINCT = 1000;
const ATTEMPTS = 5;
const BY = 'system:api';

/** What is guessed at, from where on it is told, and of which technique of MITRE ATT&CK it is a sign. */
const WATCHED = {
  account: { tries: 20, severity: 'high', technique: 'T1110.001' },
  network: { tries: 100, severity: 'medium', technique: 'T1110.003' },
  system: { tries: 200, severity: 'high', technique: 'T1110' },
} as const satisfies Readonly<
  Record<string, { readonly tries: number; readonly severity: Severity; readonly technique: string }>
>;
type Watched = keyof typeof WATCHED;

interface Episode {
  readonly alert: string;
  readonly from: number;
  last: number;
  tries: number;
  /** Tries at which it is told next; it stays until that is written. */
  due: number;
  isBeingTold: boolean;
  readonly networks: Set<string>;
  readonly accounts: Set<string>;
}

/** A sign-in that was refused. */
export interface Refusal {
  /** Null: nobody has that name. */
  readonly user: string | null;
  readonly ip: string;
}

/**
 * Raises an alert when sign-ins are refused again and again: those of one account, from one network, or all together, within an hour from the first one on (twice
 * as many are seen wherever that hour begins). It is told again at each power of ten, until an hour is silent. What the log does not take is told at the next
 * refusal. Accounts are told by their ids alone: names can be erased. In memory and bounded; two processes that see the same raise one alert an hour.
 */
export class GuessingWatch {
  private readonly episodes = new Map<string, Episode>();

  constructor(
    private readonly log: EventLog,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** Does not wait for the log: the answer's time must not tell whether a name exists. */
  refused({ user, ip }: Refusal): void {
    const network = networkOf(ip);
    if (user !== null) this.count('account', user, network, user);
    this.count('network', network, network, user);
    this.count('system', 'all', network, user);
  }

  private count(what: Watched, key: string, network: string, user: string | null): void {
    const episode = this.episodeOf(what, key);
    episode.tries++;
    episode.last = this.clock();
    if (episode.networks.size < MOST_DISTINCT) episode.networks.add(network);
    if (user !== null && episode.accounts.size < MOST_DISTINCT) episode.accounts.add(user);
    if (episode.tries < episode.due || episode.isBeingTold) return;
    episode.isBeingTold = true;
    void this.tell(what, key, { ...episode })
      .then(
        (tries) => (episode.due = 10 ** String(tries).length),
        (error: unknown) => this.logger.error({ err: error }, 'an alert about refused sign-ins was not written'),
      )
      .finally(() => (episode.isBeingTold = false));
  }

  /** The running one of the key. One that was never due ends an hour after it began, another when an hour was silent. */
  private episodeOf(what: Watched, key: string): Episode {
    const [id, now, { tries: due }] = [`${what} ${key}`, this.clock(), WATCHED[what]];
    const known = this.episodes.get(id);
    // Deleted first, so that the map stays in order of last use and the oldest is dropped when it is full.
    this.episodes.delete(id);
    const runs = known && now - (known.tries < due ? known.from : known.last) < HOUR_MS;
    const episode = runs ? known : this.begun(id, now, due);
    this.episodes.set(id, episode);
    if (this.episodes.size > MOST_KEYS) this.episodes.delete(this.episodes.keys().next().value as string);
    return episode;
  }

  private begun(id: string, now: number, due: number): Episode {
    const alert = uuidV5(GUESSING, `${id} ${Math.floor(now / HOUR_MS)}`);
    const seen = { networks: new Set<string>(), accounts: new Set<string>() };
    return { alert, from: now, last: now, tries: 0, due, isBeingTold: false, ...seen };
  }

  /** Resolves to the tries that are told now. */
  private async tell(what: Watched, key: string, episode: Episode): Promise<number> {
    const { alert, from, last, tries, due, networks, accounts } = episode;
    const { severity, technique, tries: threshold } = WATCHED[what];
    const entity = { account: `user:${key}`, network: key, system: 'all accounts' }[what];
    const growth = {
      ...{ severity, first: from * 1000, last: last * 1000, sources: networks.size, targets: accounts.size },
      measure: { name: 'refused sign-ins', unit: 'tries', value: tries, threshold },
      summary: summaryOf(what, episode),
    };
    const raised: AlertCommand = {
      type: 'raise',
      facts: {
        ...{ alert, entity, kind: 'sign_in_guessing', technique, late: false },
        rule: { id: `sign-ins-of-one-${what}`, version: 1, name: 'Passwords of this system are being guessed' },
        detector: { name: 'sign-in', version: 1 },
        parameters: { tries: threshold, windowS: HOUR_MS / 1000 },
        scope: { sensor: 'wireledger', timeline: 'live' },
        ...{ src: what === 'network' ? key : null, dst: null, dport: null },
        ...growth,
        at: last * 1000,
        ...{ window: { from: from * 1000, to: last * 1000 }, baseline: {} },
      },
    };
    await this.write(alert, raised, last);
    if (due > threshold)
      await this.write(alert, { type: 'recur', facts: { alert, step: tries, findings: tries, ...growth } }, last);
    return tries;
  }

  private async write(alert: string, command: AlertCommand, at: number): Promise<void> {
    const cause = randomUUID();
    const context = {
      ...{ actor: BY, correlationId: cause, causationId: cause, at: at * 1000 },
      idOf: ({ type, data }: DomainEvent) => uuidV5(alert, `${type}:${(data as { step?: number }).step ?? 0}`),
    };
    for (let attempt = 1; ; attempt++)
      try {
        await handleCommand(this.log, alertDecider, alertStream(alert), command, context);
        return;
      } catch (error) {
        if (!(error instanceof CommandConflict) || attempt === ATTEMPTS) throw error;
      }
  }
}

function summaryOf(what: Watched, { tries, networks, accounts, from, last }: Episode): string {
  const some = (count: number, one: string) => `${count}${count === MOST_DISTINCT ? ' or more' : ''} ${one}`;
  const within = `within ${Math.max(1, Math.round((last - from) / 60_000))} min`;
  const whose = {
    account: `of one account were refused ${within}, from ${some(networks.size, 'networks')}`,
    network: `from one network were refused ${within}, of ${some(accounts.size, 'accounts that exist')}`,
    system: `were refused ${within}, from ${some(networks.size, 'networks')} and of ${some(accounts.size, 'accounts that exist')}`,
  }[what];
  return `${tries} sign-ins ${whose}. They wait longer and longer; who signs in with a second factor in a browser that he used before does not. The audit trail has each try.`;
}
