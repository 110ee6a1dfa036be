import { setTimeout as sleep } from 'node:timers/promises';

import { ruleDecider, ruleStream } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { ruleId } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { BACKTEST_LIMITS, type BacktestShape, type BacktestStore } from '@wireledger/read-models';

import { actorOf, type Viewer } from '../access/viewer';
import { noteChange } from '../audit/noted-facts';
import type { Authenticator } from '../auth/authenticator';
import { parsed } from '../commands/parsed';
import type { PaceTimes } from '../live/pace';

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

/** Back-tests of the viewer: asked for here, run by a worker, looked at here. */
export class BacktestDesk {
  constructor(private readonly parts: BacktestParts) {}

  /** Begins one; what the viewer had under way ends. @throws DomainError FORBIDDEN, BAD_USER_INPUT, RULE_UNKNOWN, RULE_VERSION_UNKNOWN, LIMIT_EXCEEDED */
  async start(viewer: Viewer, id: string, version: number, days: number): Promise<BacktestShape> {
    assertWhole(viewer);
    const { port, log, clock } = this.parts;
    const rule = parsed(ruleId, id, ['id']);
    if (!Number.isInteger(days) || days < 1 || days > BACKTEST_LIMITS.days)
      throw new DomainError('BAD_USER_INPUT', `\`days\`: 1 to ${BACKTEST_LIMITS.days}, for longer nothing is kept.`);
    const { state } = await loadStream(log, ruleDecider, ruleStream(rule));
    if (!state) throw new DomainError('RULE_UNKNOWN', 'There is no such rule.');
    if (!state.versions[version - 1])
      throw new DomainError(
        'RULE_VERSION_UNKNOWN',
        `Rule ${rule} has versions 1 to ${state.versions.length}, not ${version}.`,
      );
    const made = { owner: actorOf(viewer), askedAt: clock() * 1000, rule, version, days };
    const backtest = await port.store.create({ ...made, against: state.published });
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

const isUnderWay = ({ state }: BacktestShape): boolean => state === 'waiting' || state === 'running';

/** A back-test reads all that was recorded; who sees a part of it alone would learn of the rest. @throws DomainError FORBIDDEN */
function assertWhole({ scope }: Viewer): void {
  if (scope !== null)
    throw new DomainError('FORBIDDEN', 'A back-test reads all that was recorded, and you see a part of it alone.', {
      permission: 'rules.test',
    });
}
