import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { Hunt, HuntArgs, HuntForArgs, HuntsArgs, ReleaseHuntArgs } from '../schema/hunts';
import { HuntDesk } from './hunt-desk';
import { shownHunt } from './shown-hunt';

@Resolver()
export class HuntsResolver {
  constructor(private readonly desk: HuntDesk) {}

  @Query(() => [Hunt], { description: 'The newest looks back for a list, or what the caller asked for; at most 20.' })
  @Allow('lists.write')
  async hunts(@Args() { list }: HuntsArgs, @Context() { viewer }: GraphqlContext): Promise<Hunt[]> {
    return (await this.desk.latest(knownViewer(viewer), list ?? null)).map(shownHunt);
  }

  @Query(() => Hunt, { description: 'A look back and what it found: of a list, or of the caller.' })
  @Allow('lists.write')
  async hunt(@Args() { id }: HuntArgs, @Context() { viewer }: GraphqlContext): Promise<Hunt> {
    return shownHunt(await this.desk.get(knownViewer(viewer), id));
  }

  @Mutation(() => Hunt, {
    description: `Has a worker look for entries in what was observed within two years. Raises no alert. Ends what the caller had under way.`,
  })
  @Allow('lists.write')
  async huntFor(@Args() { entries }: HuntForArgs, @Context() { viewer }: GraphqlContext): Promise<Hunt> {
    return shownHunt(await this.desk.lookFor(knownViewer(viewer), entries));
  }

  @Mutation(() => Hunt, {
    description: `Has a worker look for all that a list holds. Raises an alert for each entry that was observed before the list knew it, unless there is one.`,
  })
  @Allow('lists.write')
  async huntList(@Args() { id }: HuntArgs, @Context() { viewer }: GraphqlContext): Promise<Hunt> {
    return shownHunt(await this.desk.lookForList(knownViewer(viewer), id));
  }

  @Mutation(() => Hunt, { description: 'Ends one that is under way or held; a finished one stays as it is.' })
  @Allow('lists.write')
  async cancelHunt(@Args() { id }: HuntArgs, @Context() { viewer }: GraphqlContext): Promise<Hunt> {
    return shownHunt(await this.desk.cancel(knownViewer(viewer), id));
  }

  @Mutation(() => Hunt, { description: 'Has one that is held tell of all that it matches.' })
  @Allow('lists.write')
  async releaseHunt(@Args() { id, reason }: ReleaseHuntArgs, @Context() { viewer }: GraphqlContext): Promise<Hunt> {
    return shownHunt(await this.desk.release(knownViewer(viewer), id, reason));
  }
}
