import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Time } from './scalars';

@ObjectType({ description: `A service outside that can be asked what it thinks of addresses and names.` })
export class ReputationService {
  @Field(() => ID, { description: `rdap, whois, abuseipdb, virustotal, otx` })
  readonly id!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => String, { description: `Who learns what is asked for.` })
  readonly host!: string;

  @Field(() => Boolean, { description: `The operator has it asked; none is, unless he says so.` })
  readonly on!: boolean;

  @Field(() => Boolean)
  readonly addresses!: boolean;

  @Field(() => Boolean)
  readonly names!: boolean;

  @Field(() => Int, { description: `Questions of today, UTC.` })
  readonly usedToday!: number;

  @Field(() => Int)
  readonly perDay!: number;

  @Field(() => Int)
  readonly perMinute!: number;

  @Field(() => String, { nullable: true, description: `Why it cannot be asked as it stands.` })
  readonly problem!: string | null;

  @Field(() => Time, { nullable: true, description: `It wants to be left alone until then.` })
  readonly pausedUntil!: string | null;
}

@ObjectType()
export class ReputationStatement {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `As the service has it, made inert.` })
  readonly text!: string;
}

@ObjectType({ description: `What a service said of a value, and when.` })
export class ReputationAnswer {
  @Field(() => ID)
  readonly service!: string;

  @Field(() => String)
  readonly value!: string;

  @Field(() => Time)
  readonly askedAt!: string;

  @Field(() => String, { description: `bad, suspicious, clean, unknown` })
  readonly verdict!: string;

  @Field(() => Int, { nullable: true, description: `0 to 100, where it gives one.` })
  readonly score!: number | null;

  @Field(() => [ReputationStatement])
  readonly facts!: readonly ReputationStatement[];
}

@ArgsType()
export class ReputationArgs {
  @Field(() => String, { description: `An address of the Internet, or a name of the DNS.` })
  readonly value!: string;
}

@ArgsType()
export class AskReputationArgs extends ReputationArgs {
  @Field(() => ID)
  readonly service!: string;
}
