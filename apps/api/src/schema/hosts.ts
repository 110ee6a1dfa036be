import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput, TopList } from './common';
import { AS_OF, COARSE, NEXT_EXACT } from './past';
import { Flow } from './flows';
import { PositionScalar, Time } from './scalars';

export const HostSort = {
  BYTES_DESC: 'BYTES_DESC',
  FLOWS_DESC: 'FLOWS_DESC',
  PEERS_DESC: 'PEERS_DESC',
  LAST_SEEN_DESC: 'LAST_SEEN_DESC',
  FIRST_SEEN_DESC: 'FIRST_SEEN_DESC',
  ADDRESS_ASC: 'ADDRESS_ASC',
} as const;
export type HostSort = keyof typeof HostSort;
registerEnumType(HostSort, { name: 'HostSort' });

@ObjectType()
export class Host {
  @Field(() => String)
  readonly address!: string;

  @Field(() => Boolean)
  readonly internal!: boolean;

  @Field(() => String, { nullable: true, description: `Newest name that resolved to this address, if any.` })
  readonly name!: string | null;

  @Field(() => Float)
  readonly bytesSent!: number;

  @Field(() => Float)
  readonly bytesReceived!: number;

  @Field(() => Float)
  readonly flowsAsOriginator!: number;

  @Field(() => Float)
  readonly flowsAsResponder!: number;

  @Field(() => Int)
  readonly peers!: number;

  @Field(() => Time)
  readonly firstSeen!: string;

  @Field(() => Time)
  readonly lastSeen!: string;
}

@ObjectType()
export class HostPage {
  @Field(() => [Host])
  readonly rows!: readonly Host[];

  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

export const HardwareVia = { ARP: 'ARP', DHCP: 'DHCP' } as const;
export type HardwareVia = keyof typeof HardwareVia;
registerEnumType(HardwareVia, {
  name: 'HardwareVia',
  description: `ARP: it said so in requests and replies. DHCP: a server gave it the address.`,
});

@ObjectType()
export class HostHardware {
  @Field(() => String)
  readonly mac!: string;

  @Field(() => HardwareVia)
  readonly via!: HardwareVia;

  @Field(() => Time)
  readonly firstSeen!: string;

  @Field(() => Time)
  readonly lastSeen!: string;

  @Field(() => Float, { description: `Messages that said so.` })
  readonly count!: number;
}

@ObjectType()
export class HostDhcpName {
  @Field(() => String, { nullable: true })
  readonly name!: string | null;

  @Field(() => String, { nullable: true, description: `Vendor class.` })
  readonly vendor!: string | null;

  @Field(() => String, { description: `The hardware that calls itself so.` })
  readonly mac!: string;

  @Field(() => Time)
  readonly firstSeen!: string;

  @Field(() => Time)
  readonly lastSeen!: string;

  @Field(() => Float)
  readonly count!: number;
}

@ObjectType()
export class HostDetail {
  @Field(() => Host)
  readonly host!: Host;

  @Field(() => Int)
  readonly bucket!: number;

  @Field(() => [Time])
  readonly times!: readonly string[];

  @Field(() => [Float])
  readonly bytesSent!: readonly number[];

  @Field(() => [Float])
  readonly bytesReceived!: readonly number[];

  @Field(() => TopList)
  readonly peers!: TopList;

  @Field(() => TopList)
  readonly apps!: TopList;

  @Field(() => TopList, { description: `Ports that this host answered on: \`443/tcp\`, by flows.` })
  readonly services!: TopList;

  @Field(() => TopList)
  readonly domains!: TopList;

  @Field(() => [Flow])
  readonly recentFlows!: readonly Flow[];

  @Field(() => [HostHardware], {
    description: `Hardware that spoke for this address, newest first, over everything stored.`,
  })
  readonly hardware!: readonly HostHardware[];

  @Field(() => [HostDhcpName], {
    description: `What that hardware calls itself when it asks for an address, newest first, over everything stored.`,
  })
  readonly dhcpNames!: readonly HostDhcpName[];

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ArgsType()
export class HostsArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly search?: string | null;

  @Field(() => HostSort, { nullable: true, defaultValue: 'BYTES_DESC' })
  readonly sort!: HostSort;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class HostArgs {
  @Field(() => String)
  readonly address!: string;

  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}
