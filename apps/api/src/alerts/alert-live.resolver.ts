import { Args, Context, Resolver, Subscription } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { scopeOf } from '../access/viewer';
import { withEnd } from '../live/ending';
import { LiveFaults } from '../live/live.resolver';
import { AlertChangedArgs, AlertFrame } from '../schema/alert-live';
import { AlertTail } from './alert-tail';

const asIs = <T>(frame: T): T => frame;

@Resolver()
export class AlertLiveResolver {
  constructor(
    private readonly tail: AlertTail,
    private readonly faults: LiveFaults,
  ) {}

  @Subscription(() => AlertFrame, {
    resolve: asIs,
    description:
      'What happens to alerts, at most twenty frames a second, after a quiet time up to five at once. `after` is the cursor of a frame.',
  })
  @Allow('alerts.read')
  alertChanged(@Args() { after }: AlertChangedArgs, @Context() context: GraphqlContext) {
    return withEnd((signal) => this.tail.open(after ?? undefined, scopeOf(context), signal), this.faults.report);
  }
}
