import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { AuthAttemptsArgs, AuthPage, AuthTops, AuthTopsArgs } from '../schema/auth';
import { HttpPage, HttpTops, HttpTopsArgs, HttpTransactionsArgs } from '../schema/http';
import { TlsHandshakesArgs, TlsPage, TlsTops, TlsTopsArgs } from '../schema/tls';

/** What was said inside conversations: handshakes, requests, attempts to sign in. */
@Resolver()
export class FactsResolver {
  constructor(private readonly gateway: QueryGateway) {}

  @Query(() => TlsPage)
  @Allow('flows.read')
  tlsHandshakes(@Args() args: TlsHandshakesArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('tlsHandshakes', args, context);
  }

  @Query(() => TlsTops)
  @Allow('flows.read')
  tlsTops(@Args() args: TlsTopsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('tlsTops', args, context);
  }

  @Query(() => HttpPage)
  @Allow('flows.read')
  httpTransactions(@Args() args: HttpTransactionsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('httpTransactions', args, context);
  }

  @Query(() => HttpTops)
  @Allow('flows.read')
  httpTops(@Args() args: HttpTopsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('httpTops', args, context);
  }

  @Query(() => AuthPage)
  @Allow('flows.read')
  authAttempts(@Args() args: AuthAttemptsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('authAttempts', args, context);
  }

  @Query(() => AuthTops)
  @Allow('flows.read')
  authTops(@Args() args: AuthTopsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('authTops', args, context);
  }
}
