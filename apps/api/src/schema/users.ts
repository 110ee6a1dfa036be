import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';
import { Role } from './viewer';

export const UserState = { INVITED: 'INVITED', ACTIVE: 'ACTIVE', DISABLED: 'DISABLED', ERASED: 'ERASED' } as const;
export type UserState = keyof typeof UserState;
registerEnumType(UserState, { name: 'UserState' });

/** Most users of one answer. */
export const MOST_USERS = 200;

@ArgsType()
export class UsersArgs {
  @Field(() => String, { nullable: true, description: `Part of a name.` })
  readonly search?: string | null;

  @Field(() => Int, { defaultValue: 100, description: `At most ${MOST_USERS}.` })
  readonly first!: number;

  @Field(() => Int, { defaultValue: 0 })
  readonly skip!: number;
}

@ArgsType()
export class UserSessionsArgs {
  @Field(() => ID)
  readonly user!: string;
}

@ObjectType({
  description: `A forced filter: whoever has one sees only traffic that meets all its conditions; in each any value may match.`,
})
export class TrafficScope {
  @Field(() => [String], { nullable: true, description: `Addresses or prefixes of either side.` })
  readonly ip?: readonly string[] | undefined;

  @Field(() => [Int], { nullable: true, description: `Ports of either side.` })
  readonly port?: readonly number[] | undefined;

  @Field(() => [Int], { nullable: true, description: `Numbers of IP protocols.` })
  readonly proto?: readonly number[] | undefined;

  @Field(() => [String], { nullable: true, description: `Names of sensors.` })
  readonly sensor?: readonly string[] | undefined;
}

@InputType({ description: `Conditions of a forced filter, at most 50 values each; one left out allows all.` })
export class TrafficScopeInput {
  @Field(() => [String], { nullable: true, description: `192.0.2.1, 192.0.2.0/24, 2001:db8::/32` })
  readonly ip?: readonly string[] | null;

  @Field(() => [Int], { nullable: true })
  readonly port?: readonly number[] | null;

  @Field(() => [String], { nullable: true, description: `tcp, udp, icmp, icmpv6, sctp or a number` })
  readonly proto?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;
}

@ObjectType({ description: `A custom role that somebody has.` })
export class GivenRole {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { nullable: true, description: `null = it is gone, and whoever has it may do nothing.` })
  readonly name!: string | null;
}

@ObjectType()
export class UserDetails {
  @Field(() => Role)
  readonly role!: Role;

  @Field(() => GivenRole, { nullable: true, description: `null = the role as it stands in the matrix` })
  readonly customRole!: GivenRole | null;

  @Field(() => TrafficScope, { nullable: true, description: `null = everything that the role sees` })
  readonly scope!: TrafficScope | null;

  @Field(() => UserState)
  readonly state!: UserState;

  @Field(() => Boolean, { description: `Addresses and names are pseudonyms for this user.` })
  readonly masked!: boolean;

  @Field(() => Boolean, { description: `Whether a second factor is set up.` })
  readonly secondFactor!: boolean;

  @Field(() => Time, { nullable: true, description: `End of the invitation's link.` })
  readonly invitedUntil!: string | null;

  @Field(() => Time, { nullable: true, description: `Of the last use of a session; null = never.` })
  readonly seenAt!: string | null;

  @Field(() => Int, { description: `Sessions that are open.` })
  readonly sessions!: number;
}

@ObjectType()
export class User {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Int, { nullable: true, description: `What commands take as \`seen\`; null for who reads names alone.` })
  readonly version!: number | null;

  @Field(() => UserDetails, { nullable: true, description: `null for who reads names alone` })
  readonly details!: UserDetails | null;
}

@ObjectType()
export class UserPage {
  @Field(() => Int, { description: `All that were found.` })
  readonly count!: number;

  @Field(() => [User])
  readonly users!: readonly User[];
}

@ObjectType()
export class UserSession {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Time)
  readonly startedAt!: string;

  @Field(() => Time, { description: `Of the last refresh: five minutes old at most while it is in use.` })
  readonly seenAt!: string;

  @Field(() => String)
  readonly ip!: string;

  @Field(() => String, { description: `What the browser says of itself: any text.` })
  readonly agent!: string;
}
