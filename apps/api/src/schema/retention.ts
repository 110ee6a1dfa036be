import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

export const RetentionClass = { TELEMETRY: 'TELEMETRY', ROLLUP: 'ROLLUP', SANDBOX: 'SANDBOX' } as const;
export type RetentionClass = keyof typeof RetentionClass;
registerEnumType(RetentionClass, {
  name: 'RetentionClass',
  description:
    'What goes by age. TELEMETRY: facts from the wire and what is listed of them. ROLLUP: hours of traffic, names and pairs. SANDBOX: what was tried apart. Everything that people or detectors decided is kept.',
});

@ObjectType({ description: 'How long a class is kept, and what it takes. Bytes are null until a worker has looked.' })
export class RetentionRule {
  @Field(() => RetentionClass)
  readonly streamClass!: RetentionClass;

  @Field(() => Int, { description: 'By the day of UTC on which it was recorded.' })
  readonly days!: number;

  @Field(() => Int)
  readonly least!: number;

  @Field(() => Int)
  readonly most!: number;

  @Field(() => Float, { nullable: true, description: 'In the log; null also when the log is a server of its own.' })
  readonly logBytes!: number | null;

  @Field(() => Float, { nullable: true, description: 'In the read models.' })
  readonly modelBytes!: number | null;

  @Field(() => String, { nullable: true, description: 'Oldest day that something is kept of, YYYY-MM-DD of UTC.' })
  readonly oldestDay!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'What it will take when it is as old as it may be, if it grows as it did; null while that is a guess.',
  })
  readonly forecastBytes!: number | null;
}

@ObjectType({ description: 'Nothing of this range of time is removed, however old it is.' })
export class LegalHold {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Time)
  readonly from!: string;

  @Field(() => Time)
  readonly to!: string;

  @Field(() => String, { nullable: true })
  readonly sensor!: string | null;

  @Field(() => String, { nullable: true, description: 'Whom it is about; days are held whole.' })
  readonly host!: string | null;

  @Field(() => String)
  readonly reason!: string;

  @Field(() => String)
  readonly byName!: string;

  @Field(() => Time)
  readonly at!: string;
}

@ObjectType({ description: 'Partitions of one class that end on one day of UTC.' })
export class RetentionDay {
  @Field(() => RetentionClass)
  readonly streamClass!: RetentionClass;

  @Field(() => String, { description: 'YYYY-MM-DD' })
  readonly day!: string;

  @Field(() => Int)
  readonly partitions!: number;

  @Field(() => Float, { description: 'Events of the log that go, or went.' })
  readonly events!: number;

  @Field(() => Float, { description: 'Rows of the read models that go, or went.' })
  readonly rows!: number;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Int, { description: 'Partitions that a legal hold keeps.' })
  readonly held!: number;

  @Field(() => Int, { description: 'Partitions that could not go yet.' })
  readonly waiting!: number;

  @Field(() => String, { nullable: true, description: 'Why the first of them stays.' })
  readonly why!: string | null;
}

@ObjectType()
export class RetentionRun {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'waiting, running, done, failed' })
  readonly state!: string;

  @Field(() => String)
  readonly askedByName!: string;

  @Field(() => Time)
  readonly askedAt!: string;

  @Field(() => Time, { nullable: true })
  readonly finishedAt!: string | null;

  @Field(() => Float)
  readonly events!: number;

  @Field(() => Float)
  readonly rows!: number;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Int, { description: 'Partitions that go, or went.' })
  readonly partitions!: number;

  @Field(() => Int)
  readonly held!: number;

  @Field(() => Int)
  readonly waiting!: number;

  @Field(() => [RetentionDay], { description: 'Oldest first; at most 1,000.' })
  readonly days!: readonly RetentionDay[];

  @Field(() => String, { nullable: true })
  readonly error!: string | null;
}

@ObjectType()
export class Retention {
  @Field(() => Int, { description: 'Of the rules; 0 = nobody has changed them yet.' })
  readonly version!: number;

  @Field(() => String, { nullable: true, description: 'Who changed them last.' })
  readonly changedByName!: string | null;

  @Field(() => Time, { nullable: true })
  readonly changedAt!: string | null;

  @Field(() => [RetentionRule])
  readonly rules!: readonly RetentionRule[];

  @Field(() => [LegalHold], { description: 'Those that stand, oldest first; at most 100.' })
  readonly holds!: readonly LegalHold[];

  @Field(() => RetentionRun, { nullable: true, description: 'The newest dry run.' })
  readonly dryRun!: RetentionRun | null;

  @Field(() => RetentionRun, { nullable: true, description: 'The newest run that removes.' })
  readonly lastRun!: RetentionRun | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False: the log is a server of its own, which removes by itself. Null until a worker has looked.',
  })
  readonly removesLog!: boolean | null;
}

@ArgsType()
export class SetRetentionArgs {
  @Field(() => Int, { description: 'Version that was seen.' })
  readonly seen!: number;

  @Field(() => Int)
  readonly telemetry!: number;

  @Field(() => Int)
  readonly rollup!: number;

  @Field(() => Int)
  readonly sandbox!: number;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}

@ArgsType()
export class SetHoldArgs {
  @Field(() => Time)
  readonly from!: string;

  @Field(() => Time)
  readonly to!: string;

  @Field(() => String, { nullable: true, description: 'The one sensor that it is about; null = all.' })
  readonly sensor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Address or name of whom it is about. Days are held whole: it narrows nothing.',
  })
  readonly host!: string | null;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}

@ArgsType()
export class LiftHoldArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}
