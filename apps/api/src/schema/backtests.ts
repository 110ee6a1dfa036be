import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { AlertEvidence } from './alert-detail';
import { Time } from './scalars';

@ArgsType()
export class BacktestRuleArgs {
  @Field(() => ID, { description: `Of the rule.` })
  readonly id!: string;

  @Field(() => Int, { description: `Published or not.` })
  readonly version!: number;

  @Field(() => Int, {
    defaultValue: 7,
    description: `What was recorded within so many days up to \`to\`: 1 to 30. Counts only without \`from\`.`,
  })
  readonly days!: number;

  @Field(() => Time, {
    nullable: true,
    description: `What was recorded from then on, however long ago; before \`to\`. Wins over \`days\`.`,
  })
  readonly from?: string | null;

  @Field(() => Time, {
    nullable: true,
    description: `What was recorded before then; left out: now. Not in the future.`,
  })
  readonly to?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `The version that it is compared with; left out: the published one.`,
  })
  readonly against?: number | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: `Compared with the alerts that this rule really raised on the same facts, whichever version judged then, as the log tells them; not together with \`against\`.`,
  })
  readonly live!: boolean;
}

@ArgsType()
export class BacktestArgs {
  @Field(() => ID, { description: `Of the rule.` })
  readonly rule!: string;
}

@ArgsType()
export class BacktestIdArgs {
  @Field(() => ID)
  readonly id!: string;
}

/** How often the version that is tried raised something, and what it is compared with. */
@ObjectType()
export class BacktestCount {
  @Field(() => String, { description: `A day of recording in UTC, a severity, an entity or a reason of closing.` })
  readonly key!: string;

  @Field(() => Int, { description: `Alerts of the version that is tried.` })
  readonly would!: number;

  @Field(() => Int, { description: `Alerts of what it is compared with; 0 where that is nothing.` })
  readonly did!: number;
}

/** As BacktestCount, of one thing. */
@ObjectType()
export class BacktestSides {
  @Field(() => Int)
  readonly would!: number;

  @Field(() => Int)
  readonly did!: number;
}

@ObjectType()
export class BacktestTotals {
  @Field(() => Int)
  readonly would!: number;

  @Field(() => Int)
  readonly did!: number;

  @Field(() => Int)
  readonly added!: number;

  @Field(() => Int)
  readonly removed!: number;

  @Field(() => Int, { description: `About the same at the same time, of another severity or beginning.` })
  readonly changed!: number;

  @Field(() => Int)
  readonly same!: number;
}

/** An alert of either side, as it was in the end. */
@ObjectType()
export class BacktestAlert {
  @Field(() => String, { description: `added, removed, changed, same` })
  readonly change!: string;

  @Field(() => ID, { description: `The id that it has, or would have, as an alert.` })
  readonly id!: string;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => String)
  readonly entity!: string;

  @Field(() => String, { nullable: true })
  readonly src!: string | null;

  @Field(() => String, { nullable: true })
  readonly dst!: string | null;

  @Field(() => Time, { description: `When the record was recorded at which it was raised.` })
  readonly recordedAt!: string;

  @Field(() => Time, { description: `Packet time.` })
  readonly first!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Float)
  readonly value!: number;

  @Field(() => Float)
  readonly threshold!: number;

  @Field(() => String)
  readonly unit!: string;

  @Field(() => String)
  readonly summary!: string;

  @Field(() => Int, { description: `Records that were counted when it was raised.` })
  readonly counted!: number;

  @Field(() => String, {
    nullable: true,
    description: `Why it was closed: truePositive, benign, falsePositive, duplicate, test. Where it was never raised, that of the alert about the same that the other side has. Null when that is open, or was never raised either.`,
  })
  readonly verdict!: string | null;

  @Field(() => Boolean, { description: `A suppression keeps it out of the inbox, or would.` })
  readonly suppressed!: boolean;

  @Field(() => [AlertEvidence], { description: `The last of them, at most 5; of the first 40 alerts.` })
  readonly evidence!: readonly AlertEvidence[];
}

@ObjectType()
export class BacktestResult {
  @Field(() => Time, {
    nullable: true,
    description: `When the first facts were recorded that were read; null when there were none.`,
  })
  readonly from!: string | null;

  @Field(() => Time, { nullable: true })
  readonly to!: string | null;

  @Field(() => Int)
  readonly batches!: number;

  @Field(() => String, { nullable: true, description: `Why it ended before its range did.` })
  readonly cut!: string | null;

  @Field(() => BacktestTotals)
  readonly totals!: BacktestTotals;

  @Field(() => [BacktestCount], {
    description: `Of all alerts, by the reason for which they were closed when the run was over; of the alerts that are listed each has its own.`,
  })
  readonly verdicts!: readonly BacktestCount[];

  @Field(() => BacktestSides, {
    description: `Of all alerts, those that suppressions of the end of the run keep out of the inbox.`,
  })
  readonly suppressed!: BacktestSides;

  @Field(() => [BacktestCount], { description: `By day of recording, UTC; every day between the first and the last.` })
  readonly days!: readonly BacktestCount[];

  @Field(() => [BacktestCount], { description: `The gravest first.` })
  readonly severities!: readonly BacktestCount[];

  @Field(() => [BacktestCount], { description: `The ten with the most alerts.` })
  readonly entities!: readonly BacktestCount[];

  @Field(() => [BacktestAlert], { description: `At most 200, differences first.` })
  readonly alerts!: readonly BacktestAlert[];
}

@ObjectType({
  description: `A version of a rule, tried on what was recorded by the code that judges live. It begins without memory of what came before its range, writes no alert, and is kept for 24 hours.`,
})
export class Backtest {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID)
  readonly rule!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => Int, { nullable: true, description: `The version that it is compared with; null where it is none.` })
  readonly against!: number | null;

  @Field(() => Boolean, { description: `It is compared with what was really raised then.` })
  readonly live!: boolean;

  @Field(() => Int, { description: `As asked for; with \`from\`, those that the range spans.` })
  readonly days!: number;

  @Field(() => Time, { description: `Facts recorded then or later are read.` })
  readonly from!: string;

  @Field(() => Time, { description: `Facts recorded before then are read.` })
  readonly to!: string;

  @Field(() => String, { description: `waiting, running, done, failed, canceled` })
  readonly state!: string;

  @Field(() => Float, { description: `Share of the range that was read, 0 to 1.` })
  readonly progress!: number;

  @Field(() => Float)
  readonly records!: number;

  @Field(() => Int, { description: `Alerts of the version so far.` })
  readonly alerts!: number;

  @Field(() => Float, { nullable: true })
  readonly tookMs!: number | null;

  @Field(() => String, { nullable: true })
  readonly error!: string | null;

  @Field(() => Time)
  readonly askedAt!: string;

  @Field(() => BacktestResult, {
    nullable: true,
    description: `While it runs, and of one that was canceled, what was found up to there: at most 20 alerts, without records, verdicts and what is suppressed.`,
  })
  readonly result!: BacktestResult | null;
}
