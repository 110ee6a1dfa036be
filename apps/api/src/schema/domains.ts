import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { CountSeries, RangeInput, TopList } from './common';
import { AS_OF, COARSE, NEXT_EXACT } from './past';
import { DnsTransaction } from './dns';
import { PositionScalar, Time } from './scalars';

export const DomainSort = {
  QUERIES_DESC: 'QUERIES_DESC',
  CLIENTS_DESC: 'CLIENTS_DESC',
  NXDOMAIN_DESC: 'NXDOMAIN_DESC',
  LAST_SEEN_DESC: 'LAST_SEEN_DESC',
  FIRST_SEEN_DESC: 'FIRST_SEEN_DESC',
  NAME_ASC: 'NAME_ASC',
} as const;
export type DomainSort = keyof typeof DomainSort;
registerEnumType(DomainSort, { name: 'DomainSort' });

@ObjectType()
export class Domain {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `Registrable name (public suffix list), '' when there is none.` })
  readonly registrable!: string;

  @Field(() => Float)
  readonly queries!: number;

  @Field(() => Int)
  readonly clients!: number;

  @Field(() => Float, { description: `Share of answered transactions with NXDOMAIN, 0 to 1.` })
  readonly nxShare!: number;

  @Field(() => Time, { description: `Over everything stored, not only the range.` })
  readonly firstSeen!: string;

  @Field(() => Time)
  readonly lastSeen!: string;

  @Field(() => Float, {
    description: `Shannon entropy of the name in bits a character, and its length: marks of a made-up name.`,
  })
  readonly entropy!: number;

  @Field(() => Int)
  readonly length!: number;

  @Field(() => String, {
    nullable: true,
    description: `Decoded form when a label is punycode (xn--), with \`mixedScript\` when letters of several scripts meet in a label.`,
  })
  readonly unicode!: string | null;

  @Field(() => Boolean)
  readonly mixedScript!: boolean;
}

@ObjectType()
export class DomainPage {
  @Field(() => [Domain])
  readonly rows!: readonly Domain[];

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

@ObjectType({
  description: 'A registrable name and the names under it; without a registrable one a name is its own branch.',
})
export class DomainBranch {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Boolean, { description: `The name itself was asked for, not only names under it.` })
  readonly asked!: boolean;

  @Field(() => Int, { description: `Names under it that were asked for, itself included.` })
  readonly names!: number;

  @Field(() => Float)
  readonly queries!: number;

  @Field(() => Float)
  readonly nxShare!: number;

  @Field(() => String, { nullable: true })
  readonly unicode!: string | null;

  @Field(() => Boolean)
  readonly mixedScript!: boolean;
}

@ObjectType()
export class DomainTree {
  @Field(() => [DomainBranch])
  readonly rows!: readonly DomainBranch[];

  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;

  @Field(() => Float, { description: `Names under all branches, exactly.` })
  readonly names!: number;

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ObjectType()
export class AnswerSeen {
  @Field(() => String)
  readonly data!: string;

  @Field(() => String)
  readonly type!: string;

  @Field(() => Time)
  readonly firstSeen!: string;

  @Field(() => Time)
  readonly lastSeen!: string;

  @Field(() => Float)
  readonly count!: number;
}

@ObjectType()
export class DomainDetail {
  @Field(() => Domain)
  readonly domain!: Domain;

  @Field(() => Int)
  readonly bucket!: number;

  @Field(() => [Time])
  readonly times!: readonly string[];

  @Field(() => [CountSeries], { description: `Queries per bucket by response code; \`UNANSWERED\` is one of them.` })
  readonly series!: readonly CountSeries[];

  @Field(() => TopList)
  readonly clients!: TopList;

  @Field(() => TopList)
  readonly servers!: TopList;

  @Field(() => TopList)
  readonly qtypes!: TopList;

  @Field(() => [AnswerSeen])
  readonly answers!: readonly AnswerSeen[];

  @Field(() => [DnsTransaction])
  readonly recent!: readonly DnsTransaction[];

  @Field(() => Boolean, { nullable: true, description: COARSE })
  readonly coarse?: boolean | null;

  @Field(() => PositionScalar, { nullable: true, description: NEXT_EXACT })
  readonly nextExact?: string | null;
}

@ArgsType()
export class DomainsArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true, description: 'Contains this text; `*` stands for any characters.' })
  readonly search?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Only names of which this is the registrable name, and itself: a branch of \`domainTree\`.`,
  })
  readonly under?: string | null;

  @Field(() => DomainSort, { nullable: true, defaultValue: 'QUERIES_DESC' })
  readonly sort!: DomainSort;

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
export class DomainTreeArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true, description: 'Contains this text; `*` stands for any characters.' })
  readonly search?: string | null;

  @Field(() => DomainSort, { nullable: true, defaultValue: 'QUERIES_DESC', description: 'QUERIES_DESC or NAME_ASC.' })
  readonly sort!: DomainSort;

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
export class DomainArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}
