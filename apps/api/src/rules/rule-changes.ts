import { type Rule, type RuleCommand, ruleDecider, ruleStream } from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { ruleId } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';

/** A change as a client sends it. */
export interface RuleOrder {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

/** What a command left behind, and where it stands in the log. */
export interface ChangedRule {
  readonly position: string;
  readonly rule: Rule;
}

type Without<Command> = Command extends unknown ? Omit<Command, 'by' | 'at' | 'command' | 'seen'> : never;
export type RuleDeed = Without<Exclude<RuleCommand, { type: 'ship' }>>;

/** The one way of people to the aggregate of a rule. */
export class RuleChanges {
  constructor(
    private readonly log: EventLog,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** Null: there is none yet. */
  async stateOf(id: string): Promise<Rule | null> {
    return (await loadStream(this.log, ruleDecider, ruleStream(id))).state;
  }

  /** @throws DomainError UNAUTHENTICATED, BAD_USER_INPUT, RULE_UNKNOWN, RULE_CONFLICT, BUSY, and what the decider refuses */
  async tell(order: RuleOrder, deed: RuleDeed, { viewer, requestId }: GraphqlContext): Promise<ChangedRule> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const stream = ruleStream(parsed(ruleId, order.id, ['id']));
    const [by, at, key] = [actorOf(viewer), this.clock() * 1000, uuidOf('key', order.key)];
    const command = { ...deed, by, at, command: key, seen: order.seen } as RuleCommand;
    const context = { actor: by, correlationId: requestId, causationId: requestId, at };
    try {
      const { state, position } = await handleCommand(this.log, ruleDecider, stream, command, context);
      if (!state) throw new DomainError('RULE_UNKNOWN', 'There is no such rule.');
      return { position, rule: state };
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }
}
