import { can } from '@wireledger/access';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer, subjectOf } from '../access/viewer';
import { UserPage, UserSession, UserSessionsArgs, UsersArgs } from '../schema/users';
import { UserList } from './user-list';

@Resolver()
export class UsersResolver {
  constructor(private readonly list: UserList) {}

  @Query(() => UserPage, { description: `In order of names. Analysts read the names alone.` })
  @Allow('users.read', { limited: true })
  users(@Args() { search, first, skip }: UsersArgs, @Context() { viewer }: GraphqlContext) {
    const whole = can(subjectOf(knownViewer(viewer)), 'users.read') === 'allow';
    return this.list.page({ search, first, skip }, whole);
  }

  @Query(() => [UserSession], { description: `Open ones, newest use first.` })
  @Allow('users.read')
  userSessions(@Args() { user }: UserSessionsArgs) {
    return this.list.sessions(user);
  }
}
