import type { PolicyDefinition } from '@wireledger/events';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { ActorNames } from '../alerts/actor-names';
import {
  ChannelResult,
  DefinitionCommandArgs,
  DefinitionRemoved,
  DeliveriesAsked,
  PolicyResult,
  RetryDeliveryArgs,
  SaveEscalationPolicyArgs,
  SaveMailChannelArgs,
  SaveWebChannelArgs,
  TestChannelArgs,
} from '../schema/notify-commands';
import { DefinitionDesk } from './definition-desk';
import { shapeOf, shownChannel, shownPolicy } from './notify-shapes';
import { WebChannels } from './web-channels';

@Resolver()
export class NotifyCommandsResolver {
  constructor(
    private readonly desk: DefinitionDesk,
    private readonly web: WebChannels,
    private readonly names: ActorNames,
  ) {}

  @Mutation(() => ChannelResult)
  @Allow('notify.write')
  async saveMailChannel(
    @Args() { recipients, rota, name, enabled, perHour, ...order }: SaveMailChannelArgs,
    @Context() context: GraphqlContext,
  ): Promise<ChannelResult> {
    const turns = rota && { ...rota, standIns: (rota.standIns ?? []).map((one) => ({ ...one })) };
    const target = { kind: 'email' as const, recipients: [...recipients], ...(turns ? { rota: turns } : {}) };
    const { position, state } = await this.desk.saveChannel(order, { name, enabled, perHour, target }, context);
    return { position, entity: shownChannel(shapeOf(state), (actor) => this.names.of(actor)), secret: null };
  }

  @Mutation(() => ChannelResult)
  @Allow('webhooks.write')
  async saveWebChannel(@Args() args: SaveWebChannelArgs, @Context() context: GraphqlContext): Promise<ChannelResult> {
    const { name, enabled, perHour } = args;
    const id = args.id.toLowerCase();
    const before = await this.desk.channel(id);
    const target = await this.web.target(before, id, args);
    const { position, state } = await this.desk.saveChannel(args, { name, enabled, perHour, target }, context);
    return {
      position,
      entity: shownChannel(shapeOf(state), (actor) => this.names.of(actor)),
      secret: this.web.freshSecret(before, id, target),
    };
  }

  @Mutation(() => DefinitionRemoved)
  @Allow('notify.write')
  async removeChannel(@Args() order: DefinitionCommandArgs, @Context() context: GraphqlContext) {
    const { position, state } = await this.desk.removeChannel(order, context);
    return { position, id: state.id };
  }

  @Mutation(() => DeliveriesAsked, { description: 'Sends a test message to each recipient of a channel.' })
  @Allow('notify.write')
  testChannel(@Args() { id, key }: TestChannelArgs, @Context() context: GraphqlContext): Promise<DeliveriesAsked> {
    return this.desk.test(id, key, context);
  }

  @Mutation(() => PolicyResult)
  @Allow('escalation.write')
  async saveEscalationPolicy(
    @Args() { id, seen, key, steps, quiet, ...rest }: SaveEscalationPolicyArgs,
    @Context() context: GraphqlContext,
  ): Promise<PolicyResult> {
    const definition: PolicyDefinition = {
      ...rest,
      sensors: [...rest.sensors],
      steps: steps.map(({ afterSeconds, channels }) => ({ afterS: afterSeconds, channels: [...channels] })),
      quiet: quiet ? { ...quiet } : null,
    };
    const { position, state } = await this.desk.savePolicy({ id, seen, key }, definition, context);
    return { position, entity: shownPolicy(shapeOf(state), (actor) => this.names.of(actor)) };
  }

  @Mutation(() => DefinitionRemoved)
  @Allow('escalation.write')
  async removeEscalationPolicy(@Args() order: DefinitionCommandArgs, @Context() context: GraphqlContext) {
    const { position, state } = await this.desk.removePolicy(order, context);
    return { position, id: state.id };
  }

  @Mutation(() => DeliveriesAsked, { description: 'Sends a message again that was given up, under the same key.' })
  @Allow('notify.write')
  retryDelivery(@Args() { id, key }: RetryDeliveryArgs, @Context() context: GraphqlContext): Promise<DeliveriesAsked> {
    return this.desk.retry(id, key, context);
  }
}
