import { Args, Context, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { withEnd } from '../live/ending';
import { LiveFaults } from '../live/live.resolver';
import { CompareSandboxReplaysArgs, SandboxComparison } from '../schema/sandbox-comparison';
import {
  CaptureDensity,
  CaptureDensityArgs,
  SandboxFrame,
  SandboxReplay,
  SandboxReplayArgs,
  SandboxReplaysArgs,
  StartSandboxReplayArgs,
  SteerSandboxReplayArgs,
} from '../schema/sandboxes';
import { SandboxDesk } from './sandbox-desk';

const asIs = <T>(frame: T): T => frame;

@Resolver()
export class SandboxesResolver {
  constructor(
    private readonly desk: SandboxDesk,
    private readonly faults: LiveFaults,
  ) {}

  @Query(() => [SandboxReplay], {
    description: 'Captures that are, or were in the last seven days, played apart from the history; the newest first.',
  })
  @Allow('pcap.replay')
  sandboxReplays(@Args() { capture }: SandboxReplaysArgs, @Context() { viewer }: GraphqlContext) {
    return this.desk.list(knownViewer(viewer), capture ?? null);
  }

  @Query(() => CaptureDensity, { description: 'Packets of a capture over its time, to see where something happened.' })
  @Allow('pcap.replay')
  captureDensity(@Args() { capture, buckets }: CaptureDensityArgs, @Context() { viewer }: GraphqlContext) {
    return this.desk.density(knownViewer(viewer), capture, buckets);
  }

  @Query(() => SandboxComparison, {
    description: 'Two replays of a capture side by side: under other versions of rules, or at another speed.',
  })
  @Allow('pcap.replay')
  compareSandboxReplays(@Args() args: CompareSandboxReplaysArgs, @Context() { viewer }: GraphqlContext) {
    return this.desk.compare(knownViewer(viewer), args);
  }

  @Mutation(() => SandboxReplay, {
    description:
      'Plays a capture apart from the history, judged by the rules that are published now: no list, count, rollup or notification comes of it.',
  })
  @Allow('pcap.replay')
  startSandboxReplay(@Args() args: StartSandboxReplayArgs, @Context() { viewer }: GraphqlContext) {
    return this.desk.start(knownViewer(viewer), args);
  }

  @Mutation(() => SandboxReplay, { description: 'Plays, halts, steps, seeks, paces or ends a sandbox replay.' })
  @Allow('pcap.replay')
  steerSandboxReplay(@Args() args: SteerSandboxReplayArgs, @Context() { viewer }: GraphqlContext) {
    return this.desk.steer(knownViewer(viewer), args);
  }

  @Subscription(() => SandboxFrame, {
    resolve: asIs,
    description: 'What a sandbox replay shows, twice a second at most, until it is over.',
  })
  @Allow('pcap.replay')
  sandboxReplay(@Args() { id }: SandboxReplayArgs, @Context() { viewer }: GraphqlContext) {
    const known = knownViewer(viewer);
    return withEnd((signal) => this.desk.follow(known, id, signal), this.faults.report);
  }
}
