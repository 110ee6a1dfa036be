import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import {
  AttackSessionPage,
  AttackSessionsArgs,
  HostScore,
  HostScoresArgs,
  ThreatLevel,
  ThreatLevelArgs,
} from '../schema/threat';

@Resolver()
export class ThreatResolver {
  constructor(private readonly gateway: QueryGateway) {}

  @Query(() => ThreatLevel, { description: 'How much of what was tried failed: sign-ins of five minutes.' })
  @Allow('stats.read')
  threatLevel(@Args() args: ThreatLevelArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('threatLevel', args, context);
  }

  @Query(() => AttackSessionPage, {
    description:
      'Consecutive attempts of one source to sign in, no pause longer than 30 minutes, at least 5 of them failed; newest first.',
  })
  @Allow('flows.read')
  attackSessions(@Args() args: AttackSessionsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('attackSessions', args, context);
  }

  @Query(() => [HostScore], {
    description:
      'Hosts by what alerts of the 24 hours before say about them, the highest first: threat level × confidence, fading. Alerts that were closed as harmless or are suppressed add nothing.',
  })
  @Allow('alerts.read')
  hostScores(@Args() args: HostScoresArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('hostScores', args, context);
  }
}
