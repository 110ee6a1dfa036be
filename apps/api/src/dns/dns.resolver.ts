import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { DnsPage, DnsTransactionsArgs } from '../schema/dns';
import { DomainArgs, DomainDetail, DomainPage, DomainsArgs, DomainTree, DomainTreeArgs } from '../schema/domains';

@Resolver()
export class DnsResolver {
  constructor(private readonly gateway: QueryGateway) {}

  @Query(() => DnsPage)
  @Allow('flows.read')
  dnsTransactions(@Args() args: DnsTransactionsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('dnsTransactions', args, context);
  }

  @Query(() => DomainPage)
  @Allow('flows.read')
  domains(@Args() args: DomainsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('domains', args, context);
  }

  @Query(() => DomainTree)
  @Allow('flows.read')
  domainTree(@Args() args: DomainTreeArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('domainTree', args, context);
  }

  @Query(() => DomainDetail, { nullable: true })
  @Allow('flows.read')
  domain(@Args() args: DomainArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('domain', args, context);
  }
}
