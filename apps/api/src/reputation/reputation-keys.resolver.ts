import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import {
  RemoveReputationKeyArgs,
  ReputationKeySaved,
  ReputationKeyState,
  SetReputationKeyArgs,
} from '../schema/reputation-keys';
import { ReputationKeys } from './reputation-keys';

@Resolver()
export class ReputationKeysResolver {
  constructor(private readonly keys: ReputationKeys) {}

  @Query(() => [ReputationKeyState], { description: 'Services outside that are asked with a key, and how it stands.' })
  @Allow('enrich.write')
  reputationKeys(): Promise<ReputationKeyState[]> {
    return this.keys.states();
  }

  @Mutation(() => ReputationKeySaved, { description: 'The service is asked with this key from now on.' })
  @Allow('enrich.write')
  setReputationKey(@Args() args: SetReputationKeyArgs, @Context() context: GraphqlContext) {
    return this.keys.set(args, context);
  }

  @Mutation(() => ReputationKeySaved, { description: 'The service is not asked with this key any more.' })
  @Allow('enrich.write')
  removeReputationKey(@Args() args: RemoveReputationKeyArgs, @Context() context: GraphqlContext) {
    return this.keys.remove(args, context);
  }
}
