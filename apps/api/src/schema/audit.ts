import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { PositionScalar, Time } from './scalars';

const AS_OF = 'A position, or a time: the answer is what was known then. Never together with `minPosition`.';

@InputType()
export class AuditWhere {
  @Field(() => [String], { nullable: true, description: '`user:<id>`, `token:<id>`, `host`, `nobody`' })
  readonly actor?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Role, or kind of token, at that time.' })
  readonly role?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: '`acknowledgeAlert`, `POST /api/auth/sign-in`' })
  readonly operation?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'change, signIn, read, download' })
  readonly kind?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'done, refused, failed, open' })
  readonly result?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly targetKind?: readonly string[] | null;

  @Field(() => String, { nullable: true })
  readonly target?: string | null;

  @Field(() => [String], { nullable: true, description: 'Addresses or prefixes that the request came from.' })
  readonly origin?: readonly string[] | null;

  @Field(() => String, { nullable: true })
  readonly correlation?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Contained in operation, target, reason, code, address or agent, whatever the case.',
  })
  readonly search?: string | null;

  @Field(() => RangeInput, { nullable: true, description: 'Of the time of the act.' })
  readonly range?: RangeInput | null;
}

@ArgsType()
export class AuditArgs {
  @Field(() => AuditWhere, { nullable: true })
  readonly where?: AuditWhere | null;

  @Field(() => Int, { nullable: true, defaultValue: 100, description: 'At most 200.' })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => String, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class AuditActArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ObjectType({ description: 'Something that somebody did through the API, or was refused.' })
export class AuditAct {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => PositionScalar, { description: 'Of its first record.' })
  readonly position!: string;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => String)
  readonly operation!: string;

  @Field(() => String, { description: 'change, signIn, read, download' })
  readonly kind!: string;

  @Field(() => String, { nullable: true })
  readonly permission!: string | null;

  @Field(() => String, { description: '`user:<id>`, `token:<id>`, `host`, `nobody`' })
  readonly actor!: string;

  @Field(() => String)
  readonly actorName!: string;

  @Field(() => String, { nullable: true, description: 'Role, or kind of token, at that time.' })
  readonly role!: string | null;

  @Field(() => String, { nullable: true })
  readonly session!: string | null;

  @Field(() => Time, { nullable: true, description: 'When the session gave its second factor.' })
  readonly mfaAt!: string | null;

  @Field(() => String)
  readonly ip!: string;

  @Field(() => String)
  readonly agent!: string;

  @Field(() => String, { description: 'graphql, socket, rest' })
  readonly via!: string;

  @Field(() => String, { nullable: true })
  readonly targetKind!: string | null;

  @Field(() => String, { nullable: true })
  readonly target!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the target is a person.' })
  readonly targetName!: string | null;

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;

  @Field(() => String, { description: 'done, refused, failed; open = announced, and no outcome (yet)' })
  readonly result!: string;

  @Field(() => String, { nullable: true, description: 'Code of the refusal or failure.' })
  readonly code!: string | null;

  @Field(() => Int, { description: 'Above 1: so many like it within a minute, written as one.' })
  readonly count!: number;

  @Field(() => String)
  readonly correlation!: string;
}

@ObjectType()
export class AuditPage {
  @Field(() => [AuditAct])
  readonly rows!: readonly AuditAct[];

  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;
}

@ObjectType({ description: 'A field that changed; values as JSON.' })
export class FieldChange {
  @Field(() => String)
  readonly field!: string;

  @Field(() => String, { nullable: true })
  readonly before!: string | null;

  @Field(() => String, { nullable: true })
  readonly after!: string | null;
}

@ObjectType({ description: 'Envelope of an event of the log.' })
export class LogEvent {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly stream!: string;

  @Field(() => Float)
  readonly revision!: number;

  @Field(() => String)
  readonly type!: string;

  @Field(() => Int, { description: 'Of the shape of its payload.' })
  readonly version!: number;

  @Field(() => String)
  readonly actor!: string;

  @Field(() => String)
  readonly actorName!: string;

  @Field(() => Time, { description: 'When it happened, by the clock of who wrote it.' })
  readonly at!: string;

  @Field(() => Time, { description: 'When the log took it.' })
  readonly recordedAt!: string;

  @Field(() => String)
  readonly correlation!: string;

  @Field(() => String)
  readonly causation!: string;
}

@ObjectType()
export class CausedFact {
  @Field(() => String)
  readonly stream!: string;

  @Field(() => Float)
  readonly revision!: number;

  @Field(() => String)
  readonly type!: string;
}

@ObjectType()
export class AuditDetail {
  @Field(() => AuditAct)
  readonly act!: AuditAct;

  @Field(() => [FieldChange])
  readonly changes!: readonly FieldChange[];

  @Field(() => [CausedFact], { description: 'Facts that the act wrote.' })
  readonly caused!: readonly CausedFact[];

  @Field(() => [LogEvent], {
    description: 'Everything with the correlation of the act, and what that caused in turn; at most 200.',
  })
  readonly chain!: readonly LogEvent[];

  @Field(() => [String], { description: 'Read models that have folded all of it.' })
  readonly projections!: readonly string[];
}
