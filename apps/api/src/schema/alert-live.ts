import { ArgsType, Field, ID, ObjectType } from '@nestjs/graphql';

import { LiveGap } from './live';
import { PositionScalar, Time } from './scalars';

@ObjectType()
export class AlertChange {
  @Field(() => ID)
  readonly alert!: string;

  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => String, { description: `As the actions of an alert's activity, and evidenceKept.` })
  readonly change!: string;

  @Field(() => String, { nullable: true, description: `Of changes by detectors.` })
  readonly severity!: string | null;

  @Field(() => String, { nullable: true, description: `Of raised ones.` })
  readonly title!: string | null;

  @Field(() => String, { nullable: true, description: `Null for detectors.` })
  readonly by!: string | null;

  @Field(() => Time)
  readonly at!: string;
}

@ObjectType()
export class AlertFrame {
  @Field(() => String, { description: `Resume with it.` })
  readonly cursor!: string;

  @Field(() => [AlertChange])
  readonly changes!: readonly AlertChange[];

  @Field(() => LiveGap, { nullable: true })
  readonly gap!: LiveGap | null;

  @Field(() => Boolean)
  readonly catchingUp!: boolean;

  @Field(() => Time)
  readonly serverTime!: string;
}

@ArgsType()
export class AlertChangedArgs {
  @Field(() => String, { nullable: true })
  readonly after?: string | null;
}
