import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { NamedText } from './alert-detail';
import { RangeInput } from './common';
import { RuleCase, RuleTested } from './rule-cases';
import { PositionScalar, Time } from './scalars';

@ObjectType()
export class Rule {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `Rule set that it was shipped in, or own.` })
  readonly set!: string;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => String)
  readonly detector!: string;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => String, { nullable: true })
  readonly technique!: string | null;

  @Field(() => String)
  readonly description!: string;

  @Field(() => [NamedText])
  readonly parameters!: readonly NamedText[];

  @Field(() => Int)
  readonly cooldownSeconds!: number;

  @Field(() => String, { description: `published, draft, disabled` })
  readonly state!: string;

  @Field(() => Int, { description: `The published version, else the newest.` })
  readonly version!: number;

  @Field(() => Int)
  readonly latestVersion!: number;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;

  @Field(() => Int, { description: `Test cases.` })
  readonly cases!: number;

  @Field(() => RuleTested, { nullable: true, description: `The newest run over them.` })
  readonly tested!: RuleTested | null;
}

@ObjectType()
export class RuleVersion {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String)
  readonly writtenByName!: string;

  @Field(() => Time)
  readonly writtenAt!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => String, { nullable: true })
  readonly technique!: string | null;

  @Field(() => String)
  readonly description!: string;

  @Field(() => Int)
  readonly cooldownSeconds!: number;

  @Field(() => String, { description: `JSON object, as the detector names its fields.` })
  readonly parameters!: string;
}

@ObjectType()
export class RuleChange {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => String, { description: `drafted, tested, published, disabled, caseKept, caseDropped` })
  readonly action!: string;

  @Field(() => Int, {
    description: `The version that it was about; of a test case the one that judged then, else the newest.`,
  })
  readonly version!: number;

  @Field(() => String)
  readonly byName!: string;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;
}

@ObjectType()
export class RuleDetail {
  @Field(() => Rule)
  readonly rule!: Rule;

  @Field(() => [RuleVersion], { description: `Newest first, at most 200.` })
  readonly versions!: readonly RuleVersion[];

  @Field(() => [RuleChange], { description: `Newest first, at most 200.` })
  readonly changes!: readonly RuleChange[];

  @Field(() => [RuleCase], { description: `Test cases, oldest first.` })
  readonly cases!: readonly RuleCase[];
}

export const DetectorFieldKind = {
  whole: 'whole',
  number: 'number',
  choice: 'choice',
  numbers: 'numbers',
  texts: 'texts',
  switch: 'switch',
  text: 'text',
  filter: 'filter',
} as const;
export type DetectorFieldKind = keyof typeof DetectorFieldKind;
registerEnumType(DetectorFieldKind, { name: 'DetectorFieldKind' });

/** What can be chosen where the rule is about records of a kind. */
@ObjectType()
export class DetectorChoices {
  @Field(() => String)
  readonly kind!: string;

  @Field(() => [String])
  readonly choices!: readonly string[];
}

/** A parameter of a detector, as a form shows it. */
@ObjectType()
export class DetectorField {
  @Field(() => String, { description: `A dot stands between the names of a group and of what is in it.` })
  readonly name!: string;

  @Field(() => DetectorFieldKind)
  readonly kind!: DetectorFieldKind;

  @Field(() => String)
  readonly about!: string;

  @Field(() => Float, { nullable: true })
  readonly least!: number | null;

  @Field(() => Float, { nullable: true })
  readonly most!: number | null;

  @Field(() => Boolean, { description: `The value lies above \`least\`, never at it.` })
  readonly above!: boolean;

  @Field(() => [String], {
    description: `Of choice and texts: what can be chosen; empty where anything can be written.`,
  })
  readonly choices!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: `Name of the field whose value is the kind of records that this one is about; where that names no kind, \`kind\` does. Null: flows.`,
  })
  readonly kindBy!: string | null;

  @Field(() => [DetectorChoices], {
    description: `Which of the choices go with which kind of records; empty: all with each.`,
  })
  readonly choicesOf!: readonly DetectorChoices[];

  @Field(() => String, {
    nullable: true,
    description: `JSON: what it is when it is left out; null where it must be given.`,
  })
  readonly fallback!: string | null;
}

/** What a rule can be made of. */
@ObjectType()
export class Detector {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => String, { description: `What is counted, and which time of a record is used.` })
  readonly counts!: string;

  @Field(() => String)
  readonly algorithm!: string;

  @Field(() => String)
  readonly source!: string;

  @Field(() => String)
  readonly limits!: string;

  @Field(() => String)
  readonly lookAlikes!: string;

  @Field(() => [String], { description: `Kinds of records: flow, dns, http …` })
  readonly reads!: readonly string[];

  @Field(() => [DetectorField])
  readonly fields!: readonly DetectorField[];
}

@ArgsType()
export class RulesArgs {
  @Field(() => String, {
    nullable: true,
    description: 'A position, or a time: the answer is what was known then. Never together with `minPosition`.',
  })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class RuleArgs extends RulesArgs {
  @Field(() => ID)
  readonly id!: string;
}

/** How often a rule has fired in a range, and what people made of it. */
@ObjectType()
export class RuleHits {
  @Field(() => ID)
  readonly rule!: string;

  @Field(() => [Int], { description: `Alerts in each twelfth of the range.` })
  readonly bars!: readonly number[];

  @Field(() => Int)
  readonly total!: number;

  @Field(() => Int)
  readonly truePositives!: number;

  @Field(() => Int, { description: `Closed as false positive or benign.` })
  readonly falsePositives!: number;
}

@ArgsType()
export class RuleHitsArgs extends RulesArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;
}

@ArgsType()
export class RuleCommandArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: `Revision that the decision rests on, 0 for a new rule.` })
  readonly seen!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@ArgsType()
export class DraftRuleArgs extends RuleCommandArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly detector!: string;

  @Field(() => String, { description: `JSON object, as the detector names its fields.` })
  readonly parameters!: string;

  @Field(() => Int, { description: `Packet time without a finding after which an alert is over.` })
  readonly cooldownSeconds!: number;

  @Field(() => String, { nullable: true, description: `MITRE ATT&CK: T1046, T1071.004` })
  readonly technique?: string | null;

  @Field(() => String)
  readonly description!: string;
}

@ArgsType()
export class PublishRuleArgs extends RuleCommandArgs {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, {
    nullable: true,
    description: `Why it is published though a test case failed; else not looked at.`,
  })
  readonly despite?: string | null;
}

@ArgsType()
export class DropRuleCaseArgs extends RuleCommandArgs {
  @Field(() => ID)
  readonly case!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ArgsType()
export class DisableRuleArgs extends RuleCommandArgs {
  @Field(() => String)
  readonly reason!: string;
}

@ObjectType()
export class RuleResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => Rule)
  readonly entity!: Rule;
}
