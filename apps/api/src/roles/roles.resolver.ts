import type { CustomRole as KnownRole } from '@wireledger/domain';
import { formatTime } from '@wireledger/kernel';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { ActorNames } from '../alerts/actor-names';
import { UserDirectory } from '../auth/user-directory';
import { deedOf } from '../people/people-log';
import {
  ChangeRoleArgs,
  CustomRole,
  CustomRoleRemoved,
  CustomRoleResult,
  DefineRoleArgs,
  RemoveRoleArgs,
} from '../schema/roles';
import { type RoleDone, RoleDesk } from './role-desk';

const nameOrder = (a: KnownRole, b: KnownRole): number => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1);

@Resolver()
export class RolesResolver {
  constructor(
    private readonly desk: RoleDesk,
    private readonly directory: UserDirectory,
    private readonly names: ActorNames,
  ) {}

  @Query(() => [CustomRole], { description: `Custom roles, in order of their names; at most 50.` })
  @Allow('users.read')
  roles(@Context() context: GraphqlContext): CustomRole[] {
    return [...this.directory.roles.all()].sort(nameOrder).map((role) => this.shown(role, context));
  }

  @Mutation(() => CustomRoleResult, { description: `Defines a role that has less than its base.` })
  @Allow('users.write')
  async defineRole(@Args() args: DefineRoleArgs, @Context() context: GraphqlContext): Promise<CustomRoleResult> {
    return this.told(await this.desk.define(args, deedOf(context)), context);
  }

  @Mutation(() => CustomRoleResult, {
    description: `When its rights change, sessions, live connections and exports of whoever has the role end at once.`,
  })
  @Allow('users.write')
  async changeRole(
    @Args() { name, without, ...order }: ChangeRoleArgs,
    @Context() context: GraphqlContext,
  ): Promise<CustomRoleResult> {
    return this.told(await this.desk.change(order, { name, without }, deedOf(context)), context);
  }

  @Mutation(() => CustomRoleRemoved, { description: `A role that somebody has is not removed: ROLE_IN_USE.` })
  @Allow('users.write')
  async removeRole(@Args() order: RemoveRoleArgs, @Context() context: GraphqlContext): Promise<CustomRoleRemoved> {
    const { position } = await this.desk.remove(order, deedOf(context));
    return { position, id: order.id };
  }

  private told({ position, role }: RoleDone, context: GraphqlContext): CustomRoleResult {
    return { position, entity: this.shown(role as KnownRole, context) };
  }

  private shown({ id, name, base, without, version, by, at }: KnownRole, { viewer }: GraphqlContext): CustomRole {
    const known = knownViewer(viewer);
    const holders = this.directory.holdersOf(id);
    return {
      ...{ id, name, base, without, version, people: holders.length },
      own: known.is === 'session' && holders.some((user) => user.id === known.user),
      ...{ changedByName: this.names.of(by), changedAt: formatTime(at) },
    };
  }
}
