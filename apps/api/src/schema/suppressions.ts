import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

/** Alerts that fit all that is named stay out of the inbox; they are raised all the same. */
@ObjectType()
export class Suppression {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { nullable: true })
  readonly rule!: string | null;

  @Field(() => String, { nullable: true })
  readonly entity!: string | null;

  @Field(() => String, { nullable: true })
  readonly sensor!: string | null;

  @Field(() => String, { nullable: true, description: `Prefix that the alert's source lies in.` })
  readonly src!: string | null;

  @Field(() => String, { nullable: true, description: `Prefix that the alert's destination lies in.` })
  readonly dst!: string | null;

  @Field(() => Time, { nullable: true, description: `Null: until somebody ends it.` })
  readonly until!: string | null;

  @Field(() => String)
  readonly reason!: string;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;

  @Field(() => Int, { description: `Alerts that it keeps out, closed ones not counted.` })
  readonly alerts!: number;
}

@ArgsType()
export class SuppressionsArgs {
  @Field(() => String, {
    nullable: true,
    description: 'A position, or a time: the answer is what was known then. Never together with `minPosition`.',
  })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class EndSuppressionArgs {
  @Field(() => ID, { description: `A UUID; a new one makes a new suppression.` })
  readonly id!: string;

  @Field(() => Int, { description: `Revision that the decision rests on, 0 for a new one.` })
  readonly seen!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@ArgsType()
export class SaveSuppressionArgs extends EndSuppressionArgs {
  @Field(() => ID, { nullable: true })
  readonly rule?: string | null;

  @Field(() => String, { nullable: true })
  readonly entity?: string | null;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => String, { nullable: true })
  readonly src?: string | null;

  @Field(() => String, { nullable: true })
  readonly dst?: string | null;

  @Field(() => Time, { nullable: true, description: `Null: until somebody ends it.` })
  readonly until?: string | null;

  @Field(() => String)
  readonly reason!: string;
}

@ObjectType()
export class SuppressionSaved {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly revision!: number;
}
