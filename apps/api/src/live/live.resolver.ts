import { Args, Context, Resolver, Subscription } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { scopeOf } from '../access/viewer';
import { MaskingPolicy } from '../masking/masking-policy';
import { withoutNulls } from '../queries/without-nulls';
import { checkArguments } from '../queries/check-arguments';
import { LiveFrame, LiveTailArgs, TrafficFrame, TrafficSampledArgs } from '../schema/live';
import { withEnd } from './ending';
import { LiveTail } from './live-tail';
import { TrafficFrames } from './traffic-frames';

/** Hears of subscriptions that broke while they ran. */
export class LiveFaults {
  constructor(readonly report: (error: unknown) => void) {}
}

const asIs = <T>(frame: T): T => frame;

@Resolver()
export class LiveResolver {
  constructor(
    private readonly tail: LiveTail,
    private readonly traffic: TrafficFrames,
    private readonly masks: MaskingPolicy,
    private readonly faults: LiveFaults,
  ) {}

  @Subscription(() => TrafficFrame, {
    resolve: asIs,
    description: 'One frame a second: the newest seconds of traffic.',
  })
  @Allow('stats.read')
  trafficSampled(@Args() args: TrafficSampledArgs, @Context() context: GraphqlContext) {
    const { sensor } = withoutNulls(args);
    const { viewer } = context;
    const isHeld = () => viewer !== null && this.masks.smallestFor(viewer) > 0;
    return withEnd((signal) => this.traffic.open(sensor, scopeOf(context), signal, isHeld), this.faults.report);
  }

  @Subscription(() => LiveFrame, {
    resolve: asIs,
    description:
      'Facts as they are recorded, at most one frame a second. `after` is a cursor `position#n`; newer than the ring joins it, older is replayed first.',
  })
  @Allow('live.read')
  async liveTail(@Args() args: LiveTailArgs, @Context() context: GraphqlContext) {
    const { where = {}, after } = withoutNulls(args);
    checkArguments('liveTail', { where });
    return withEnd((signal) => this.tail.open(where, { after, scope: scopeOf(context) }, signal), this.faults.report);
  }
}
