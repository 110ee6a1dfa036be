import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { Time } from './scalars';

@ObjectType({ description: 'A packet of a flow, without its payload.' })
export class FlowPacket {
  @Field(() => Int, { description: 'Among the packets of the flow, from 1.' })
  readonly n!: number;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => Boolean)
  readonly fromSource!: boolean;

  @Field(() => Int, { description: 'Bytes on the wire.' })
  readonly length!: number;

  @Field(() => Int)
  readonly captured!: number;

  @Field(() => Int, { description: 'Bytes after the transport header, on the wire.' })
  readonly payload!: number;

  @Field(() => String, { description: 'What its transport header says, in a few words.' })
  readonly info!: string;
}

@ObjectType()
export class FlowPackets {
  @Field(() => Boolean)
  readonly stored!: boolean;

  @Field(() => String, { nullable: true, description: 'Why there are none.' })
  readonly reason!: string | null;

  @Field(() => [FlowPacket])
  readonly packets!: readonly FlowPacket[];

  @Field(() => Boolean, { description: 'There are more than were asked for.' })
  readonly more!: boolean;
}

@ObjectType()
export class PacketField {
  @Field(() => String)
  readonly label!: string;

  @Field(() => String)
  readonly value!: string;
}

@ObjectType({ description: 'A header of a packet, or its payload; its bytes are `[from, to)` of the frame.' })
export class PacketLayer {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Int)
  readonly from!: number;

  @Field(() => Int)
  readonly to!: number;

  @Field(() => [PacketField])
  readonly fields!: readonly PacketField[];
}

@ObjectType()
export class FlowPacketDetail {
  @Field(() => Int)
  readonly n!: number;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => String, {
    description:
      'The captured bytes of the frame; for whom addresses are masked, its headers with masked addresses, and layers alike.',
  })
  readonly hex!: string;

  @Field(() => [PacketLayer])
  readonly layers!: readonly PacketLayer[];
}

@ArgsType()
export class FlowPacketsArgs {
  @Field(() => ID, { description: 'Of the flow.' })
  readonly id!: string;

  @Field(() => Float, { nullable: true, defaultValue: 0, description: 'Packets to leave out at the beginning.' })
  readonly skip!: number;

  @Field(() => Int, { nullable: true, defaultValue: 200, description: 'At most 1000.' })
  readonly first!: number;
}

@ArgsType()
export class FlowPacketArgs {
  @Field(() => ID, { description: 'Of the flow.' })
  readonly id!: string;

  @Field(() => Int)
  readonly n!: number;
}
