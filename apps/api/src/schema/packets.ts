import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

export const PacketStorageMode = { OFF: 'OFF', HEADERS: 'HEADERS', FULL: 'FULL' } as const;
export type PacketStorageMode = keyof typeof PacketStorageMode;
registerEnumType(PacketStorageMode, {
  name: 'PacketStorageMode',
  description: 'What is kept of packets: nothing, their headers up to the transport layer, or all of their bytes.',
});

@ObjectType({ description: 'The bucket that closed segments are brought to.' })
export class PacketArchive {
  @Field(() => Int)
  readonly segments!: number;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Float)
  readonly limitBytes!: number;

  @Field(() => Int, { description: 'Segments that are closed and not there yet.' })
  readonly waiting!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt to reach it failed.' })
  readonly problem!: string | null;
}

@ObjectType()
export class PacketStore {
  @Field(() => PacketStorageMode, { description: 'In force at the sensor, which follows the setting.' })
  readonly mode!: PacketStorageMode;

  @Field(() => Float, { description: 'On disk, indexes included.' })
  readonly bytes!: number;

  @Field(() => Float)
  readonly limitBytes!: number;

  @Field(() => Int, { description: 'Days that packets stay at most.' })
  readonly days!: number;

  @Field(() => Int)
  readonly segments!: number;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Time, { nullable: true })
  readonly oldest!: string | null;

  @Field(() => Time, { nullable: true })
  readonly newest!: string | null;

  @Field(() => Boolean, { description: 'New segments are encrypted.' })
  readonly encrypted!: boolean;

  @Field(() => Int, { description: 'Segments that cannot be read with the key that is set.' })
  readonly unreadable!: number;

  @Field(() => Float, { description: 'Packets that were to be stored and were not, since the sensor process started.' })
  readonly lost!: number;

  @Field(() => String, { nullable: true, description: 'Why the last of them were not.' })
  readonly problem!: string | null;

  @Field(() => [String], { description: 'Sensors whose last packets are remembered.' })
  readonly sensors!: readonly string[];

  @Field(() => PacketArchive, { nullable: true, description: 'Null when there is none.' })
  readonly archive!: PacketArchive | null;
}

@ObjectType()
export class PacketStorage {
  @Field(() => PacketStorageMode, { description: 'What is to be kept.' })
  readonly mode!: PacketStorageMode;

  @Field(() => PacketStore, { nullable: true, description: 'What is; null while the sensor does not answer.' })
  readonly store!: PacketStore | null;
}

@ObjectType({ description: 'A packet that a sensor saw lately, without its payload.' })
export class RecentPacket {
  @Field(() => Time)
  readonly at!: string;

  @Field(() => String, { nullable: true })
  readonly src!: string | null;

  @Field(() => String, { nullable: true })
  readonly dst!: string | null;

  @Field(() => Int, { nullable: true, description: 'Of ICMP its type.' })
  readonly srcPort!: number | null;

  @Field(() => Int, { nullable: true, description: 'Of ICMP its code.' })
  readonly dstPort!: number | null;

  @Field(() => Int, { nullable: true, description: 'IANA number.' })
  readonly proto!: number | null;

  @Field(() => Int, { description: 'Bytes on the wire.' })
  readonly length!: number;

  @Field(() => Int)
  readonly captured!: number;

  @Field(() => Int, { description: 'Bytes after the transport header.' })
  readonly payload!: number;

  @Field(() => Int, { description: '0 = none.' })
  readonly vlan!: number;

  @Field(() => String, { description: 'What its transport header says, in a few words.' })
  readonly info!: string;
}

@ObjectType()
export class RecentPackets {
  @Field(() => Float, { description: 'All that the sensor saw since its process started.' })
  readonly seen!: number;

  @Field(() => [RecentPacket], { description: 'Newest first.' })
  readonly packets!: readonly RecentPacket[];
}

@ArgsType()
export class SetPacketStorageArgs {
  @Field(() => PacketStorageMode)
  readonly mode!: PacketStorageMode;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}

@ArgsType()
export class RecentPacketsArgs {
  @Field(() => String, { description: 'Name of the sensor.' })
  readonly sensor!: string;

  @Field(() => String, { nullable: true, description: 'Filter language, about single packets.' })
  readonly filter?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 200, description: 'At most 10000.' })
  readonly first!: number;
}
