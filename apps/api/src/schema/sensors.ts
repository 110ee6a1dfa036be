import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

@ObjectType()
export class Sensor {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Boolean)
  readonly demo!: boolean;

  @Field(() => Boolean)
  readonly hidden!: boolean;

  @Field(() => Time, { nullable: true })
  readonly firstSeen!: string | null;

  @Field(() => Time, { nullable: true })
  readonly lastSeen!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: `Bytes and packets of its newest complete second in the last 10 s of wall time; null when silent.`,
  })
  readonly bitsPerSecond!: number | null;

  @Field(() => Float, { nullable: true })
  readonly packetsPerSecond!: number | null;

  @Field(() => Float)
  readonly dropped!: number;

  @Field(() => String, { description: `live, idle, stale` })
  readonly status!: string;
}

@ObjectType()
export class Source {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => String, { description: `replay, capture, demo` })
  readonly kind!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `running, completed, stopped, lost` })
  readonly status!: string;

  @Field(() => Time)
  readonly startedAt!: string;

  @Field(() => Time, { nullable: true })
  readonly endedAt!: string | null;

  @Field(() => Time, { nullable: true })
  readonly firstPacket!: string | null;

  @Field(() => Time, { nullable: true })
  readonly lastPacket!: string | null;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => [String])
  readonly warnings!: readonly string[];
}

@ArgsType()
export class SensorsArgs {
  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class SourcesArgs {
  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class SetDemoArgs {
  @Field(() => Boolean)
  readonly shown!: boolean;
}

@ObjectType({ description: 'A place in the log and when it was recorded, to the second.' })
export class LogMoment {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => Time)
  readonly at!: string;
}

@ArgsType()
export class LogMomentArgs {
  @Field(() => PositionScalar, { nullable: true })
  readonly position?: string | null;

  @Field(() => Time, { nullable: true, description: 'The last position recorded up to its second.' })
  readonly at?: string | null;
}
