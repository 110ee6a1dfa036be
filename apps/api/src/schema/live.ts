import { ArgsType, Field, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { FILTER } from './filter';
import { Flow } from './flows';
import { DnsTransaction } from './dns';
import { PositionScalar, Time } from './scalars';

export const LiveKind = { FLOW: 'FLOW', DNS: 'DNS' } as const;
export type LiveKind = keyof typeof LiveKind;
registerEnumType(LiveKind, { name: 'LiveKind' });

@InputType()
export class LiveWhere {
  @Field(() => [LiveKind], { nullable: true })
  readonly kinds?: readonly LiveKind[] | null;

  @Field(() => [String], { nullable: true })
  readonly ip?: readonly string[] | null;

  @Field(() => [Int], { nullable: true })
  readonly port?: readonly number[] | null;

  @Field(() => [String], { nullable: true })
  readonly proto?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly app?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: `Name contains this text.` })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: `Flows alone. ${FILTER}` })
  readonly filter?: string | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 200,
    description: `Items a second that are sent, 50 to 500; the rest is counted.`,
  })
  readonly limit!: number;
}

@ObjectType()
export class LiveGap {
  @Field(() => PositionScalar)
  readonly from!: string;

  @Field(() => PositionScalar)
  readonly to!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ObjectType()
export class LiveItem {
  @Field(() => String, { description: `\`position#n\`` })
  readonly cursor!: string;

  @Field(() => LiveKind)
  readonly kind!: LiveKind;

  @Field(() => Time)
  readonly time!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => Flow, { nullable: true })
  readonly flow!: Flow | null;

  @Field(() => DnsTransaction, { nullable: true })
  readonly dns!: DnsTransaction | null;
}

@ObjectType()
export class LiveFrame {
  @Field(() => String, { description: `Cursor of the last item seen (shown or not): resume with it.` })
  readonly cursor!: string;

  @Field(() => [LiveItem])
  readonly items!: readonly LiveItem[];

  @Field(() => Int, {
    description: `Counters of this frame: received before the filter, matching it, and sampled out by the limit.`,
  })
  readonly received!: number;

  @Field(() => Int)
  readonly matching!: number;

  @Field(() => Int)
  readonly sampledOut!: number;

  @Field(() => LiveGap, { nullable: true, description: `An interval that could not be replayed.` })
  readonly gap!: LiveGap | null;

  @Field(() => Boolean, { description: `True while stored items are replayed before joining the live ones.` })
  readonly catchingUp!: boolean;

  @Field(() => Time)
  readonly serverTime!: string;
}

@ObjectType()
export class TrafficRow {
  @Field(() => Time)
  readonly time!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => String, { description: 'Empty: all together, for whoever is told nothing of small groups.' })
  readonly app!: string;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float)
  readonly bytesIn!: number;

  @Field(() => Float)
  readonly bytesOut!: number;

  @Field(() => Float)
  readonly queries!: number;

  @Field(() => Float)
  readonly requests!: number;
}

@ObjectType()
export class TrafficFrame {
  @Field(() => [TrafficRow], { description: `Rows since the last frame, summed per second and application.` })
  readonly rows!: readonly TrafficRow[];

  @Field(() => Time)
  readonly serverTime!: string;
}

@ArgsType()
export class TrafficSampledArgs {
  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;
}

@ArgsType()
export class LiveTailArgs {
  @Field(() => LiveWhere, { nullable: true })
  readonly where?: LiveWhere | null;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;
}
