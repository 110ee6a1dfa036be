import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { deedOf } from '../people/people-log';
import { UserList } from '../people/user-list';
import { UserOrderArgs, UserResult } from '../schema/user-commands';
import { Erasure } from './erasure';

@Resolver()
export class ErasureResolver {
  constructor(
    private readonly erasure: Erasure,
    private readonly list: UserList,
  ) {}

  @Mutation(() => UserResult, {
    description: `Forgets a person for ever: account, sessions and tokens go, and the keys of everything in the log that was his are destroyed. That he acted, as whom and when, stays. The reason stays readable: it must not name him.`,
  })
  @Allow('privacy.erase')
  async erasePerson(@Args() order: UserOrderArgs, @Context() context: GraphqlContext): Promise<UserResult> {
    const { position, user } = await this.erasure.erase(order, deedOf(context));
    return { position, entity: await this.list.one(user) };
  }
}
