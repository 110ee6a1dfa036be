import { formatTime } from '@wireledger/kernel';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { MaskingMode as Mode } from '@wireledger/domain';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer, type Viewer } from '../access/viewer';
import { MaskingPolicy } from '../masking/masking-policy';
import { type MaskingMode, Privacy, SetMaskingModeArgs } from '../schema/privacy';
import { MASKED_EXAMPLES } from './examples';
import { PrivacyDesk } from './privacy-desk';

@Resolver()
export class PrivacyResolver {
  constructor(
    private readonly policy: MaskingPolicy,
    private readonly desk: PrivacyDesk,
  ) {}

  @Query(() => Privacy, { description: 'What becomes of addresses, and what the caller sees.' })
  @Allow('profile.own')
  privacy(@Context() { viewer }: GraphqlContext): Privacy {
    return this.shown(knownViewer(viewer));
  }

  @Mutation(() => Privacy, { description: 'Sets what becomes of addresses, for everybody and at once.' })
  @Allow('privacy.write')
  async setMaskingMode(
    @Args() { mode, seen = null }: SetMaskingModeArgs,
    @Context() context: GraphqlContext,
  ): Promise<Privacy> {
    await this.desk.setMode(mode.toLowerCase() as Mode, seen, context);
    return this.shown(knownViewer(context.viewer));
  }

  @Mutation(() => Privacy, {
    description: `Shows masked addresses and names to the caller's session, for ten minutes. Who is masked by his role stays so.`,
  })
  @Allow('privacy.reveal')
  async revealAddresses(@Context() context: GraphqlContext): Promise<Privacy> {
    await this.desk.reveal(context);
    return this.shown(knownViewer(context.viewer));
  }

  @Mutation(() => Privacy, { description: `Masks them again before the time is over.` })
  @Allow('privacy.reveal', { withoutStepUp: true })
  async hideAddresses(@Context() context: GraphqlContext): Promise<Privacy> {
    await this.desk.hide(context);
    return this.shown(knownViewer(context.viewer));
  }

  private shown(viewer: Viewer): Privacy {
    const leave = viewer.is === 'session' ? this.policy.leaveOf(viewer.session) : null;
    return {
      mode: this.policy.mode.toUpperCase() as MaskingMode,
      version: this.policy.version,
      masked: this.policy.masks(viewer),
      revealedUntil: leave === null ? null : formatTime(leave * 1000),
      examples: MASKED_EXAMPLES,
    };
  }
}
