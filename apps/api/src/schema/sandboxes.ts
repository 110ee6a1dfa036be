import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

export const SandboxDeed = {
  PLAY: 'PLAY',
  PAUSE: 'PAUSE',
  STEP: 'STEP',
  STOP: 'STOP',
  SEEK: 'SEEK',
  SPEED: 'SPEED',
} as const;
export type SandboxDeed = keyof typeof SandboxDeed;
registerEnumType(SandboxDeed, {
  name: 'SandboxDeed',
  description:
    'PLAY (from the beginning after the end), PAUSE; STEP: to the time of the next packet; STOP ends the replay; SEEK goes to `at`, backwards by reading from the beginning; SPEED sets `speed`.',
});

@ObjectType({
  description: 'A capture that is played apart from the history. Its numbers are those up to its virtual time.',
})
export class SandboxReplay {
  @Field(() => ID, { description: 'Its facts stand in the stream `sandbox-<id>`.' })
  readonly id!: string;

  @Field(() => ID, { description: 'SHA-256 of the capture.' })
  readonly capture!: string;

  @Field(() => String)
  readonly startedByName!: string;

  @Field(() => Time)
  readonly startedAt!: string;

  @Field(() => String, {
    description: 'playing, paused, seeking, ended: read to its end and open to be sought back; stopped, failed: over',
  })
  readonly phase!: string;

  @Field(() => String, { nullable: true, description: 'Why it is over; null while it is not.' })
  readonly reason!: string | null;

  @Field(() => Float, { nullable: true, description: 'Times as fast as recorded; null = as fast as possible.' })
  readonly speed!: number | null;

  @Field(() => Time, { description: 'Virtual time: packet time that it has come to.' })
  readonly at!: string;

  @Field(() => Time)
  readonly firstPacket!: string;

  @Field(() => Time)
  readonly lastPacket!: string;

  @Field(() => Float)
  readonly packetsInAll!: number;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float, { description: 'On the wire.' })
  readonly bytes!: number;

  @Field(() => Float)
  readonly flowsOpen!: number;

  @Field(() => Float)
  readonly flowsEnded!: number;

  @Field(() => Float, { description: 'DNS lookups.' })
  readonly lookups!: number;

  @Field(() => Float, { description: 'Alerts that the published rules raised on its own facts.' })
  readonly alerts!: number;

  @Field(() => Float, { description: 'Records of all kinds.' })
  readonly records!: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 over all its records; null before the end.' })
  readonly digest!: string | null;
}

@ObjectType({ description: 'A flow of a sandbox by its newest record.' })
export class SandboxFlow {
  @Field(() => Float, { description: 'Its number in the replay, from 1.' })
  readonly flow!: number;

  @Field(() => String, { nullable: true, description: 'Why it ended; null while it is open.' })
  readonly ended!: string | null;

  @Field(() => String)
  readonly src!: string;

  @Field(() => String)
  readonly dst!: string;

  @Field(() => Int)
  readonly srcPort!: number;

  @Field(() => Int)
  readonly dstPort!: number;

  @Field(() => String)
  readonly proto!: string;

  @Field(() => String)
  readonly app!: string;

  @Field(() => String, { description: 'Zeek’s conn_state.' })
  readonly state!: string;

  @Field(() => String, { description: 'Zeek’s history.' })
  readonly history!: string;

  @Field(() => Time)
  readonly first!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Float)
  readonly srcPackets!: number;

  @Field(() => Float)
  readonly dstPackets!: number;

  @Field(() => Float)
  readonly srcBytes!: number;

  @Field(() => Float)
  readonly dstBytes!: number;

  @Field(() => Float)
  readonly retransmissions!: number;

  @Field(() => Float, { nullable: true, description: 'Round trip of the handshake, seconds.' })
  readonly rttSeconds!: number | null;
}

@ObjectType({ description: 'What a rule says of a sandbox; it is in no inbox and nobody is told.' })
export class SandboxAlert {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID)
  readonly rule!: string;

  @Field(() => Int)
  readonly ruleVersion!: number;

  @Field(() => String)
  readonly title!: string;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => String)
  readonly entity!: string;

  @Field(() => String, { nullable: true })
  readonly src!: string | null;

  @Field(() => String, { nullable: true })
  readonly dst!: string | null;

  @Field(() => Int, { nullable: true })
  readonly dport!: number | null;

  @Field(() => Time)
  readonly first!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Float)
  readonly value!: number;

  @Field(() => Float)
  readonly threshold!: number;

  @Field(() => String)
  readonly unit!: string;

  @Field(() => String)
  readonly summary!: string;

  @Field(() => Boolean, { description: 'Whether its episode is over.' })
  readonly ended!: boolean;
}

@ObjectType()
export class SandboxFrame {
  @Field(() => SandboxReplay, { nullable: true, description: 'Null while the sensor does not answer.' })
  readonly replay!: SandboxReplay | null;

  @Field(() => [SandboxFlow], { description: 'The hundred that were heard of last, the newest first.' })
  readonly flows!: readonly SandboxFlow[];

  @Field(() => [SandboxAlert], { description: 'The hundred that were heard of last, the newest first.' })
  readonly alerts!: readonly SandboxAlert[];

  @Field(() => Time)
  readonly serverTime!: string;
}

@ObjectType({ description: 'Packets of a capture over its time.' })
export class CaptureDensity {
  @Field(() => Time, { description: 'Of its first packet, where the first bucket begins.' })
  readonly from!: string;

  @Field(() => Float, { description: 'Seconds of a bucket.' })
  readonly widthSeconds!: number;

  @Field(() => [Float], { description: 'Packets of each bucket, in order.' })
  readonly packets!: readonly number[];
}

@ArgsType()
export class CaptureDensityArgs {
  @Field(() => ID, { description: 'SHA-256 of the capture.' })
  readonly capture!: string;

  @Field(() => Int, { defaultValue: 240, description: 'How many buckets at most, 1 to 600.' })
  readonly buckets!: number;
}

@ArgsType()
export class SandboxReplaysArgs {
  @Field(() => ID, { nullable: true, description: 'Of this capture only.' })
  readonly capture?: string | null;
}

@ArgsType()
export class StartSandboxReplayArgs {
  @Field(() => ID, { description: 'SHA-256 of the capture.' })
  readonly capture!: string;

  @Field(() => Float, {
    nullable: true,
    description: '0.1 to 1000 times as fast as recorded; null = as fast as possible.',
  })
  readonly speed?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Stands at its first packet until it is played.' })
  readonly paused!: boolean;
}

@ArgsType()
export class SandboxReplayArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class SteerSandboxReplayArgs extends SandboxReplayArgs {
  @Field(() => SandboxDeed)
  readonly deed!: SandboxDeed;

  @Field(() => Time, {
    nullable: true,
    description: 'Of SEEK: packet time. Before the capture is its beginning, behind it its end.',
  })
  readonly at?: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Of SPEED: 0.1 to 1000 times as fast as recorded; null = as fast as possible.',
  })
  readonly speed?: number | null;
}
