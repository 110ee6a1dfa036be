import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { RangeInput } from './common';
import { PositionScalar, Time } from './scalars';

export const AlertTab = {
  INBOX: 'INBOX',
  MINE: 'MINE',
  ESCALATED: 'ESCALATED',
  SNOOZED: 'SNOOZED',
  SUPPRESSED: 'SUPPRESSED',
  CLOSED: 'CLOSED',
  ALL: 'ALL',
} as const;
export type AlertTab = keyof typeof AlertTab;
registerEnumType(AlertTab, { name: 'AlertTab' });

export const AlertGrouping = { RULE_ENTITY: 'RULE_ENTITY', NONE: 'NONE' } as const;
export type AlertGrouping = keyof typeof AlertGrouping;
registerEnumType(AlertGrouping, { name: 'AlertGrouping' });

export const AlertSort = { SEVERITY: 'SEVERITY', NEWEST: 'NEWEST', OLDEST: 'OLDEST', COUNT: 'COUNT' } as const;
export type AlertSort = keyof typeof AlertSort;
registerEnumType(AlertSort, { name: 'AlertSort' });

@InputType()
export class AlertWhere {
  @Field(() => [String], { nullable: true, description: `info, low, medium, high, critical` })
  readonly severity?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly kind?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly rule?: readonly string[] | null;

  @Field(() => String, { nullable: true })
  readonly entity?: string | null;

  @Field(() => [String], { nullable: true, description: `Equal to one of the alert's ends, as text.` })
  readonly endpoint?: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  readonly sensor?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: `Contained in title, entity, ends or summary.` })
  readonly search?: string | null;

  @Field(() => RangeInput, { nullable: true, description: `Packet times of alert and range overlap.` })
  readonly range?: RangeInput | null;

  @Field(() => String, {
    nullable: true,
    description: `Expression of the filter language about alerts; holds beside the rest.`,
  })
  readonly filter?: string | null;
}

@ObjectType()
export class AlertAct {
  @Field(() => String, { description: `acknowledged, assigned, noted, snoozed, escalated, closed, reopened, reverted` })
  readonly action!: string;

  @Field(() => String, { description: `user:<id>, token:<id> or system:<process>` })
  readonly by!: string;

  @Field(() => String)
  readonly byName!: string;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => ID, { description: `Idempotency key of the act: what undo names.` })
  readonly command!: string;
}

@ObjectType({ description: 'What people decided about an alert so far.' })
export class AlertState {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: `open, acknowledged, closed` })
  readonly status!: string;

  @Field(() => ID, { nullable: true })
  readonly assignee!: string | null;

  @Field(() => String, { nullable: true })
  readonly assigneeName!: string | null;

  @Field(() => Time, { nullable: true })
  readonly snoozedUntil!: string | null;

  @Field(() => Boolean)
  readonly escalated!: boolean;

  @Field(() => String, { nullable: true, description: `truePositive, benign, falsePositive, duplicate, test` })
  readonly closeReason!: string | null;

  @Field(() => ID, { nullable: true })
  readonly mergedInto!: string | null;

  @Field(() => Int, { description: `Number of acts so far; a command sends it as \`seen\`.` })
  readonly version!: number;

  @Field(() => AlertAct, { nullable: true })
  readonly lastAct!: AlertAct | null;
}

@ObjectType()
export class Alert {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: `info, low, medium, high, critical` })
  readonly severity!: string;

  @Field(() => String, { description: `port_scan_vertical, dns_tunnel, … an open list` })
  readonly kind!: string;

  @Field(() => String)
  readonly title!: string;

  @Field(() => ID)
  readonly rule!: string;

  @Field(() => Int)
  readonly ruleVersion!: number;

  @Field(() => String, { nullable: true, description: `Technique of MITRE ATT&CK.` })
  readonly technique!: string | null;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => String)
  readonly entity!: string;

  @Field(() => String, { nullable: true })
  readonly src!: string | null;

  @Field(() => String, { nullable: true })
  readonly dst!: string | null;

  @Field(() => Int, { nullable: true })
  readonly dport!: number | null;

  @Field(() => Float)
  readonly sources!: number;

  @Field(() => Float)
  readonly targets!: number;

  @Field(() => Time)
  readonly first!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Time, { description: `Packet time of the record that crossed the threshold.` })
  readonly firedAt!: string;

  @Field(() => Time)
  readonly raisedAt!: string;

  @Field(() => String)
  readonly summary!: string;

  @Field(() => Float, { description: `What has grown, over the whole episode.` })
  readonly findings!: number;

  @Field(() => Boolean, { description: `Its packets were recorded late.` })
  readonly late!: boolean;

  @Field(() => Boolean, { description: `Raised by looking back: what was observed before a list knew it.` })
  readonly retro!: boolean;

  @Field(() => AlertState)
  readonly state!: AlertState;
}

@ObjectType()
export class AlertMember {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;
}

@ObjectType({ description: 'Alerts of one rule about one entity.' })
export class AlertGroup {
  @Field(() => ID)
  readonly key!: string;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => String)
  readonly severity!: string;

  @Field(() => Time)
  readonly first!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Alert, { description: `The gravest of the group, of these the newest.` })
  readonly alert!: Alert;

  @Field(() => [AlertMember], { description: `Gravest and newest first, at most 100.` })
  readonly members!: readonly AlertMember[];
}

@ObjectType()
export class AlertPage {
  @Field(() => [AlertGroup])
  readonly rows!: readonly AlertGroup[];

  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Boolean)
  readonly exact!: boolean;
}

@ObjectType()
export class AlertCounts {
  @Field(() => Int)
  readonly inbox!: number;

  @Field(() => Int)
  readonly mine!: number;

  @Field(() => Int)
  readonly escalated!: number;

  @Field(() => Int)
  readonly snoozed!: number;

  @Field(() => Int)
  readonly suppressed!: number;

  @Field(() => Int)
  readonly closed!: number;

  @Field(() => Int)
  readonly all!: number;

  @Field(() => Int, { description: `Of the inbox, as the other severities.` })
  readonly critical!: number;

  @Field(() => Int)
  readonly high!: number;

  @Field(() => Int)
  readonly medium!: number;

  @Field(() => Int)
  readonly low!: number;

  @Field(() => Int)
  readonly info!: number;

  @Field(() => Time, { nullable: true, description: `When the oldest of the gravest in the inbox was raised.` })
  readonly oldestGravest!: string | null;

  @Field(() => Int)
  readonly closedLastHour!: number;
}

const AS_OF = 'A position, or a time: the answer is what was known then. Never together with `minPosition`.';

@ArgsType()
export class AlertsArgs {
  @Field(() => AlertTab, { nullable: true, defaultValue: 'INBOX' })
  readonly tab!: AlertTab;

  @Field(() => AlertWhere, { nullable: true })
  readonly where?: AlertWhere | null;

  @Field(() => AlertGrouping, { nullable: true, defaultValue: 'RULE_ENTITY' })
  readonly group!: AlertGrouping;

  @Field(() => AlertSort, { nullable: true, defaultValue: 'SEVERITY' })
  readonly sort!: AlertSort;

  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => String, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class AlertArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class AlertCountsArgs {
  @Field(() => AlertWhere, { nullable: true })
  readonly where?: AlertWhere | null;

  @Field(() => String, { nullable: true, description: AS_OF })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}
