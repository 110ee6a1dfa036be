import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { ListShape } from '@wireledger/read-models';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { ActorNames } from '../alerts/actor-names';
import { QueryGateway } from '../queries/query-gateway';
import {
  AddIndicatorArgs,
  IndicatorList,
  ListArgs,
  ListDetail,
  ListEntriesArgs,
  ListEntry,
  ListOrderArgs,
  ListsArgs,
  ListSaved,
  ReasonedListArgs,
  RemoveIndicatorArgs,
  RollBackListArgs,
  SaveListArgs,
  TestIndicatorArgs,
} from '../schema/lists';
import { ListDesk } from './list-desk';
import { ListShelf } from './list-shelf';

@Resolver()
export class ListsResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly desk: ListDesk,
    private readonly shelf: ListShelf,
    private readonly names: ActorNames,
  ) {}

  @Query(() => [IndicatorList], { description: 'Lists of indicators, by name.' })
  @Allow('rules.read')
  async lists(@Args() args: ListsArgs, @Context() context: GraphqlContext): Promise<IndicatorList[]> {
    return (await this.gateway.run('lists', args, context)).map((list) => this.shown(list));
  }

  @Query(() => ListDetail, { nullable: true, description: 'A list with its versions and what was done to it.' })
  @Allow('rules.read')
  async list(@Args() args: ListArgs, @Context() context: GraphqlContext): Promise<ListDetail | null> {
    const found = await this.gateway.run('list', args, context);
    if (!found) return null;
    const named = <T extends { readonly by: string }>({ by, ...row }: T) => ({ ...row, byName: this.names.of(by) });
    const { list, versions, changes, entries } = found;
    return {
      list: this.shown(list),
      ...{ versions: versions.map(named), changes: changes.map(named), entries: entries.map(named) },
    };
  }

  @Query(() => [ListEntry], { description: 'Entries of a version in the order of its file.' })
  @Allow('lists.write')
  listEntries(@Args() { id, version, search, first }: ListEntriesArgs): Promise<ListEntry[]> {
    return this.shelf.entries(id, version ?? null, search ?? '', first ?? 50);
  }

  @Query(() => ListEntry, { nullable: true, description: 'The entry that something is on the list by now.' })
  @Allow('lists.write')
  async testIndicator(@Args() { id, text }: TestIndicatorArgs): Promise<ListEntry | null> {
    const found = await this.shelf.test(id, text);
    return found && { ...found, note: '' };
  }

  @Mutation(() => ListSaved, { description: 'Makes a list, or changes what it is called; its kind and action stay.' })
  @Allow('lists.write')
  saveList(@Args() args: SaveListArgs, @Context() context: GraphqlContext): Promise<ListSaved> {
    return this.desk.save(args, context);
  }

  @Mutation(() => ListSaved, { description: 'An older version is in force again.' })
  @Allow('lists.write')
  rollBackList(@Args() args: RollBackListArgs, @Context() context: GraphqlContext): Promise<ListSaved> {
    const { version: number, reason, seen } = args;
    return this.desk.tell(args, { type: 'rollBack', number, reason, seen }, context);
  }

  @Mutation(() => ListSaved, { description: 'It matches nothing until it is resumed.' })
  @Allow('lists.write')
  pauseList(@Args() args: ReasonedListArgs, @Context() context: GraphqlContext): Promise<ListSaved> {
    return this.desk.tell(args, { type: 'pause', reason: args.reason, seen: args.seen }, context);
  }

  @Mutation(() => ListSaved)
  @Allow('lists.write')
  resumeList(@Args() args: ListOrderArgs, @Context() context: GraphqlContext): Promise<ListSaved> {
    return this.desk.tell(args, { type: 'resume', seen: args.seen }, context);
  }

  @Mutation(() => ListSaved, { description: 'Adds an entry by hand, or changes its end and reason.' })
  @Allow('lists.write')
  addIndicator(@Args() args: AddIndicatorArgs, @Context() context: GraphqlContext): Promise<ListSaved> {
    return this.desk.add(args, args.until ?? null, context);
  }

  @Mutation(() => ListSaved, { description: 'Takes an entry by hand off the list.' })
  @Allow('lists.write')
  removeIndicator(@Args() args: RemoveIndicatorArgs, @Context() context: GraphqlContext): Promise<ListSaved> {
    return this.desk.tell(args, { type: 'remove', value: args.value, reason: args.reason }, context);
  }

  private shown({ changedBy, ...list }: ListShape): IndicatorList {
    return { ...list, changedByName: this.names.of(changedBy) };
  }
}
