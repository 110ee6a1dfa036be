import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { FactListArgs, FactPage, MaybeCoarse } from './fact-frames';
import { AS_OF } from './past';
import { PositionScalar, Time } from './scalars';

export const ThreatLevelName = { LOW: 'LOW', MEDIUM: 'MEDIUM', HIGH: 'HIGH', CRITICAL: 'CRITICAL' } as const;
export type ThreatLevelName = keyof typeof ThreatLevelName;
registerEnumType(ThreatLevelName, {
  name: 'ThreatLevelName',
  description: `Failures ÷ attempts to sign in: LOW below a quarter or with fewer than 5 failures, MEDIUM from a quarter on, HIGH from a half on, CRITICAL from three quarters on.`,
});

@ObjectType()
export class ThreatLevel extends MaybeCoarse {
  @Field(() => ThreatLevelName)
  readonly level!: ThreatLevelName;

  @Field(() => Time)
  readonly from!: string;

  @Field(() => Time)
  readonly to!: string;

  @Field(() => Float, { description: `Attempts whose outcome is known.` })
  readonly attempts!: number;

  @Field(() => Float)
  readonly failures!: number;

  @Field(() => Float, { description: `Failures ÷ attempts, 0 where there are none.` })
  readonly share!: number;

  @Field(() => Int, { description: `Addresses that failed.` })
  readonly sources!: number;
}

@ObjectType()
export class AttackSession {
  @Field(() => String)
  readonly source!: string;

  @Field(() => Time)
  readonly start!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Boolean, { description: `No pause of 30 minutes since \`last\`, seen from the end of the range.` })
  readonly active!: boolean;

  @Field(() => Int)
  readonly targets!: number;

  @Field(() => [String], { description: `Ten at most, those tried most first.` })
  readonly targetAddresses!: readonly string[];

  @Field(() => [String], { description: `ftp, http, imap, pop3, smtp, ssh …` })
  readonly services!: readonly string[];

  @Field(() => Int, { description: `User names tried.` })
  readonly users!: number;

  @Field(() => Float)
  readonly attempts!: number;

  @Field(() => Float)
  readonly failures!: number;

  @Field(() => Float, { description: `Of a source that failed so often each is worth a look.` })
  readonly successes!: number;

  @Field(() => ThreatLevelName, { description: `Of the whole session.` })
  readonly level!: ThreatLevelName;
}

@ObjectType()
export class AttackSessionPage extends FactPage {
  @Field(() => [AttackSession])
  readonly rows!: readonly AttackSession[];
}

@ObjectType()
export class ScorePiece {
  @Field(() => ID)
  readonly alert!: string;

  @Field(() => String)
  readonly rule!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => Time, { description: `Packet time of the alert's last record.` })
  readonly last!: string;

  @Field(() => Float, { description: `By severity: info 0, low 0.2, medium 0.5, high 0.8, critical 1.` })
  readonly threatLevel!: number;

  @Field(() => Float, { description: `0.5 at the rule's threshold, 1 at ten times the threshold.` })
  readonly confidence!: number;

  @Field(() => Float, { description: `Share that is left of it: half after six hours.` })
  readonly left!: number;

  @Field(() => Float, { description: `\`threatLevel\` × \`confidence\` × \`left\`.` })
  readonly points!: number;
}

@ObjectType()
export class HostScore {
  @Field(() => String)
  readonly address!: string;

  @Field(() => Float, { description: `Sum of the points of all its alerts.` })
  readonly score!: number;

  @Field(() => Int)
  readonly alerts!: number;

  @Field(() => Int)
  readonly rules!: number;

  @Field(() => String, { description: `Of the gravest of them.` })
  readonly severity!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => [ScorePiece], { description: `The twenty that add most.` })
  readonly pieces!: readonly ScorePiece[];
}

@ArgsType()
export class ThreatLevelArgs {
  @Field(() => Time, { nullable: true, description: `End of the five minutes; now when absent.` })
  readonly at?: string | null;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => PositionScalar, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;
}

@ArgsType()
export class AttackSessionsArgs extends FactListArgs {
  @Field(() => RangeInput)
  readonly range!: RangeInput;

  @Field(() => [String], { nullable: true, description: `Sources: addresses or prefixes.` })
  readonly ip?: readonly string[] | null;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;
}

@ArgsType()
export class HostScoresArgs {
  @Field(() => Time, { nullable: true, description: `The moment of the score; now when absent.` })
  readonly at?: string | null;

  @Field(() => String, { nullable: true, description: `One host alone.` })
  readonly address?: string | null;

  @Field(() => String, { nullable: true })
  readonly sensor?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 20 })
  readonly first!: number;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `A position, or a time: the answer is what was known then. Not together with \`minPosition\`.`,
  })
  readonly asOf?: string | null;
}
