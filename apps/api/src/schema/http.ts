import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput, TopList } from './common';
import { FactListArgs, FactPage, FactTopsArgs, MaybeCoarse } from './fact-frames';
import { filterOf } from './filter';
import { Time } from './scalars';

export const HttpSort = {
  TIME_DESC: 'TIME_DESC',
  TIME_ASC: 'TIME_ASC',
  LATENCY_DESC: 'LATENCY_DESC',
  STATUS_DESC: 'STATUS_DESC',
  RESPONSE_DESC: 'RESPONSE_DESC',
} as const;
export type HttpSort = keyof typeof HttpSort;
registerEnumType(HttpSort, { name: 'HttpSort' });

@InputType()
export class HttpWhere {
  @Field(() => RangeInput, { nullable: true })
  readonly range?: RangeInput | null;

  @Field(() => [String], { nullable: true, description: `Either end.` })
  readonly ip?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly client?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly server?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `Exact hosts.` })
  readonly host?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: `Contained in host, target or user agent.` })
  readonly search?: string | null;

  @Field(() => [String], { nullable: true })
  readonly method?: readonly string[] | null;

  @Field(() => [Int], { nullable: true, description: `0 = unanswered.` })
  readonly status?: readonly number[] | null;

  @Field(() => [String], { nullable: true })
  readonly userAgent?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `Of the response.` })
  readonly contentType?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `Schemes of credentials: basic, bearer …` })
  readonly auth?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => ID, { nullable: true })
  readonly source?: string | null;

  @Field(() => ID, { nullable: true })
  readonly flow?: string | null;

  @Field(() => String, { nullable: true, description: filterOf('http.status = 400..599') })
  readonly filter?: string | null;
}

@ObjectType()
export class HttpTransaction {
  @Field(() => ID, { description: `\`position#n\`` })
  readonly id!: string;

  @Field(() => Time)
  readonly time!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => ID, { nullable: true, description: `The flow that carried it, when it is known.` })
  readonly flow!: string | null;

  @Field(() => String)
  readonly client!: string;

  @Field(() => Int)
  readonly clientPort!: number;

  @Field(() => String)
  readonly server!: string;

  @Field(() => Int)
  readonly serverPort!: number;

  @Field(() => Int, { description: `Number on its connection, from 1.` })
  readonly order!: number;

  @Field(() => String, { nullable: true, description: `Null when no request was seen.` })
  readonly method!: string | null;

  @Field(() => String, { nullable: true })
  readonly host!: string | null;

  @Field(() => String, { nullable: true, description: `Request target, at most 4,096 bytes.` })
  readonly target!: string | null;

  @Field(() => Float, { description: `Its length on the wire.` })
  readonly targetLength!: number;

  @Field(() => String)
  readonly version!: string;

  @Field(() => String, { nullable: true })
  readonly userAgent!: string | null;

  @Field(() => String, { nullable: true })
  readonly referrer!: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Scheme of the request's credentials; they themselves are never kept.`,
  })
  readonly auth!: string | null;

  @Field(() => String, { nullable: true })
  readonly requestType!: string | null;

  @Field(() => String, { nullable: true })
  readonly responseType!: string | null;

  @Field(() => Float, { nullable: true, description: `Bytes of content as announced.` })
  readonly requestLength!: number | null;

  @Field(() => Float, { nullable: true })
  readonly responseLength!: number | null;

  @Field(() => Int, { nullable: true, description: `Null when unanswered.` })
  readonly status!: number | null;

  @Field(() => String, { nullable: true })
  readonly serverSoftware!: string | null;

  @Field(() => Float, { nullable: true })
  readonly latencyMs!: number | null;

  @Field(() => [String], {
    description: `What fields and names of cookies give away of the server's software: product, framework, language …`,
  })
  readonly technologies!: readonly string[];
}

@ObjectType()
export class HttpPage extends FactPage {
  @Field(() => [HttpTransaction])
  readonly rows!: readonly HttpTransaction[];
}

@ObjectType()
export class HttpTops extends MaybeCoarse {
  @Field(() => Float, { description: `Transactions.` })
  readonly total!: number;

  @Field(() => TopList)
  readonly hosts!: TopList;

  @Field(() => TopList)
  readonly userAgents!: TopList;

  @Field(() => TopList)
  readonly statuses!: TopList;

  @Field(() => TopList)
  readonly methods!: TopList;

  @Field(() => TopList, { description: `Of responses.` })
  readonly contentTypes!: TopList;

  @Field(() => TopList, { description: `Server software.` })
  readonly software!: TopList;
}

@ArgsType()
export class HttpTransactionsArgs extends FactListArgs {
  @Field(() => HttpWhere, { nullable: true })
  readonly where?: HttpWhere | null;

  @Field(() => HttpSort, { nullable: true, defaultValue: 'TIME_DESC' })
  readonly sort!: HttpSort;
}

@ArgsType()
export class HttpTopsArgs extends FactTopsArgs {
  @Field(() => HttpWhere, { nullable: true })
  readonly where?: HttpWhere | null;
}
