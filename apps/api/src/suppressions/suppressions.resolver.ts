import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { ActorNames } from '../alerts/actor-names';
import { QueryGateway } from '../queries/query-gateway';
import {
  EndSuppressionArgs,
  SaveSuppressionArgs,
  Suppression,
  SuppressionsArgs,
  SuppressionSaved,
} from '../schema/suppressions';
import { SuppressionDesk } from './suppression-desk';

/** Who sees what is kept out: those who may change it, of all traffic. */
@Resolver()
export class SuppressionsResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly desk: SuppressionDesk,
    private readonly names: ActorNames,
  ) {}

  @Query(() => [Suppression], { description: 'Those that last, the newest first.' })
  @Allow('lists.write')
  async suppressions(@Args() args: SuppressionsArgs, @Context() context: GraphqlContext): Promise<Suppression[]> {
    const found = await this.gateway.run('suppressions', args, context);
    return found.map(({ changedBy, ...row }) => ({ ...row, changedByName: this.names.of(changedBy) }));
  }

  @Mutation(() => SuppressionSaved, {
    description:
      'Keeps alerts out of the inbox that fit all that is named, those raised before as well. They are raised all the same.',
  })
  @Allow('lists.write')
  saveSuppression(@Args() args: SaveSuppressionArgs, @Context() context: GraphqlContext): Promise<SuppressionSaved> {
    return this.desk.save(args, context);
  }

  @Mutation(() => SuppressionSaved, { description: 'What it kept out is back in the inbox.' })
  @Allow('lists.write')
  endSuppression(@Args() args: EndSuppressionArgs, @Context() context: GraphqlContext): Promise<SuppressionSaved> {
    return this.desk.end(args, context);
  }
}
