import { parseScope } from '@wireledger/access';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import {
  EndUserSessionArgs,
  GrantRoleArgs,
  GrantScopeArgs,
  InvitationResult,
  InviteUserArgs,
  PasswordResetLink,
  RenewInvitationArgs,
  UserOrderArgs,
  UserReasonArgs,
  UserResult,
} from '../schema/user-commands';
import { type GivenLink, Invitations } from './invitations';
import { deedOf, type Done } from './people-log';
import { PasswordResets } from './password-resets';
import { UserDesk } from './user-desk';
import { UserList } from './user-list';

@Resolver()
export class UserCommandsResolver {
  constructor(
    private readonly invitations: Invitations,
    private readonly resets: PasswordResets,
    private readonly desk: UserDesk,
    private readonly list: UserList,
  ) {}

  @Mutation(() => InvitationResult, {
    description: `Keeps a name for a person and makes the link by which he sets his password: it works once, for 72 hours, and is shown here alone.`,
  })
  @Allow('users.write')
  async inviteUser(
    @Args() { name, role, customRole = null, scope, reason }: InviteUserArgs,
    @Context() context: GraphqlContext,
  ) {
    const asked = { name, role, customRole, scope: parseScope(scope), reason };
    return this.linked(await this.invitations.invite(asked, deedOf(context)));
  }

  @Mutation(() => InvitationResult, { description: `A new link; the one that was given out before is good no more.` })
  @Allow('users.write')
  async renewInvitation(@Args() { id }: RenewInvitationArgs, @Context() context: GraphqlContext) {
    return this.linked(await this.invitations.renew(id, deedOf(context)));
  }

  @Mutation(() => UserResult, { description: `The link is good no more, and the name is free.` })
  @Allow('users.write')
  async revokeInvitation(@Args() { id, reason }: UserReasonArgs, @Context() context: GraphqlContext) {
    return this.told(await this.invitations.revoke(id, reason, deedOf(context)));
  }

  @Mutation(() => PasswordResetLink, {
    description: `Makes the link by which somebody who forgot his password sets another one: it works once, for 24 hours, and is shown here alone. A newer one replaces it. The old password is good until then; the second factor stays.`,
  })
  @Allow('users.write')
  async offerPasswordReset(@Args() { id, reason }: UserReasonArgs, @Context() context: GraphqlContext) {
    return this.linked(await this.resets.offer(id, reason, deedOf(context)));
  }

  @Mutation(() => UserResult, { description: `Sessions, live connections and exports of the user end at once.` })
  @Allow('users.write')
  async grantRole(@Args() { role, customRole = null, ...order }: GrantRoleArgs, @Context() context: GraphqlContext) {
    return this.told(await this.desk.grantRole(order, role, customRole, deedOf(context)));
  }

  @Mutation(() => UserResult, {
    description: `What the user sees of the traffic, null = all of it. Sessions, live connections and exports of the user end at once.`,
  })
  @Allow('users.write')
  async grantScope(@Args() { scope, ...order }: GrantScopeArgs, @Context() context: GraphqlContext) {
    return this.told(await this.desk.grantScope(order, parseScope(scope), deedOf(context)));
  }

  @Mutation(() => UserResult, { description: `Sessions, live connections and exports of the user end at once.` })
  @Allow('users.write')
  async disableUser(@Args() order: UserOrderArgs, @Context() context: GraphqlContext) {
    return this.told(await this.desk.disable(order, deedOf(context)));
  }

  @Mutation(() => UserResult)
  @Allow('users.write')
  async enableUser(@Args() order: UserOrderArgs, @Context() context: GraphqlContext) {
    return this.told(await this.desk.enable(order, deedOf(context)));
  }

  @Mutation(() => UserResult, { description: `Signs a user out everywhere; live connections and exports end with it.` })
  @Allow('sessions.kill')
  async endUserSessions(@Args() order: UserReasonArgs, @Context() context: GraphqlContext) {
    return this.told(await this.desk.endSessions(order, deedOf(context)));
  }

  @Mutation(() => Boolean, { description: `Ends one session of a user, with its live connections.` })
  @Allow('sessions.kill')
  async endUserSession(@Args() { id, session, reason }: EndUserSessionArgs, @Context() context: GraphqlContext) {
    await this.desk.endSession(id, session, reason, deedOf(context));
    return true;
  }

  private async told({ position, user }: Done): Promise<UserResult> {
    return { position, entity: await this.list.one(user) };
  }

  private async linked({ link, expiresAt, ...done }: GivenLink): Promise<InvitationResult> {
    return { ...(await this.told(done)), link, expiresAt: new Date(expiresAt).toISOString() };
  }
}
