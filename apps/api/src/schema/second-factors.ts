import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ArgsType()
export class ResetSecondFactorArgs {
  @Field(() => ID, { description: `Whose, never the caller's own.` })
  readonly id!: string;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}

@ObjectType()
export class SecondFactorReset {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: 'Sessions that ended.' })
  readonly ended!: number;
}
