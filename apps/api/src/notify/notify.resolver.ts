import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { ActorNames } from '../alerts/actor-names';
import { QueryGateway } from '../queries/query-gateway';
import {
  DefinitionsArgs,
  DeliveriesArgs,
  DeliveryPage,
  EscalationPolicy,
  NotificationChannel,
  NotificationSetup,
} from '../schema/notify';
import { shownChannel, shownPolicy } from './notify-shapes';
import { SetupHost } from './setup-host';

/** Who sees whom is told: those who may change it. */
@Resolver()
export class NotifyResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly names: ActorNames,
    private readonly setup: SetupHost,
  ) {}

  @Query(() => [NotificationChannel])
  @Allow('escalation.write')
  async notificationChannels(@Args() args: DefinitionsArgs, @Context() context: GraphqlContext) {
    const found = await this.gateway.run('channels', args, context);
    return found.map((channel) => shownChannel(channel, (actor) => this.names.of(actor)));
  }

  @Query(() => [EscalationPolicy])
  @Allow('escalation.write')
  async escalationPolicies(@Args() args: DefinitionsArgs, @Context() context: GraphqlContext) {
    const found = await this.gateway.run('policies', args, context);
    return found.map((policy) => shownPolicy(policy, (actor) => this.names.of(actor)));
  }

  @Query(() => DeliveryPage, {
    description: 'Messages, newest first. Only without a scope: they are not divided by one.',
  })
  @Allow('escalation.write')
  deliveries(@Args() args: DeliveriesArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('deliveries', args, context);
  }

  @Query(() => NotificationSetup)
  @Allow('escalation.write')
  notificationSetup(): NotificationSetup {
    return this.setup.setup;
  }
}
