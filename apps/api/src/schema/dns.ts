import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { filterOf } from './filter';
import { AS_OF, COARSE, NEXT_EXACT } from './past';
import { PositionScalar, Time } from './scalars';

@InputType()
export class DnsWhere {
  @Field(() => RangeInput, { nullable: true })
  readonly range?: RangeInput | null;

  @Field(() => [String], { nullable: true })
  readonly client?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly server?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `Exact names.` })
  readonly name?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: `Contains this text.` })
  readonly search?: string | null;

  @Field(() => [String], { nullable: true })
  readonly qtype?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly rcode?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => ID, { nullable: true })
  readonly source?: string | null;

  @Field(() => ID, { nullable: true })
  readonly flow?: string | null;

  @Field(() => String, { nullable: true, description: filterOf('dns.rcode = NXDOMAIN') })
  readonly filter?: string | null;
}

@ObjectType()
export class DnsAnswer {
  @Field(() => String)
  readonly type!: string;

  @Field(() => Int)
  readonly ttl!: number;

  @Field(() => String)
  readonly data!: string;
}

@ObjectType()
export class DnsTransaction {
  @Field(() => ID, { description: `\`position#n\`` })
  readonly id!: string;

  @Field(() => Time)
  readonly time!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => String)
  readonly client!: string;

  @Field(() => Int)
  readonly clientPort!: number;

  @Field(() => String)
  readonly server!: string;

  @Field(() => Int)
  readonly serverPort!: number;

  @Field(() => String)
  readonly service!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, {
    nullable: true,
    description: `Name before lower-casing, in master-file form, when it differs.`,
  })
  readonly rawName!: string | null;

  @Field(() => String)
  readonly qtype!: string;

  @Field(() => String, { nullable: true, description: `NOERROR, NXDOMAIN … ; null when unanswered.` })
  readonly rcode!: string | null;

  @Field(() => Float, { nullable: true })
  readonly latencyMs!: number | null;

  @Field(() => Int)
  readonly queries!: number;

  @Field(() => Int)
  readonly responses!: number;

  @Field(() => [DnsAnswer])
  readonly answers!: readonly DnsAnswer[];

  @Field(() => Int)
  readonly answerCount!: number;
}

@ObjectType()
export class DnsPage {
  @Field(() => [DnsTransaction])
  readonly rows!: readonly DnsTransaction[];

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

@ArgsType()
export class DnsTransactionsArgs {
  @Field(() => DnsWhere, { nullable: true })
  readonly where?: DnsWhere | null;

  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}
