import { type Suppression, suppressionDecider, suppressionStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { type SuppressionDefinition, suppressionDefinition } from '@wireledger/events';
import { DomainError, parseTime } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type { EndSuppressionArgs, SaveSuppressionArgs, SuppressionSaved } from '../schema/suppressions';

/** Where people keep alerts out of the inbox, and let them in again. */
export class SuppressionDesk {
  constructor(
    private readonly log: EventLog,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError BAD_USER_INPUT, SUPPRESSION_CONFLICT, SUPPRESSION_UNKNOWN, BUSY, FORBIDDEN */
  save(args: SaveSuppressionArgs, context: GraphqlContext): Promise<SuppressionSaved> {
    const { rule = null, entity = null, sensor = null, src = null, dst = null, reason } = args;
    const until = this.timeOf(args.until);
    const match = { rule, entity, sensor, src, dst };
    return this.change(args, parsed(suppressionDefinition, { match, until, reason: reason.trim() }), context);
  }

  /** @throws DomainError BAD_USER_INPUT, SUPPRESSION_CONFLICT, SUPPRESSION_UNKNOWN, BUSY, FORBIDDEN */
  end(args: EndSuppressionArgs, context: GraphqlContext): Promise<SuppressionSaved> {
    return this.change(args, null, context);
  }

  private async change(
    order: EndSuppressionArgs,
    definition: SuppressionDefinition | null,
    { viewer, requestId }: GraphqlContext,
  ): Promise<SuppressionSaved> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const id = uuidOf('id', order.id);
    const [by, at, key] = [actorOf(viewer), this.clock() * 1000, uuidOf('key', order.key)];
    const act = { by, at, command: key, seen: order.seen };
    const command =
      definition === null ? { type: 'remove' as const, ...act } : { type: 'define' as const, id, definition, ...act };
    const context = { actor: by, correlationId: requestId, causationId: requestId, at };
    try {
      const handled = await handleCommand(this.log, suppressionDecider, suppressionStream(id), command, context);
      const { revision } = handled.state as Suppression;
      return { position: handled.position, id, revision };
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }

  /** µs, or null. @throws DomainError BAD_USER_INPUT for what is no time, or has passed */
  private timeOf(text: string | null | undefined): number | null {
    if (text === null || text === undefined) return null;
    const us = parseTime(text);
    if (us === null) throw new DomainError('BAD_USER_INPUT', '`until`: write the time as 2026-11-21T08:15:00Z.');
    if (us <= this.clock() * 1000)
      throw new DomainError('BAD_USER_INPUT', '`until` has passed already. Choose a time to come, or none.');
    return us;
  }
}
