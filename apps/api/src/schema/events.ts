import { ArgsType, Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';

import { FieldChange, LogEvent } from './audit';
import { RangeInput } from './common';
import { PositionScalar } from './scalars';

@InputType()
export class EventWhere {
  @Field(() => String, { nullable: true })
  readonly stream?: string | null;

  @Field(() => [String], { nullable: true, description: 'Types, or prefixes that end in a dot.' })
  readonly type?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly actor?: readonly string[] | null;

  @Field(() => String, { nullable: true })
  readonly correlation?: string | null;

  @Field(() => String, { nullable: true, description: 'Contained in stream, type or actor, whatever the case.' })
  readonly search?: string | null;

  @Field(() => RangeInput, { nullable: true })
  readonly range?: RangeInput | null;
}

@ArgsType()
export class EventsArgs {
  @Field(() => EventWhere, { nullable: true })
  readonly where?: EventWhere | null;

  @Field(() => Int, { nullable: true, defaultValue: 100, description: 'At most 200.' })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => String, { nullable: true, description: 'A position, or a time: the events up to it.' })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ObjectType()
export class LogEventPage {
  @Field(() => [LogEvent])
  readonly rows!: readonly LogEvent[];

  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;
}

@ArgsType()
export class EventArgs {
  @Field(() => String)
  readonly stream!: string;

  @Field(() => Float)
  readonly revision!: number;
}

@ObjectType({ description: 'An event as it stands in the log.' })
export class LogEventDetail {
  @Field(() => LogEvent)
  readonly event!: LogEvent;

  @Field(() => String, { description: 'Payload as JSON; what is personal is left out for who may not read it.' })
  readonly data!: string;

  @Field(() => Boolean, { description: 'True when something was left out.' })
  readonly redacted!: boolean;

  @Field(() => String, { description: 'Hash of the event before it in the stream, hex.' })
  readonly prev!: string;

  @Field(() => String)
  readonly hash!: string;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'The hash was computed again from what is stored, and is the same; null for an event that is read in a newer form than it was written.',
  })
  readonly intact!: boolean | null;

  @Field(() => Boolean, { description: 'The event before it has the hash that this one names.' })
  readonly linked!: boolean;

  @Field(() => Float, { description: 'Greatest revision of the stream.' })
  readonly last!: number;
}

@ArgsType()
export class StreamChangeArgs {
  @Field(() => String)
  readonly stream!: string;

  @Field(() => Float, { description: '-1 = before everything.' })
  readonly from!: number;

  @Field(() => Float)
  readonly to!: number;
}

@ObjectType({ description: 'What differs between two revisions of the thing that a stream is about.' })
export class StreamChange {
  @Field(() => Boolean, { description: 'False when streams of this kind have no state to compare.' })
  readonly known!: boolean;

  @Field(() => [FieldChange])
  readonly changes!: readonly FieldChange[];
}
