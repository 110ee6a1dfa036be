import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { HostArgs, HostDetail, HostPage, HostsArgs } from '../schema/hosts';

@Resolver()
export class HostsResolver {
  constructor(private readonly gateway: QueryGateway) {}

  @Query(() => HostPage)
  @Allow('flows.read')
  hosts(@Args() args: HostsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('hosts', args, context);
  }

  @Query(() => HostDetail, { nullable: true })
  @Allow('flows.read')
  host(@Args() args: HostArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('host', args, context);
  }
}
