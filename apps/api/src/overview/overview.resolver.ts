import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { TopList } from '../schema/common';
import {
  ConnectionStatesArgs,
  Overview,
  OverviewArgs,
  ProtocolsArgs,
  RespondersArgs,
  TopTalkersArgs,
  Traffic,
  TrafficArgs,
} from '../schema/overview';

@Resolver()
export class OverviewResolver {
  constructor(private readonly gateway: QueryGateway) {}

  @Query(() => Overview)
  @Allow('stats.read')
  overview(@Args() args: OverviewArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('overview', args, context);
  }

  @Query(() => Traffic, {
    description: 'Traffic over time. `bucket` is seconds; absent = chosen so that there are at most 240 buckets.',
  })
  @Allow('stats.read')
  traffic(@Args() args: TrafficArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('traffic', args, context);
  }

  @Query(() => TopList, { description: 'Originators by bytes they and their peers exchanged.' })
  @Allow('stats.read')
  topTalkers(@Args() args: TopTalkersArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('topTalkers', args, context);
  }

  @Query(() => TopList, { description: 'Responders by bytes they sent back.' })
  @Allow('stats.read')
  responders(@Args() args: RespondersArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('responders', args, context);
  }

  @Query(() => TopList)
  @Allow('stats.read')
  protocols(@Args() args: ProtocolsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('protocols', args, context);
  }

  @Query(() => TopList, {
    description: 'TCP flows that ended in the range, by Zeek conn_state; running ones as RUNNING.',
  })
  @Allow('stats.read')
  connectionStates(@Args() args: ConnectionStatesArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('connectionStates', args, context);
  }
}
