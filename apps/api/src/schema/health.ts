import { Field, Float, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar } from './scalars';

@ObjectType()
export class ProjectionHealth {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `running, halted` })
  readonly state!: string;

  @Field(() => PositionScalar, { nullable: true })
  readonly position!: string | null;

  @Field(() => Float)
  readonly lagSeconds!: number;

  @Field(() => Int)
  readonly deadLetters!: number;

  @Field(() => String, { nullable: true })
  readonly error!: string | null;
}

@ObjectType()
export class Health {
  @Field(() => String, { description: `ok, degraded, down` })
  readonly status!: string;

  @Field(() => PositionScalar, { nullable: true })
  readonly logHead!: string | null;

  @Field(() => [ProjectionHealth])
  readonly projections!: readonly ProjectionHealth[];

  @Field(() => String)
  readonly version!: string;
}
