import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

export const RuleExpectation = { alert: 'alert', silence: 'silence' } as const;
export type RuleExpectation = keyof typeof RuleExpectation;
registerEnumType(RuleExpectation, {
  name: 'RuleExpectation',
  description: 'What a rule must do with the records of a test case.',
  valuesMap: { alert: { description: 'Raise an alert.' }, silence: { description: 'Raise none.' } },
});

export const RuleCaseOutcome = { passed: 'passed', failed: 'failed', unfit: 'unfit' } as const;
export type RuleCaseOutcome = keyof typeof RuleCaseOutcome;
registerEnumType(RuleCaseOutcome, {
  name: 'RuleCaseOutcome',
  description: 'What became of the records of a test case.',
  valuesMap: {
    passed: { description: 'What is expected.' },
    failed: { description: 'Something else.' },
    unfit: {
      description: 'It was not tried: the version rests on more than records (lists, locations, earlier windows).',
    },
  },
});

/** How a version did when it was run over the test cases. */
@ObjectType()
export class RuleTested {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => Int)
  readonly passed!: number;

  @Field(() => Int)
  readonly failed!: number;

  @Field(() => Int, { description: `Could not be tried on records alone.` })
  readonly unfit!: number;

  @Field(() => Time)
  readonly at!: string;
}

/** Records that are kept with a rule, and what it must do with them. */
@ObjectType()
export class RuleCase {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => RuleExpectation)
  readonly expects!: RuleExpectation;

  @Field(() => ID, {
    nullable: true,
    description: `The alert whose evidence they are; null where they came from a file, a capture or a range.`,
  })
  readonly alert!: string | null;

  @Field(() => Int, { description: `Records that are kept.` })
  readonly records!: number;

  @Field(() => String)
  readonly keptByName!: string;

  @Field(() => Time)
  readonly keptAt!: string;

  @Field(() => RuleCaseOutcome, { nullable: true, description: `Of the newest run; null before it was tried.` })
  readonly outcome!: RuleCaseOutcome | null;

  @Field(() => Int, { nullable: true, description: `Alerts that the newest run raised on it.` })
  readonly raised!: number | null;
}

@ArgsType()
class CaseArgs {
  @Field(() => ID, { description: `Idempotency key, a UUID, and the id of the new case.` })
  readonly key!: string;

  @Field(() => String, { description: `As people see it, at most 200 characters.` })
  readonly name!: string;

  @Field(() => RuleExpectation)
  readonly expects!: RuleExpectation;
}

@ArgsType()
export class KeepAlertAsCaseArgs extends CaseArgs {
  @Field(() => ID)
  readonly alert!: string;
}

@ArgsType()
export class KeepRangeAsCaseArgs extends CaseArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { nullable: true, description: `SHA-256 of a capture of the library that was imported.` })
  readonly capture?: string | null;

  @Field(() => String, { nullable: true, description: `Name of a sensor, where no capture is named.` })
  readonly sensor?: string | null;

  @Field(() => Time, { nullable: true, description: `Packet time; needed of a sensor.` })
  readonly from?: string | null;

  @Field(() => Time, { nullable: true, description: `Outside the range; needed of a sensor.` })
  readonly to?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Expression of the filter language about flows: their records, and what was said in them. Absent: every record.`,
  })
  readonly filter?: string | null;
}

@ArgsType()
export class KeepRuleCaseArgs extends CaseArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: `Revision that the decision rests on.` })
  readonly seen!: number;

  @Field(() => String, {
    description: `JSON as \`ruleCaseFile\` gives it: {"scope": {"sensor", "timeline"}, "records": […]}.`,
  })
  readonly records!: string;
}

@ArgsType()
export class TestRuleArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@ArgsType()
export class RuleCaseFileArgs {
  @Field(() => ID)
  readonly id!: string;
}
