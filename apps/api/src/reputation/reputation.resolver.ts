import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { AskReputationArgs, ReputationAnswer, ReputationArgs, ReputationService } from '../schema/reputation';
import { ReputationDesk } from './reputation-desk';

@Resolver()
export class ReputationResolver {
  constructor(private readonly desk: ReputationDesk) {}

  @Query(() => [ReputationService], { description: 'Services outside that can be asked, and how they stand.' })
  @Allow('lists.write')
  reputationServices(): Promise<ReputationService[]> {
    return this.desk.services();
  }

  @Query(() => [ReputationService], {
    description: 'The same, for whoever looks after what facts about addresses come from.',
  })
  @Allow('enrich.write')
  enrichmentServices(): Promise<ReputationService[]> {
    return this.desk.services();
  }

  @Query(() => [ReputationAnswer], { description: 'What services have said of a value. Nobody is asked.' })
  @Allow('lists.write')
  reputation(@Args() { value }: ReputationArgs, @Context() { viewer }: GraphqlContext): Promise<ReputationAnswer[]> {
    return this.desk.known(knownViewer(viewer), value);
  }

  @Mutation(() => ReputationAnswer, {
    description:
      'Asks a service, which learns the value. What it said within the last hour is answered without asking.',
  })
  @Allow('lists.write')
  askReputation(
    @Args() { service, value }: AskReputationArgs,
    @Context() { viewer }: GraphqlContext,
  ): Promise<ReputationAnswer> {
    return this.desk.ask(knownViewer(viewer), service, value);
  }
}
