import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { AS_OF, COARSE, NEXT_EXACT } from './past';
import { PositionScalar, Time } from './scalars';

@ObjectType()
export class Figure {
  @Field(() => Float)
  readonly value!: number;

  @Field(() => Float, { nullable: true })
  readonly previous!: number | null;

  @Field(() => [Float], { description: `At most 60 points, oldest first.` })
  readonly spark!: readonly number[];
}

@ObjectType()
export class Overview {
  @Field(() => Figure, {
    description: `Mean over the range, and the same for the range before it; null when there is nothing to compare with.`,
  })
  readonly bitsPerSecond!: Figure;

  @Field(() => Figure)
  readonly packetsPerSecond!: Figure;

  @Field(() => Figure)
  readonly dnsQueriesPerSecond!: Figure;

  @Field(() => Figure, {
    nullable: true,
    description: `Null for readers whose scope looks into packets: a request stands in no flow.`,
  })
  readonly requestsPerMinute!: Figure | null;

  @Field(() => Figure)
  readonly runningFlows!: Figure;

  @Field(() => Float, { description: `Totals of the range.` })
  readonly packets!: number;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Float)
  readonly flows!: number;

  @Field(() => Float)
  readonly dnsQueries!: number;

  @Field(() => Time, { nullable: true, description: `Latest packet time in the range; null when it is empty.` })
  readonly lastSeen!: string | null;

  @Field(() => Boolean, {
    description: `Whether any source was ever recorded: tells an empty range from an empty system.`,
  })
  readonly everRecorded!: boolean;

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

export const TrafficBy = { APP: 'APP', SENSOR: 'SENSOR', TOTAL: 'TOTAL' } as const;
export type TrafficBy = keyof typeof TrafficBy;
registerEnumType(TrafficBy, { name: 'TrafficBy' });

@ObjectType()
export class TrafficSeries {
  @Field(() => String)
  readonly key!: string;

  @Field(() => [Float], { description: `Bytes per bucket towards internal addresses, and away from them.` })
  readonly bytesIn!: readonly number[];

  @Field(() => [Float])
  readonly bytesOut!: readonly number[];

  @Field(() => [Float])
  readonly packets!: readonly number[];
}

@ObjectType()
export class Traffic {
  @Field(() => Int, { description: `Bucket width in seconds.` })
  readonly bucket!: number;

  @Field(() => [Time], { description: `Start of each bucket, aligned to it.` })
  readonly times!: readonly string[];

  @Field(() => [TrafficSeries], { description: `Greatest total first.` })
  readonly series!: readonly TrafficSeries[];

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ArgsType()
export class OverviewArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class TrafficArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => TrafficBy)
  readonly by!: TrafficBy;

  @Field(() => Int, { nullable: true })
  readonly bucket?: number | null;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class TopTalkersArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => Int, { nullable: true, defaultValue: 8 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class RespondersArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => Int, { nullable: true, defaultValue: 8 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class ProtocolsArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => Int, { nullable: true, defaultValue: 8 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class ConnectionStatesArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}
