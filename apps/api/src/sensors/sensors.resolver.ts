import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { CommandResult } from '../schema/common';
import { LogMoment, LogMomentArgs, Sensor, SensorsArgs, SetDemoArgs, Source, SourcesArgs } from '../schema/sensors';
import { DemoSwitch } from './demo-switch';

@Resolver()
export class SensorsResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly demo: DemoSwitch,
  ) {}

  @Query(() => [Sensor])
  @Allow('stats.read')
  sensors(@Args() args: SensorsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('sensors', args, context);
  }

  @Query(() => LogMoment, {
    nullable: true,
    description: 'The newest place in the log, or that of a position or time.',
  })
  @Allow('stats.read')
  logMoment(@Args() args: LogMomentArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('logMoment', args, context);
  }

  @Query(() => [Source])
  @Allow('stats.read')
  sources(@Args() args: SourcesArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('sources', args, context);
  }

  @Mutation(() => CommandResult, {
    description: 'Stops the demo stream and hides its sensor from default queries, or shows and starts it again.',
  })
  @Allow('sensors.write')
  async setDemo(@Args() { shown }: SetDemoArgs, @Context() context: GraphqlContext) {
    return { position: await this.demo.set(shown, context) };
  }
}
