import {
  type Acted,
  type Channel,
  channelDecider,
  channelStream,
  type Defined,
  deliveryDecider,
  type DeliveryCommand,
  deliveryStream,
  type DefinitionCommand,
  type Policy,
  policyDecider,
  policyStream,
  recipientsOf,
} from '@wireledger/domain';
import {
  type CommandContext,
  type Decider,
  type DomainEvent,
  type EventLog,
  handleCommand,
  loadStream,
} from '@wireledger/event-sourcing';
import { type ChannelDefinition, channelDefinition, type PolicyDefinition, policyDefinition } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { uuidV5 } from '@wireledger/kernel/hashing';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';

/** A change as a client sends it. */
export interface DefinitionOrder {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

/** What a command left behind, and where it stands in the log. */
export interface Changed<Definition> {
  readonly position: string;
  readonly state: Defined<Definition>;
}

/** Where people change channels and policies, try them out and send again what was given up. */
export class DefinitionDesk {
  constructor(
    private readonly log: EventLog,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** The channel as the log has it; null when there is none. @throws DomainError BAD_USER_INPUT */
  async channel(id: string): Promise<Channel | null> {
    const { state } = await loadStream(this.log, channelDecider, channelStream(uuidOf('id', id)));
    return state && !state.removed ? state : null;
  }

  /** @throws DomainError BAD_USER_INPUT, CHANNEL_UNKNOWN, CHANNEL_CONFLICT, BUSY */
  saveChannel(order: DefinitionOrder, definition: ChannelDefinition, context: GraphqlContext) {
    const checked = parsed(channelDefinition, definition);
    return this.change(channelDecider, channelStream, order, context, checked);
  }

  /** @throws DomainError BAD_USER_INPUT, POLICY_UNKNOWN, POLICY_CONFLICT, CHANNEL_UNKNOWN, BUSY */
  async savePolicy(order: DefinitionOrder, definition: PolicyDefinition, context: GraphqlContext) {
    const checked = parsed(policyDefinition, definition);
    for (const id of new Set(checked.steps.flatMap(({ channels }) => channels)))
      if (!(await this.channel(id)))
        throw new DomainError('CHANNEL_UNKNOWN', 'A step names a channel that is not there. Choose another one.');
    return this.change(policyDecider, policyStream, order, context, checked);
  }

  /** @throws DomainError BAD_USER_INPUT, CHANNEL_UNKNOWN, CHANNEL_CONFLICT, BUSY */
  removeChannel(order: DefinitionOrder, context: GraphqlContext) {
    return this.change(channelDecider, channelStream, order, context, null);
  }

  /** @throws DomainError BAD_USER_INPUT, POLICY_UNKNOWN, POLICY_CONFLICT, BUSY */
  removePolicy(order: DefinitionOrder, context: GraphqlContext): Promise<Changed<Policy['definition']>> {
    return this.change(policyDecider, policyStream, order, context, null);
  }

  /** Asks for a test message to each recipient. @throws DomainError BAD_USER_INPUT, CHANNEL_UNKNOWN, CHANNEL_OFF, BUSY */
  async test(id: string, key: string, context: GraphqlContext) {
    const found = await this.channel(id);
    if (!found) throw new DomainError('CHANNEL_UNKNOWN', 'There is no such channel.');
    if (!found.definition.enabled)
      throw new DomainError('CHANNEL_OFF', 'This channel is off. Turn it on, then try it out.');
    const acted = this.acted(key, context);
    let position: string = 'start';
    const deliveries = [];
    for (const [place, recipient] of recipientsOf(found.definition).entries()) {
      // Of the place, as those of escalations: an id says nothing of an address.
      const delivery = uuidV5(acted.command, String(place));
      const command = { type: 'request', delivery, channel: found.id, recipient, ...acted } as const;
      ({ position } = await this.deliver(command, context));
      deliveries.push(delivery);
    }
    return { position, deliveries };
  }

  /** Sends again what was given up. @throws DomainError BAD_USER_INPUT, DELIVERY_NOT_FAILED, BUSY */
  async retry(id: string, key: string, context: GraphqlContext) {
    const delivery = uuidOf('id', id);
    const { position } = await this.deliver({ type: 'retry', delivery, ...this.acted(key, context) }, context);
    return { position, deliveries: [delivery] };
  }

  private async deliver(command: DeliveryCommand & Acted, context: GraphqlContext) {
    const stream = deliveryStream(command.delivery);
    return this.shown(() => handleCommand(this.log, deliveryDecider, stream, command, by(command, context)));
  }

  private async change<Definition, Event extends DomainEvent>(
    decider: Decider<Defined<Definition> | null, DefinitionCommand<Definition>, Event>,
    streamOf: (id: string) => string,
    order: DefinitionOrder,
    context: GraphqlContext,
    definition: Definition | null,
  ): Promise<Changed<Definition>> {
    const id = uuidOf('id', order.id);
    const acted = this.acted(order.key, context);
    const command: DefinitionCommand<Definition> =
      definition === null
        ? { type: 'remove', seen: order.seen, ...acted }
        : { type: 'define', id, definition, seen: order.seen, ...acted };
    const { state, position } = await this.shown(() =>
      handleCommand(this.log, decider, streamOf(id), command, by(acted, context)),
    );
    if (!state) throw new Error(`nothing was made of ${id}`);
    return { position, state };
  }

  private acted(key: string, { viewer }: GraphqlContext): Acted {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    return { by: actorOf(viewer), at: this.clock() * 1000, command: uuidOf('key', key) };
  }

  private async shown<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }
}

const by = ({ by: actor, at }: Acted, { requestId }: GraphqlContext): CommandContext => ({
  ...{ actor, correlationId: requestId, causationId: requestId, at },
});
