import { setTimeout as sleep } from 'node:timers/promises';

import { ruleDecider, ruleStream } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { ruleId } from '@wireledger/events';
import { DomainError, parseTime } from '@wireledger/kernel';
import { BACKTEST_LIMITS, type BacktestShape, type BacktestStore } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import { noteChange } from '../audit/noted-facts';
import type { Authenticator } from '../auth/authenticator';
import { parsed } from '../commands/parsed';
import type { PaceTimes } from '../live/pace';

const DAY_US = 86_400_000_000;

/** Where back-tests are kept, and who is told that there is a new one. */
export interface BacktestsPort {
  readonly store: Pick<BacktestStore, 'create' | 'latest' | 'get' | 'cancel'>;
  /** Rings for a worker; a ring that is lost is repeated by the workers' own sweep. */
  ring(id: string): Promise<void>;
}

/** What back-tests need to be asked for. */
export interface BacktestParts {
  readonly port: BacktestsPort;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly authenticator: Pick<Authenticator, 'isCurrent'>;
  readonly times: PaceTimes;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** A back-test as it is asked for; times RFC 3339. */
export interface AskedBacktest {
  readonly id: string;
  readonly version: number;
  /** Back from `to`, where there is no `from`. */
  readonly days: number;
  readonly from?: string | null;
  /** Left out: now. */
  readonly to?: string | null;
  /** Another version; left out: the published one. */
  readonly against?: number | null;
  /** Compared with what was really raised. */
  readonly live: boolean;
}

/** Back-tests of the viewer: asked for here, run by a worker, looked at here. */
export class BacktestDesk {
  constructor(private readonly parts: BacktestParts) {}

  /** Begins one; what the viewer had under way ends. @throws DomainError FORBIDDEN, BAD_USER_INPUT, RULE_UNKNOWN, RULE_VERSION_UNKNOWN, LIMIT_EXCEEDED */
  async start(viewer: Viewer, asked: AskedBacktest): Promise<BacktestShape> {
    assertWhole(viewer);
    const { port, log, clock } = this.parts;
    const { version, against, live } = asked;
    const rule = parsed(ruleId, asked.id, ['id']);
    if (live && typeof against === 'number')
      throw new DomainError('BAD_USER_INPUT', '`against` and `live` exclude each other; give one of them.');
    const askedAt = clock() * 1000;
    const range = rangeOf(asked, askedAt);
    const { state } = await loadStream(log, ruleDecider, ruleStream(rule));
    if (!state) throw new DomainError('RULE_UNKNOWN', 'There is no such rule.');
    for (const number of [version, against ?? version])
      if (!state.versions[number - 1])
        throw new DomainError(
          'RULE_VERSION_UNKNOWN',
          `Rule ${rule} has versions 1 to ${state.versions.length}, not ${number}.`,
        );
    const made = { owner: actorOf(viewer), askedAt, rule, version, live, ...range };
    const backtest = await port.store.create({ ...made, against: live ? null : (against ?? state.published) });
    await port.ring(backtest.id);
    return backtest;
  }

  /** The viewer's newest of a rule; null when there is none. @throws DomainError BAD_USER_INPUT */
  latest(viewer: Viewer, rule: string): Promise<BacktestShape | null> {
    assertWhole(viewer);
    return this.parts.port.store.latest(actorOf(viewer), parsed(ruleId, rule, ['rule']));
  }

  /** Ends one that is under way. @throws DomainError NOT_FOUND when it is not the viewer's */
  async cancel(viewer: Viewer, id: string): Promise<BacktestShape> {
    const { store } = this.parts.port;
    const before = await store.get(actorOf(viewer), id);
    const after = await store.cancel(actorOf(viewer), id);
    noteChange({ kind: 'backtest', before: { state: before.state }, after: { state: after.state } });
    return after;
  }

  /** How far one is, again and again until it is over. @throws DomainError NOT_FOUND when it is not the viewer's */
  async follow(viewer: Viewer, id: string, signal: AbortSignal): Promise<AsyncGenerator<BacktestShape>> {
    assertWhole(viewer);
    return this.frames(viewer, await this.parts.port.store.get(actorOf(viewer), id), signal);
  }

  private async *frames(viewer: Viewer, first: BacktestShape, signal: AbortSignal): AsyncGenerator<BacktestShape> {
    const { port, times, authenticator } = this.parts;
    let told = '';
    for (let now = first; !signal.aborted; now = await port.store.get(actorOf(viewer), first.id)) {
      const text = `${now.state} ${now.progress} ${now.records}`;
      if (text !== told) yield now;
      told = text;
      if (!isUnderWay(now) || !authenticator.isCurrent(viewer)) return;
      await sleep(times.frameMs / 2, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** What is read, µs of recording. @throws DomainError BAD_USER_INPUT */
function rangeOf(
  { days, from, to }: Pick<AskedBacktest, 'days' | 'from' | 'to'>,
  now: number,
): Pick<BacktestShape, 'from' | 'to' | 'days'> {
  const end = timeOf('to', to) ?? now;
  if (end > now) throw new DomainError('BAD_USER_INPUT', '`to`: nothing is recorded yet of what is to come.');
  const begin = timeOf('from', from);
  if (begin === null) {
    if (!Number.isInteger(days) || days < 1 || days > BACKTEST_LIMITS.days)
      throw new DomainError('BAD_USER_INPUT', `\`days\`: 1 to ${BACKTEST_LIMITS.days}. For more, say \`from\` when.`);
    return { from: end - days * DAY_US, to: end, days };
  }
  if (begin >= end) throw new DomainError('BAD_USER_INPUT', '`from`: it has to be before `to`.');
  return { from: begin, to: end, days: Math.ceil((end - begin) / DAY_US) };
}

function timeOf(name: string, text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const us = parseTime(text);
  if (us === null || us < 0)
    throw new DomainError('BAD_USER_INPUT', `\`${name}\`: write RFC 3339, such as 2026-11-21T08:15:00Z.`);
  return us;
}

const isUnderWay = ({ state }: BacktestShape): boolean => state === 'waiting' || state === 'running';

/** A back-test reads all that was recorded; who sees a part of it alone would learn of the rest. @throws DomainError FORBIDDEN */
function assertWhole({ scope }: Viewer): void {
  if (scope !== null)
    throw new DomainError('FORBIDDEN', 'A back-test reads all that was recorded, and you see a part of it alone.', {
      permission: 'rules.test',
    });
}
