import { ArgsType, Field, ID, ObjectType } from '@nestjs/graphql';

import { Time } from './scalars';

@ObjectType({ description: 'Something that one person wants to do and a second one has to confirm.' })
export class Approval {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'Name of the mutation.' })
  readonly operation!: string;

  @Field(() => String)
  readonly permission!: string;

  @Field(() => String, { description: 'Its arguments, as JSON.' })
  readonly what!: string;

  @Field(() => String, { nullable: true, description: 'Name of the person that it is about.' })
  readonly aboutName!: string | null;

  @Field(() => String)
  readonly reason!: string;

  @Field(() => String, { description: 'Who asks.' })
  readonly byName!: string;

  @Field(() => Boolean, { description: 'The caller asks himself.' })
  readonly own!: boolean;

  @Field(() => Boolean, { description: 'The caller may be the second person.' })
  readonly mayConfirm!: boolean;

  @Field(() => String, { description: 'pending, confirmed; declined once it is' })
  readonly state!: string;

  @Field(() => String, { nullable: true, description: 'Who confirmed or declined it.' })
  readonly secondName!: string | null;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => Time, { description: 'End of the time to confirm it; once confirmed, to do it.' })
  readonly until!: string;
}

@ObjectType()
export class Approvals {
  @Field(() => Boolean, { description: 'The four-eyes policy is on.' })
  readonly required!: boolean;

  @Field(() => [Approval], { description: 'Open ones that the caller asked for or may decide on, oldest first.' })
  readonly requests!: readonly Approval[];
}

@ArgsType()
export class DecideApprovalArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}

@ArgsType()
export class SetFourEyesArgs {
  @Field(() => Boolean)
  readonly required!: boolean;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}
