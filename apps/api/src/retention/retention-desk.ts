import { randomUUID } from 'node:crypto';
import {
  type HoldCommand,
  holdsDecider,
  HOLDS_STREAM,
  RETENTION_STREAM,
  retentionDecider,
  type RetentionPolicy,
} from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream, StreamNotFound } from '@wireledger/event-sourcing';
import { DomainError, formatTime, parseTime } from '@wireledger/kernel';
import type { RetentionStore } from '@wireledger/read-models';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer } from '../access/viewer';
import type { PartyNames } from '../audit/party-names';
import type { LiftHoldArgs, Retention, SetHoldArgs, SetRetentionArgs } from '../schema/retention';
import { holdsShown, rulesShown, runShown } from './retention-shown';

/** Where runs are kept, and who is told that there is a new one. */
export interface RetentionPort {
  readonly store: Pick<RetentionStore, 'ask' | 'latest' | 'storage'>;
  /** Rings for a worker; a ring that is lost is repeated by the workers' own sweep. */
  ring(id: string): Promise<void>;
}

const MAX_SENSOR = 64;
const MAX_HOST = 253;

/** How long things are kept, what is held, and what would go. */
export class RetentionDesk {
  constructor(
    private readonly port: RetentionPort,
    private readonly log: EventLog,
    private readonly names: PartyNames,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  async state(): Promise<Retention> {
    const { store } = this.port;
    const [policy, holds, changed, storage, dryRun, lastRun] = await Promise.all([
      loadStream(this.log, retentionDecider, RETENTION_STREAM),
      loadStream(this.log, holdsDecider, HOLDS_STREAM),
      this.lastChange(),
      store.storage(),
      store.latest(true),
      store.latest(false),
    ]);
    const nameOf = (actor: string): string => this.names.of(actor);
    return {
      version: Number(policy.revision) + 1,
      changedByName: changed && nameOf(changed.actor),
      changedAt: changed && formatTime(changed.at),
      rules: rulesShown(policy.state, storage, this.clock()),
      holds: holdsShown(holds.state, nameOf),
      dryRun: runShown(dryRun, nameOf),
      lastRun: runShown(lastRun, nameOf),
      removesLog: storage?.removesLog ?? null,
    };
  }

  /** @throws DomainError BAD_USER_INPUT beyond the bounds; RETENTION_CONFLICT when somebody else was faster */
  async keep({ seen, telemetry, rollup, sandbox }: SetRetentionArgs, context: GraphqlContext): Promise<void> {
    const { revision } = await loadStream(this.log, retentionDecider, RETENTION_STREAM);
    if (Number(revision) + 1 !== seen)
      throw new DomainError('RETENTION_CONFLICT', 'Somebody else has changed it meanwhile. Load it again and look.');
    const days: RetentionPolicy = { telemetry, rollup, sandbox };
    await handleCommand(this.log, retentionDecider, RETENTION_STREAM, { type: 'keep', days }, this.deed(context));
  }

  /** @throws DomainError BAD_USER_INPUT, LIMIT_EXCEEDED */
  async hold(asked: SetHoldArgs, context: GraphqlContext): Promise<void> {
    const [from, to] = [timeOf(asked.from, 'from'), timeOf(asked.to, 'to')];
    const sensor = bounded(asked.sensor, 'sensor', MAX_SENSOR);
    const host = bounded(asked.host, 'host', MAX_HOST);
    await this.tell({ type: 'set', hold: randomUUID(), from, to, sensor, host, ...this.said(asked, context) }, context);
  }

  /** @throws DomainError BAD_USER_INPUT, NOT_FOUND */
  async lift({ id, reason }: LiftHoldArgs, context: GraphqlContext): Promise<void> {
    await this.tell({ type: 'lift', hold: id, ...this.said({ reason }, context) }, context);
  }

  /** Has a worker say what would go; while one is under way, that one. */
  async dryRun({ viewer }: GraphqlContext): Promise<void> {
    await this.port.ring(await this.port.store.ask(true, actorOf(knownViewer(viewer)), this.clock() * 1000));
  }

  private async tell(command: HoldCommand, context: GraphqlContext): Promise<void> {
    await handleCommand(this.log, holdsDecider, HOLDS_STREAM, command, this.deed(context));
  }

  private said({ reason }: { readonly reason: string }, { viewer }: GraphqlContext) {
    return { reason, by: actorOf(knownViewer(viewer)), at: this.clock() * 1000 };
  }

  private deed({ viewer, requestId }: GraphqlContext) {
    const who = { actor: actorOf(knownViewer(viewer)), correlationId: requestId, causationId: requestId };
    return { ...who, at: this.clock() * 1000 };
  }

  private async lastChange(): Promise<{ readonly actor: string; readonly at: number } | null> {
    try {
      const { events } = await this.log.readStream({ stream: RETENTION_STREAM, dir: 'back', limit: 1 });
      const [last] = events;
      return last ? { actor: last.meta.actor, at: last.recordedAt } : null;
    } catch (error) {
      if (error instanceof StreamNotFound) return null;
      throw error;
    }
  }
}

function timeOf(text: string, name: string): number {
  const time = parseTime(text);
  if (time === null) throw new DomainError('BAD_USER_INPUT', `\`${name}\` is no time.`);
  return time;
}

function bounded(text: string | null | undefined, name: string, most: number): string | null {
  const said = text?.trim() ?? '';
  if (said.length > most) throw new DomainError('BAD_USER_INPUT', `\`${name}\` has at most ${most} characters.`);
  return said === '' ? null : said;
}
