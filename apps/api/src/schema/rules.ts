import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { NamedText } from './alert-detail';
import { PositionScalar, Time } from './scalars';

@ObjectType()
export class Rule {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `Rule set that it was shipped in, or own.` })
  readonly set!: string;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => String)
  readonly detector!: string;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => String, { nullable: true })
  readonly technique!: string | null;

  @Field(() => String)
  readonly description!: string;

  @Field(() => [NamedText])
  readonly parameters!: readonly NamedText[];

  @Field(() => Int)
  readonly cooldownSeconds!: number;

  @Field(() => String, { description: `published, draft, disabled` })
  readonly state!: string;

  @Field(() => Int, { description: `The published version, else the newest.` })
  readonly version!: number;

  @Field(() => Int)
  readonly latestVersion!: number;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;
}

@ArgsType()
export class RulesArgs {
  @Field(() => String, {
    nullable: true,
    description: 'A position, or a time: the answer is what was known then. Never together with `minPosition`.',
  })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}
