import { formatTime } from '@wireledger/kernel';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer } from '../access/viewer';
import { ActorNames } from '../alerts/actor-names';
import {
  RemoveFilterArgs,
  SavedFilter,
  SavedFilterChanged,
  SaveFilterArgs,
  ShareFilterArgs,
  type FilterKind,
} from '../schema/saved-filters';
import { SavedFilterDesk } from './saved-filter-desk';

/** Everybody keeps filters for himself; those who may share views share them. */
@Resolver()
export class SavedFiltersResolver {
  constructor(
    private readonly desk: SavedFilterDesk,
    private readonly names: ActorNames,
  ) {}

  @Query(() => [SavedFilter], {
    description: `One's own filters and shared ones, by name; none for those who see traffic masked.`,
  })
  @Allow('profile.own')
  savedFilters(@Context() { viewer }: GraphqlContext): SavedFilter[] {
    const known = knownViewer(viewer);
    return this.desk.visibleTo(known).map(({ id, owner, revision, last, definition }) => ({
      ...{ id, revision, name: definition.name, kind: definition.kind as FilterKind },
      ...{ expression: definition.expression, shared: definition.shared },
      ...{ own: owner === actorOf(known), ownerName: this.names.of(owner), changedAt: formatTime(last.at) },
    }));
  }

  @Mutation(() => SavedFilterChanged, { description: 'Keeps an expression under a name. A new one is not shared.' })
  @Allow('profile.own')
  saveFilter(@Args() args: SaveFilterArgs, @Context() context: GraphqlContext): Promise<SavedFilterChanged> {
    return this.desk.save(args, context);
  }

  @Mutation(() => SavedFilterChanged, { description: `Shares one of one's own filters, or shares it no longer.` })
  @Allow('views.share')
  shareFilter(@Args() args: ShareFilterArgs, @Context() context: GraphqlContext): Promise<SavedFilterChanged> {
    return this.desk.share(args, context);
  }

  @Mutation(() => SavedFilterChanged, { description: `Removes one of one's own filters.` })
  @Allow('profile.own')
  removeFilter(@Args() args: RemoveFilterArgs, @Context() context: GraphqlContext): Promise<SavedFilterChanged> {
    return this.desk.remove(args, context);
  }
}
