import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { FetchListArgs, ListFeed, SetListFeedArgs } from '../schema/list-feeds';
import { ListOrderArgs, ListSaved } from '../schema/lists';
import { FeedDesk } from './feed-desk';

@Resolver()
export class FeedsResolver {
  constructor(private readonly desk: FeedDesk) {}

  @Query(() => [ListFeed], { description: 'Where lists are fetched from, and what became of it.' })
  @Allow('lists.sources', { withoutStepUp: true })
  listFeeds() {
    return this.desk.feeds();
  }

  @Mutation(() => ListSaved, { description: 'The list is fetched from there from now on, at once and again.' })
  @Allow('lists.sources')
  setListFeed(@Args() args: SetListFeedArgs, @Context() context: GraphqlContext) {
    return this.desk.set(args, context);
  }

  @Mutation(() => ListSaved, { description: 'The list is not fetched any more; what was fetched stays in force.' })
  @Allow('lists.sources')
  removeListFeed(@Args() args: ListOrderArgs, @Context() context: GraphqlContext) {
    return this.desk.remove(args, context);
  }

  @Mutation(() => ListSaved, { description: 'The list is fetched within a moment.' })
  @Allow('lists.sources')
  fetchList(@Args() args: FetchListArgs, @Context() context: GraphqlContext) {
    return this.desk.fetch(args, context);
  }
}
