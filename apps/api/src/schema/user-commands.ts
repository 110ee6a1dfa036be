import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';
import { TrafficScopeInput, User } from './users';
import { Role } from './viewer';

const CUSTOM = `Custom role whose base the role is; null = none, the role as it stands in the matrix.`;
const REASON = `Why, at most 500 characters: it stands in the log.`;

@ObjectType()
export class UserResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => User)
  readonly entity!: User;
}

@ObjectType()
export class InvitationResult extends UserResult {
  @Field(() => String, { description: `Only its hash is stored: nobody can read it again.` })
  readonly link!: string;

  @Field(() => Time)
  readonly expiresAt!: string;
}

@ObjectType()
export class PasswordResetLink extends UserResult {
  @Field(() => String, { description: `Only its hash is stored: nobody can read it again.` })
  readonly link!: string;

  @Field(() => Time)
  readonly expiresAt!: string;
}

@ArgsType()
export class InviteUserArgs {
  @Field(() => String, { description: `1 to 64 characters; compared without regard to case.` })
  readonly name!: string;

  @Field(() => Role)
  readonly role!: Role;

  @Field(() => ID, { nullable: true, description: CUSTOM })
  readonly customRole?: string | null;

  @Field(() => TrafficScopeInput, { nullable: true })
  readonly scope?: TrafficScopeInput | null;

  @Field(() => String, { description: REASON })
  readonly reason!: string;
}

@ArgsType()
export class RenewInvitationArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class UserReasonArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: REASON })
  readonly reason!: string;
}

@ArgsType()
export class UserOrderArgs extends UserReasonArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Version of the user that the decision rests on; another one answers USER_CHANGED.`,
  })
  readonly seen?: number | null;
}

@ArgsType()
export class EraseAddressArgs {
  @Field(() => String, { description: `An e-mail address, at most 254 characters; compared without regard to case.` })
  readonly address!: string;

  @Field(() => String, { description: `${REASON} It stays readable: it must not have the address in it.` })
  readonly reason!: string;
}

@ObjectType()
export class ErasedAddressResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID, { description: `Of the erasure.` })
  readonly id!: string;

  @Field(() => String, { description: `What is read in the place of the address from now on.` })
  readonly label!: string;
}

@ArgsType()
export class GrantRoleArgs extends UserOrderArgs {
  @Field(() => Role)
  readonly role!: Role;

  @Field(() => ID, { nullable: true, description: CUSTOM })
  readonly customRole?: string | null;
}

@ArgsType()
export class GrantScopeArgs extends UserOrderArgs {
  @Field(() => TrafficScopeInput, { nullable: true, description: `null = everything that the role sees` })
  readonly scope?: TrafficScopeInput | null;
}

@ArgsType()
export class EndUserSessionArgs extends UserReasonArgs {
  @Field(() => ID)
  readonly session!: string;
}
