import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { ResetSecondFactorArgs, SecondFactorReset } from '../schema/second-factors';
import { FactorReset } from './factor-reset';

@Resolver()
export class SecondFactorsResolver {
  constructor(private readonly factors: FactorReset) {}

  @Mutation(() => SecondFactorReset, {
    description: `Takes the second factor of somebody who has lost it away, and ends his sessions.`,
  })
  @Allow('users.mfa')
  resetSecondFactor(
    @Args() { id, reason }: ResetSecondFactorArgs,
    @Context() { viewer, requestId }: GraphqlContext,
  ): Promise<SecondFactorReset> {
    return this.factors.reset(knownViewer(viewer), id, reason, requestId);
  }
}
