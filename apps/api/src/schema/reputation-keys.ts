import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

@ObjectType({ description: `The key that a service outside is asked with. The key itself is never shown.` })
export class ReputationKeyState {
  @Field(() => ID, { description: `abuseipdb, virustotal, otx` })
  readonly service!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => Boolean, { description: `The operator names a file that holds it: what that says wins.` })
  readonly byFile!: boolean;

  @Field(() => String, { nullable: true, description: `Last four characters of the one that is kept; null: none is.` })
  readonly last!: string | null;

  @Field(() => Boolean, {
    description: `False: it was sealed with a key of the installation that is gone. Set it again.`,
  })
  readonly opens!: boolean;

  @Field(() => Int, { description: `Number of changes: what \`seen\` of the next one says.` })
  readonly revision!: number;

  @Field(() => String, { nullable: true, description: `Null before the first change.` })
  readonly changedByName!: string | null;

  @Field(() => Time, { nullable: true })
  readonly changedAt!: string | null;
}

@ObjectType()
export class ReputationKeySaved {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ReputationKeyState)
  readonly entity!: ReputationKeyState;
}

@ArgsType()
export class RemoveReputationKeyArgs {
  @Field(() => ID)
  readonly service!: string;

  @Field(() => Int, { description: `Revision that was seen.` })
  readonly seen!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@ArgsType()
export class SetReputationKeyArgs extends RemoveReputationKeyArgs {
  @Field(() => String, { description: `The key, as the service gave it: 20 to 500 printable characters. Kept sealed.` })
  readonly value!: string;
}
