import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';

import { AS_OF, COARSE, NEXT_EXACT } from './past';
import { PositionScalar } from './scalars';

/** What a list of facts is asked beside its conditions and its order. */
@ArgsType()
export abstract class FactListArgs {
  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

/** What most frequent values are asked beside their conditions. */
@ArgsType()
export abstract class FactTopsArgs {
  @Field(() => Int, { nullable: true, defaultValue: 8 })
  readonly first!: number;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

/** An answer that may be coarse in the past. */
@ObjectType({ isAbstract: true })
export abstract class MaybeCoarse {
  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

/** A page of a list of facts, without its rows. */
@ObjectType({ isAbstract: true })
export abstract class FactPage extends MaybeCoarse {
  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;
}
