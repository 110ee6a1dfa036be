import { Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';

import { COARSE, NEXT_EXACT } from './past';
import { PositionScalar, Time } from './scalars';

@InputType()
export class RangeInput {
  @Field(() => Time)
  readonly from!: string;

  @Field(() => Time)
  readonly to!: string;
}

@ObjectType()
export class TopList {
  @Field(() => [TopRow])
  readonly rows!: readonly TopRow[];

  @Field(() => Float, { description: `Sum over everything, not only the rows shown.` })
  readonly total!: number;

  @Field(() => Int, { description: `Number of distinct keys.` })
  readonly distinct!: number;

  @Field(() => Int, {
    nullable: true,
    description: `Keys that are in no figure here, because fewer than five hosts stand behind each; null for readers who are not held to that.`,
  })
  readonly suppressed?: number | null;

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ObjectType()
export class TopRow {
  @Field(() => String)
  readonly key!: string;

  @Field(() => Float)
  readonly value!: number;

  @Field(() => Float, { description: `Value ÷ total, 0 to 1.` })
  readonly share!: number;
}

@ObjectType()
export class CountSeries {
  @Field(() => String)
  readonly key!: string;

  @Field(() => [Float])
  readonly values!: readonly number[];
}

@ObjectType()
export class CommandResult {
  @Field(() => PositionScalar)
  readonly position!: string;
}
