import { type IndicatorList, type ListCommand, listDecider, listStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { listDefinition } from '@wireledger/events';
import { DomainError, parseTime } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type { ListSaved, SaveListArgs } from '../schema/lists';

type Without<Command> = Command extends unknown ? Omit<Command, 'by' | 'at' | 'command'> : never;
export type ListDeed = Without<ListCommand>;

/** Where people make lists and change them. */
export class ListDesk {
  constructor(
    private readonly log: EventLog,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError BAD_USER_INPUT, LIST_CONFLICT, BUSY */
  save(args: SaveListArgs, context: GraphqlContext): Promise<ListSaved> {
    const { name, kind, action, source, licence, seen } = args;
    const definition = parsed(listDefinition, {
      ...{ name: name.normalize('NFC').trim(), kind, action },
      ...{ source: source?.trim() ?? '', licence: licence?.trim() ?? '' },
    });
    return this.tell(args, { type: 'define', id: uuidOf('id', args.id), definition, seen }, context);
  }

  /** @throws DomainError BAD_USER_INPUT, LIST_UNKNOWN, LIMIT_EXCEEDED, BUSY */
  add(
    order: { readonly id: string; readonly key: string; readonly value: string; readonly reason: string },
    until: string | null,
    context: GraphqlContext,
  ): Promise<ListSaved> {
    const { value, reason } = order;
    return this.tell(order, { type: 'add', value, until: this.timeOf(until), reason }, context);
  }

  /** @throws DomainError what the list refuses: LIST_UNKNOWN, LIST_CONFLICT, NOT_FOUND …; BUSY */
  async tell(
    order: { readonly id: string; readonly key: string },
    deed: ListDeed,
    { viewer, requestId }: Pick<GraphqlContext, 'viewer' | 'requestId'>,
  ): Promise<ListSaved> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const id = uuidOf('id', order.id);
    const [by, at] = [actorOf(viewer), this.clock() * 1000];
    const command = { ...deed, by, at, command: uuidOf('key', order.key) } as ListCommand;
    const context = { actor: by, correlationId: requestId, causationId: requestId, at };
    try {
      const { state, position } = await handleCommand(this.log, listDecider, listStream(id), command, context);
      return { position, id, revision: (state as IndicatorList).revision };
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }

  /** µs, or null. @throws DomainError BAD_USER_INPUT for what is no time, or has passed */
  private timeOf(text: string | null): number | null {
    if (text === null) return null;
    const us = parseTime(text);
    if (us === null) throw new DomainError('BAD_USER_INPUT', '`until`: write the time as 2026-11-21T08:15:00Z.');
    if (us <= this.clock() * 1000)
      throw new DomainError('BAD_USER_INPUT', '`until` has passed already. Choose a time to come, or none.');
    return us;
  }
}
