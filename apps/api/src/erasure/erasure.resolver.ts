import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { deedOf } from '../people/people-log';
import { UserList } from '../people/user-list';
import { EraseAddressArgs, ErasedAddressResult, UserOrderArgs, UserResult } from '../schema/user-commands';
import { AddressErasures } from './address-erasure';
import { Erasure } from './erasure';

@Resolver()
export class ErasureResolver {
  constructor(
    private readonly erasure: Erasure,
    private readonly list: UserList,
    private readonly addresses: AddressErasures,
  ) {}

  @Mutation(() => UserResult, {
    description: `Forgets a person for ever: account, sessions and tokens go, and the keys of everything in the log that was his are destroyed. That he acted, as whom and when, stays. The reason stays readable: it must not name him.`,
  })
  @Allow('privacy.erase')
  async erasePerson(@Args() order: UserOrderArgs, @Context() context: GraphqlContext): Promise<UserResult> {
    const { position, user } = await this.erasure.erase(order, deedOf(context));
    return { position, entity: await this.list.one(user) };
  }

  @Mutation(() => ErasedAddressResult, {
    description: `Forgets an e-mail address for ever that channels of notifications or schedules of reports have or had, and that belongs to no user: nothing is sent there any more, and the keys of every place where the history has it are destroyed.`,
  })
  @Allow('privacy.erase')
  eraseAddress(
    @Args() { address }: EraseAddressArgs,
    @Context() context: GraphqlContext,
  ): Promise<ErasedAddressResult> {
    return this.addresses.erase(address, deedOf(context));
  }
}
