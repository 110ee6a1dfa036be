import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';
import { Role } from './viewer';

const REASON = `Why, at most 500 characters: it stands in the log.`;
const WITHOUT = `Permissions of the base that the role does not have, at least one; never \`profile.own\`.`;

@ObjectType({ description: `A role that has what its base has, without some of it.` })
export class CustomRole {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Role)
  readonly base!: Role;

  @Field(() => [String], { description: WITHOUT })
  readonly without!: readonly string[];

  @Field(() => Int, { description: `What commands take as \`seen\`.` })
  readonly version!: number;

  @Field(() => Int, { description: `People who have it, invited and disabled ones too.` })
  readonly people!: number;

  @Field(() => Boolean, { description: `Whoever asks has it: others change what it may do.` })
  readonly own!: boolean;

  @Field(() => String, { description: `Who touched it last.` })
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;
}

@ObjectType()
export class CustomRoleResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => CustomRole)
  readonly entity!: CustomRole;
}

@ObjectType()
export class CustomRoleRemoved {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class DefineRoleArgs {
  @Field(() => String, { description: `1 to 40 characters; compared without regard to case.` })
  readonly name!: string;

  @Field(() => Role, { description: `It stays: a role of another base is another role.` })
  readonly base!: Role;

  @Field(() => [String], { description: WITHOUT })
  readonly without!: readonly string[];

  @Field(() => String, { description: REASON })
  readonly reason!: string;
}

@ArgsType()
export class RemoveRoleArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: `Version that the decision rests on; another one answers ROLE_CHANGED.` })
  readonly seen!: number;

  @Field(() => String, { description: REASON })
  readonly reason!: string;
}

@ArgsType()
export class ChangeRoleArgs extends RemoveRoleArgs {
  @Field(() => String, { description: `1 to 40 characters; compared without regard to case.` })
  readonly name!: string;

  @Field(() => [String], { description: WITHOUT })
  readonly without!: readonly string[];
}
