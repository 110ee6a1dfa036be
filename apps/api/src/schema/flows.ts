import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { FILTER } from './filter';
import { AS_OF, COARSE, NEXT_EXACT } from './past';
import { PositionScalar, Time } from './scalars';

export const FlowSort = {
  START_DESC: 'START_DESC',
  START_ASC: 'START_ASC',
  BYTES_DESC: 'BYTES_DESC',
  BYTES_ASC: 'BYTES_ASC',
  DURATION_DESC: 'DURATION_DESC',
  DURATION_ASC: 'DURATION_ASC',
  PACKETS_DESC: 'PACKETS_DESC',
  PACKETS_ASC: 'PACKETS_ASC',
} as const;
export type FlowSort = keyof typeof FlowSort;
registerEnumType(FlowSort, { name: 'FlowSort' });

@InputType({
  description: `All conditions must hold; within a list any value may match. A leading \`not\` negates the whole list.`,
})
export class FlowWhere {
  @Field(() => RangeInput, { nullable: true })
  readonly range?: RangeInput | null;

  @Field(() => [String], { nullable: true, description: `Addresses or prefixes (\`192.0.2.0/24\`) of either side.` })
  readonly ip?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly notIp?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly src?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly dst?: readonly string[] | null;

  @Field(() => [Int], { nullable: true, description: `Either side.` })
  readonly port?: readonly number[] | null;

  @Field(() => [Int], { nullable: true })
  readonly srcPort?: readonly number[] | null;

  @Field(() => [Int], { nullable: true })
  readonly dstPort?: readonly number[] | null;

  @Field(() => [String], { nullable: true, description: `tcp, udp, icmp, icmpv6, sctp or an IP protocol number.` })
  readonly proto?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly app?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly state?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => ID, { nullable: true })
  readonly source?: string | null;

  @Field(() => Boolean, { nullable: true })
  readonly running?: boolean | null;

  @Field(() => Float, { nullable: true })
  readonly minBytes?: number | null;

  @Field(() => String, { nullable: true, description: `Community id of the flow.` })
  readonly communityId?: string | null;

  @Field(() => String, { nullable: true, description: FILTER })
  readonly filter?: string | null;
}

@ObjectType()
export class FlowRecord {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => Int, { description: `Number of the record in its batch, from 0.` })
  readonly n!: number;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float)
  readonly bytes!: number;
}

@ObjectType()
export class Flow {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly communityId!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => ID)
  readonly source!: string;

  @Field(() => Time)
  readonly start!: string;

  @Field(() => Time)
  readonly end!: string;

  @Field(() => Float, { description: `Seconds from first to last packet.` })
  readonly duration!: number;

  @Field(() => Boolean)
  readonly running!: boolean;

  @Field(() => String)
  readonly proto!: string;

  @Field(() => String)
  readonly app!: string;

  @Field(() => String)
  readonly src!: string;

  @Field(() => Int, { nullable: true })
  readonly srcPort!: number | null;

  @Field(() => String)
  readonly dst!: string;

  @Field(() => Int, { nullable: true })
  readonly dstPort!: number | null;

  @Field(() => Boolean)
  readonly directionSure!: boolean;

  @Field(() => String, { description: `Zeek conn_state.` })
  readonly state!: string;

  @Field(() => String)
  readonly history!: string;

  @Field(() => String)
  readonly srcFlags!: string;

  @Field(() => String)
  readonly dstFlags!: string;

  @Field(() => String, {
    nullable: true,
    description: `fin, rst, idle, evicted, captureEnd, lost; null while running.`,
  })
  readonly endReason!: string | null;

  @Field(() => Float)
  readonly srcPackets!: number;

  @Field(() => Float)
  readonly dstPackets!: number;

  @Field(() => Float)
  readonly srcBytes!: number;

  @Field(() => Float)
  readonly dstBytes!: number;

  @Field(() => Float)
  readonly srcPayload!: number;

  @Field(() => Float)
  readonly dstPayload!: number;

  @Field(() => Float, { nullable: true, description: `Handshake round trip, milliseconds.` })
  readonly rttMs!: number | null;

  @Field(() => Int)
  readonly srcRetransmits!: number;

  @Field(() => Int)
  readonly dstRetransmits!: number;

  @Field(() => Int, { nullable: true })
  readonly vlan!: number | null;

  @Field(() => String, { nullable: true })
  readonly outerSrc!: string | null;

  @Field(() => String, { nullable: true })
  readonly outerDst!: string | null;

  @Field(() => Boolean)
  readonly timeInvalid!: boolean;

  @Field(() => String, {
    nullable: true,
    description: `Newest name that the originator had resolved to the responder's address before the flow began.`,
  })
  readonly domain!: string | null;

  @Field(() => [FlowRecord], { description: `Records of the flow: where they stand in the log.` })
  readonly records!: readonly FlowRecord[];
}

@ObjectType()
export class FlowPage {
  @Field(() => [Flow])
  readonly rows!: readonly Flow[];

  @Field(() => String, { nullable: true, description: `Cursor for the next page, null at the end.` })
  readonly next!: string | null;

  @Field(() => Int, { description: `Exact up to 10,000, then an estimate with \`exact: false\`.` })
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ArgsType()
export class FlowsArgs {
  @Field(() => FlowWhere, { nullable: true })
  readonly where?: FlowWhere | null;

  @Field(() => FlowSort, { nullable: true, defaultValue: 'START_DESC' })
  readonly sort!: FlowSort;

  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ObjectType({
  description: `Flows of a filter over time: sums of what they sent since their record before, by the time of the last packet.`,
})
export class FlowsOverTime {
  @Field(() => Int, { description: `Seconds a bucket.` })
  readonly bucket!: number;

  @Field(() => [Time])
  readonly times!: readonly string[];

  @Field(() => [Float], { description: `Sent by originators.` })
  readonly bytesOut!: readonly number[];

  @Field(() => [Float], { description: `Sent by responders.` })
  readonly bytesIn!: readonly number[];

  @Field(() => [Float])
  readonly packets!: readonly number[];

  @Field(() => [Float], { description: `Flows that begin in the bucket.` })
  readonly flows!: readonly number[];

  @Field(() => Float, { description: `Flows with a packet in the range that began before it.` })
  readonly runningBefore!: number;

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ArgsType()
export class FlowsOverTimeArgs {
  @Field(() => FlowWhere, { description: `Its range is needed here.` })
  readonly where!: FlowWhere;

  @Field(() => Int, { nullable: true })
  readonly bucket?: number | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class FlowArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}
