import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { LiftHoldArgs, Retention, SetHoldArgs, SetRetentionArgs } from '../schema/retention';
import { RetentionDesk } from './retention-desk';

@Resolver()
export class RetentionResolver {
  constructor(private readonly desk: RetentionDesk) {}

  @Query(() => Retention, { description: 'How long things are kept, what is held, and what went last.' })
  @Allow('retention.hold', { withoutStepUp: true })
  retention(): Promise<Retention> {
    return this.desk.state();
  }

  @Mutation(() => Retention, {
    description: 'Sets how long each class is kept. What is older goes with the next run, within the hour.',
  })
  @Allow('retention.write')
  async setRetention(@Args() asked: SetRetentionArgs, @Context() context: GraphqlContext): Promise<Retention> {
    await this.desk.keep(asked, context);
    return this.desk.state();
  }

  @Mutation(() => Retention, {
    description:
      'Has a worker say what a run would remove now, and what is held; removes nothing. Ask `retention` for the outcome.',
  })
  @Allow('retention.hold', { withoutStepUp: true })
  async tryRetention(@Context() context: GraphqlContext): Promise<Retention> {
    await this.desk.dryRun(context);
    return this.desk.state();
  }

  @Mutation(() => Retention, {
    description: 'Nothing recorded of this range of time is removed until the hold is lifted.',
  })
  @Allow('retention.hold')
  async setHold(@Args() asked: SetHoldArgs, @Context() context: GraphqlContext): Promise<Retention> {
    await this.desk.hold(asked, context);
    return this.desk.state();
  }

  @Mutation(() => Retention, { description: 'What it held may go with the next run, when it is old enough.' })
  @Allow('retention.lift')
  async liftHold(@Args() asked: LiftHoldArgs, @Context() context: GraphqlContext): Promise<Retention> {
    await this.desk.lift(asked, context);
    return this.desk.state();
  }
}
