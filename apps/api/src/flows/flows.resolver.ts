import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { Flow, FlowArgs, FlowPage, FlowsArgs, FlowsOverTime, FlowsOverTimeArgs } from '../schema/flows';

@Resolver()
export class FlowsResolver {
  constructor(private readonly gateway: QueryGateway) {}

  @Query(() => FlowPage)
  @Allow('flows.read')
  flows(@Args() args: FlowsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('flows', args, context);
  }

  @Query(() => FlowsOverTime, {
    description:
      'The flows that `flows` lists for the same conditions, over time; `bucket` as in `traffic`. TIMEOUT when there are too many.',
  })
  @Allow('flows.read')
  flowsOverTime(@Args() args: FlowsOverTimeArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('flowsOverTime', args, context);
  }

  @Query(() => Flow, { nullable: true })
  @Allow('flows.read')
  flow(@Args() args: FlowArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('flow', args, context);
  }
}
