import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { Alert } from './alerts';
import { PositionScalar, Time } from './scalars';

@ObjectType()
export class NamedText {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly value!: string;
}

@ObjectType()
export class NamedNumber {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Float)
  readonly value!: number;
}

@ObjectType()
export class AlertMeasure {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly unit!: string;

  @Field(() => Float)
  readonly value!: number;

  @Field(() => Float)
  readonly threshold!: number;
}

@ObjectType({ description: 'A copy of a record that was counted, in one line.' })
export class AlertEvidence {
  @Field(() => ID, { description: `Record id \`event#n\`.` })
  readonly id!: string;

  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => String, { description: `Hash of the batch in the chain, hex.` })
  readonly hash!: string;

  @Field(() => String, { description: `flow, dns, traffic, …` })
  readonly kind!: string;

  @Field(() => Time)
  readonly time!: string;

  @Field(() => String)
  readonly src!: string;

  @Field(() => Int, { nullable: true })
  readonly srcPort!: number | null;

  @Field(() => String)
  readonly dst!: string;

  @Field(() => Int, { nullable: true })
  readonly dstPort!: number | null;

  @Field(() => String, { description: `Protocol of a flow, type of a lookup.` })
  readonly proto!: string;

  @Field(() => String, { nullable: true, description: `State of a flow, response code of a lookup.` })
  readonly outcome!: string | null;

  @Field(() => String, { nullable: true })
  readonly name!: string | null;

  @Field(() => Float, { nullable: true })
  readonly packets!: number | null;

  @Field(() => Float, { nullable: true })
  readonly bytes!: number | null;
}

@ObjectType()
export class AlertActivity {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => String, {
    description: `raised, recurred, acknowledged, assigned, noted, snoozed, escalated, closed, reopened, reverted`,
  })
  readonly action!: string;

  @Field(() => String, { nullable: true, description: `Null for detectors.` })
  readonly byName!: string | null;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => String, { nullable: true, description: `What was said: a reason, a note.` })
  readonly text!: string | null;

  @Field(() => String, {
    nullable: true,
    description: `A severity, the name of an assignee, a time, a reason of closing, or the alert that this one became a part of.`,
  })
  readonly about!: string | null;

  @Field(() => Boolean, { description: `Taken back later.` })
  readonly undone!: boolean;
}

@ObjectType()
export class AlertDetail {
  @Field(() => Alert)
  readonly alert!: Alert;

  @Field(() => String)
  readonly detector!: string;

  @Field(() => Int)
  readonly detectorVersion!: number;

  @Field(() => [NamedText], { description: `In force when it was raised.` })
  readonly parameters!: readonly NamedText[];

  @Field(() => AlertMeasure, { nullable: true })
  readonly measure!: AlertMeasure | null;

  @Field(() => Time, { nullable: true })
  readonly windowFrom!: string | null;

  @Field(() => Time, { nullable: true })
  readonly windowTo!: string | null;

  @Field(() => [NamedNumber])
  readonly baseline!: readonly NamedNumber[];

  @Field(() => String, { description: `The rule's condition in plain language.` })
  readonly condition!: string;

  @Field(() => Time, { nullable: true })
  readonly ruleEnabledAt!: string | null;

  @Field(() => String, { nullable: true })
  readonly ruleEnabledByName!: string | null;

  @Field(() => [AlertEvidence], { description: `Newest first.` })
  readonly evidence!: readonly AlertEvidence[];

  @Field(() => Int)
  readonly evidenceKept!: number;

  @Field(() => Float, { description: `Records that were counted and not kept.` })
  readonly evidenceLeft!: number;

  @Field(() => [AlertActivity], { description: `Newest first, at most 500.` })
  readonly activity!: readonly AlertActivity[];

  @Field(() => [Alert], { description: `Of the same rule or about the same entity, at most 8.` })
  readonly similar!: readonly Alert[];
}
