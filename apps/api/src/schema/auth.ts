import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { type AuthOutcome as Outcome, AUTH_OUTCOMES } from '@wireledger/events';

import { RangeInput, TopList } from './common';
import { FactListArgs, FactPage, FactTopsArgs, MaybeCoarse } from './fact-frames';
import { filterOf } from './filter';
import { Time } from './scalars';

export const AuthSort = {
  TIME_DESC: 'TIME_DESC',
  TIME_ASC: 'TIME_ASC',
  COUNT_DESC: 'COUNT_DESC',
} as const;
export type AuthSort = keyof typeof AuthSort;
registerEnumType(AuthSort, { name: 'AuthSort' });

export const AuthOutcome = Object.fromEntries(AUTH_OUTCOMES.map((name) => [name, name])) as {
  readonly [O in Outcome]: O;
};
export type AuthOutcome = Outcome;
registerEnumType(AuthOutcome, {
  name: 'AuthOutcome',
  description: `What became of an attempt; the likely ones are told from the sizes of encrypted messages.`,
});

@InputType()
export class AuthWhere {
  @Field(() => RangeInput, { nullable: true })
  readonly range?: RangeInput | null;

  @Field(() => [String], { nullable: true, description: `Either end.` })
  readonly ip?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly client?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly server?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: `ftp, http, imap, pop3, smtp, ssh …` })
  readonly service?: readonly string[] | null;

  @Field(() => [AuthOutcome], { nullable: true })
  readonly outcome?: readonly AuthOutcome[] | null;

  @Field(() => [String], { nullable: true, description: `Exact names.` })
  readonly user?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: `Contained in the user's name.` })
  readonly search?: string | null;

  @Field(() => Boolean, { nullable: true, description: `Whether the secret crossed the wire readable.` })
  readonly cleartext?: boolean | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => ID, { nullable: true })
  readonly source?: string | null;

  @Field(() => ID, { nullable: true })
  readonly flow?: string | null;

  @Field(() => String, { nullable: true, description: filterOf('auth.outcome = failure') })
  readonly filter?: string | null;
}

@ObjectType()
export class AuthAttempt {
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

  @Field(() => String)
  readonly service!: string;

  @Field(() => String, { description: `password, basic, apop, the SASL mechanism, or ssh where it is encrypted.` })
  readonly mechanism!: string;

  @Field(() => String, { nullable: true })
  readonly user!: string | null;

  @Field(() => AuthOutcome)
  readonly outcome!: AuthOutcome;

  @Field(() => Int, {
    description: `Attempts in it: 1; of SSH as many as the sizes tell of, 0 when the client never tried.`,
  })
  readonly count!: number;

  @Field(() => Boolean, { description: `The secret crossed the wire readable; it is never kept.` })
  readonly cleartext!: boolean;

  @Field(() => Int, { nullable: true, description: `The server's reply code.` })
  readonly code!: number | null;

  @Field(() => String, { nullable: true })
  readonly clientSoftware!: string | null;

  @Field(() => String, { nullable: true })
  readonly serverSoftware!: string | null;
}

@ObjectType()
export class AuthPage extends FactPage {
  @Field(() => [AuthAttempt])
  readonly rows!: readonly AuthAttempt[];
}

@ObjectType()
export class AuthTops extends MaybeCoarse {
  @Field(() => Float, { description: `Sign-ins as they are listed: of SSH one a connection, however often it tried.` })
  readonly total!: number;

  @Field(() => TopList)
  readonly clients!: TopList;

  @Field(() => TopList)
  readonly servers!: TopList;

  @Field(() => TopList)
  readonly users!: TopList;

  @Field(() => TopList)
  readonly outcomes!: TopList;

  @Field(() => TopList)
  readonly services!: TopList;
}

@ArgsType()
export class AuthAttemptsArgs extends FactListArgs {
  @Field(() => AuthWhere, { nullable: true })
  readonly where?: AuthWhere | null;

  @Field(() => AuthSort, { nullable: true, defaultValue: 'TIME_DESC' })
  readonly sort!: AuthSort;
}

@ArgsType()
export class AuthTopsArgs extends FactTopsArgs {
  @Field(() => AuthWhere, { nullable: true })
  readonly where?: AuthWhere | null;
}
