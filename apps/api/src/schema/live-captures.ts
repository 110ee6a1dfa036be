import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { LogCollector } from './log-collectors';

@ObjectType({ description: 'Network interfaces that are listened to, or waited for.' })
export class LiveCapture {
  @Field(() => ID, { description: 'Its source; another one when it went on after it waited.' })
  readonly source!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => [String])
  readonly interfaces!: readonly string[];

  @Field(() => String, { nullable: true, description: 'Expression of pcap-filter(7); null = everything.' })
  readonly bpf!: string | null;

  @Field(() => String, { nullable: true, description: 'Expression of the filter language about packets; null = none.' })
  readonly filter!: string | null;

  @Field(() => Int, { nullable: true, description: 'Bytes kept of each packet; null = all of them.' })
  readonly snaplen!: number | null;

  @Field(() => Boolean)
  readonly promiscuous!: boolean;

  @Field(() => Float)
  readonly packets!: number;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Float, { description: 'Packets that kernel and interfaces threw away.' })
  readonly dropped!: number;

  @Field(() => Float, { description: 'Packets that `filter` kept out; those that `bpf` keeps out are never seen.' })
  readonly filtered!: number;

  @Field(() => String, { nullable: true, description: 'Why it does not run now; null while it does.' })
  readonly waiting!: string | null;
}

@ObjectType({ description: 'A collector of flow exports (NetFlow, IPFIX, sFlow) that runs.' })
export class Collector {
  @Field(() => ID)
  readonly source!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => String, { description: 'Address that it listens on.' })
  readonly host!: string;

  @Field(() => [Int], { description: 'UDP ports.' })
  readonly ports!: readonly number[];

  @Field(() => [String], {
    description: 'Addresses and prefixes of exporters that are listened to; empty = all that can reach it.',
  })
  readonly allow!: readonly string[];

  @Field(() => Float, { description: 'Export datagrams that were taken.' })
  readonly datagrams!: number;

  @Field(() => Float, { description: 'Flow records and sampled packets in them.' })
  readonly records!: number;

  @Field(() => Float, { description: 'Datagrams that were no export, or of exporters that are not listened to.' })
  readonly refused!: number;

  @Field(() => Float, { description: 'Datagrams that came too fast, or while the spool was full.' })
  readonly dropped!: number;
}

@ObjectType({ description: 'What a sensor has not handed to the event log yet.' })
export class SensorSpool {
  @Field(() => String)
  readonly sensor!: string;

  @Field(() => Int, { description: 'Batches and facts that wait on its disk.' })
  readonly waiting!: number;

  @Field(() => Float, { description: 'Bytes of them on disk; 0 when nothing waits.' })
  readonly bytes!: number;

  @Field(() => Boolean, { description: 'There is no room: what comes now is counted as lost.' })
  readonly full!: boolean;

  @Field(() => Int, {
    description: 'Batches that the disk gave back broken, or the log refused, since the sensor process started.',
  })
  readonly lost!: number;

  @Field(() => String, { nullable: true, description: 'What the log said instead of taking them; null while it does.' })
  readonly problem!: string | null;
}

@ObjectType()
export class LiveCapturing {
  @Field(() => [LiveCapture])
  readonly captures!: readonly LiveCapture[];

  @Field(() => [Collector])
  readonly collectors!: readonly Collector[];

  @Field(() => [LogCollector])
  readonly logs!: readonly LogCollector[];

  @Field(() => [String], { description: 'Network interfaces of the machine that the sensor process runs on.' })
  readonly interfaces!: readonly string[];

  @Field(() => [SensorSpool], { description: 'Of each sensor that wrote since the sensor process started.' })
  readonly spools!: readonly SensorSpool[];
}

@ObjectType()
export class LiveCaptureChange {
  @Field(() => ID)
  readonly source!: string;
}

@ArgsType()
export class StartLiveCaptureArgs {
  @Field(() => [String], { description: 'One to ten; `any` = all of them.' })
  readonly interfaces!: string[];

  @Field(() => String, { nullable: true, description: 'Expression of pcap-filter(7), at most 2,000 characters.' })
  readonly bpf?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Instead of `bpf`: expression of the filter language about packets, at most 4,096 characters.',
  })
  readonly filter?: string | null;

  @Field(() => Int, { nullable: true, description: 'Bytes kept of each packet, 64 to 262,144.' })
  readonly snaplen?: number | null;

  @Field(() => Boolean, { defaultValue: true })
  readonly promiscuous!: boolean;

  @Field(() => String, { defaultValue: 'live', description: 'Name of the sensor that the facts are of.' })
  readonly sensor!: string;
}

@ArgsType()
export class StopLiveCaptureArgs {
  @Field(() => ID)
  readonly source!: string;
}
