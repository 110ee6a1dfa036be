import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

export const AlertSeverity = {
  info: 'info',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
} as const;
export type AlertSeverity = keyof typeof AlertSeverity;
registerEnumType(AlertSeverity, { name: 'AlertSeverity' });

export const WebChannelKind = { webhook: 'webhook', slack: 'slack', syslog: 'syslog' } as const;
export type WebChannelKind = keyof typeof WebChannelKind;
registerEnumType(WebChannelKind, { name: 'WebChannelKind' });

@ObjectType({ description: 'Somebody has the duty for some days instead of whose turn it is.' })
export class StandIn {
  @Field(() => String, { description: `First day, such as 2026-12-24.` })
  readonly from!: string;

  @Field(() => String, { description: `Last day.` })
  readonly to!: string;

  @Field(() => String)
  readonly recipient!: string;
}

@ObjectType({ description: 'Turns of duty: the recipients in their order, one at a time.' })
export class Rota {
  @Field(() => String, { description: `Time zone, by its IANA name.` })
  readonly zone!: string;

  @Field(() => String, { description: `Day on which the first one's turn begins.` })
  readonly first!: string;

  @Field(() => Int, { description: `When a turn changes, in minutes since midnight.` })
  readonly at!: number;

  @Field(() => Int, { description: `Days that a turn has.` })
  readonly days!: number;

  @Field(() => [StandIn])
  readonly standIns!: readonly StandIn[];

  @Field(() => String, { description: `Who is on duty now.` })
  readonly onDuty!: string;

  @Field(() => String, { nullable: true, description: `Who takes over next.` })
  readonly next!: string | null;

  @Field(() => String, { nullable: true, description: `On which day.` })
  readonly nextOn!: string | null;
}

@ObjectType({ description: 'A way to tell people of alerts.' })
export class NotificationChannel {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: `email, webhook, slack, syslog` })
  readonly kind!: string;

  @Field(() => Boolean)
  readonly enabled!: boolean;

  @Field(() => Int, { description: `Most messages an hour to one recipient; what is more goes as one digest.` })
  readonly perHour!: number;

  @Field(() => [String], { description: `Addresses, or the host of the web address.` })
  readonly recipients!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: `Of a webhook or a syslog receiver. The one of Slack is kept sealed.`,
  })
  readonly url!: string | null;

  @Field(() => Rota, { nullable: true, description: `Of a mail channel that tells one at a time.` })
  readonly rota!: Rota | null;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;
}

@ObjectType()
export class PolicyStep {
  @Field(() => Int, { description: `Delay from the beginning of the escalation.` })
  readonly afterSeconds!: number;

  @Field(() => [ID])
  readonly channels!: readonly string[];
}

@ObjectType()
export class QuietHours {
  @Field(() => Int, { description: `Minutes since midnight.` })
  readonly from!: number;

  @Field(() => Int)
  readonly to!: number;

  @Field(() => String)
  readonly zone!: string;

  @Field(() => AlertSeverity, { description: `Alerts of this severity or graver do not wait.` })
  readonly spares!: AlertSeverity;
}

@ObjectType({ description: 'Who is told of an alert and when, until somebody takes it on.' })
export class EscalationPolicy {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Boolean)
  readonly enabled!: boolean;

  @Field(() => AlertSeverity)
  readonly least!: AlertSeverity;

  @Field(() => Boolean, { description: `Starts also when a person escalates an alert, whatever its severity.` })
  readonly onEscalation!: boolean;

  @Field(() => Boolean, { description: `Also for alerts of imports, and of what came in late.` })
  readonly late!: boolean;

  @Field(() => [String], { description: `Sensors by name; empty = all.` })
  readonly sensors!: readonly string[];

  @Field(() => [PolicyStep])
  readonly steps!: readonly PolicyStep[];

  @Field(() => QuietHours, { nullable: true })
  readonly quiet!: QuietHours | null;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;
}

@ObjectType({ description: 'One message to one recipient.' })
export class Delivery {
  @Field(() => ID, { description: `Also its key towards the receiver.` })
  readonly id!: string;

  @Field(() => String, { description: `alert, digest, test` })
  readonly kind!: string;

  @Field(() => ID, { nullable: true })
  readonly alert!: string | null;

  @Field(() => String, { nullable: true })
  readonly alertTitle!: string | null;

  @Field(() => String, { nullable: true })
  readonly alertEntity!: string | null;

  @Field(() => String, { nullable: true })
  readonly severity!: string | null;

  @Field(() => Int, { description: `Alerts that a digest tells of.` })
  readonly parts!: number;

  @Field(() => ID)
  readonly channel!: string;

  @Field(() => String)
  readonly channelName!: string;

  @Field(() => String)
  readonly channelKind!: string;

  @Field(() => String)
  readonly recipient!: string;

  @Field(() => String, { nullable: true })
  readonly policyName!: string | null;

  @Field(() => Int, { nullable: true, description: `Step of the policy, from 0.` })
  readonly step!: number | null;

  @Field(() => String, { description: `waiting, sending, sent, failed, bundled, dropped` })
  readonly state!: string;

  @Field(() => Time)
  readonly queuedAt!: string;

  @Field(() => Time, { nullable: true, description: `When it is tried next, while it waits.` })
  readonly dueAt!: string | null;

  @Field(() => Time, { nullable: true })
  readonly endedAt!: string | null;

  @Field(() => Int)
  readonly attempts!: number;

  @Field(() => String, { nullable: true, description: `What the receiver said last, or why it was not sent.` })
  readonly said!: string | null;
}

@ObjectType()
export class DeliveryPage {
  @Field(() => [Delivery])
  readonly rows!: readonly Delivery[];

  @Field(() => String, { nullable: true })
  readonly next!: string | null;

  @Field(() => Float)
  readonly waiting!: number;

  @Field(() => Float)
  readonly sent!: number;

  @Field(() => Float)
  readonly failed!: number;
}

@ObjectType({ description: 'What the installation is set up for.' })
export class NotificationSetup {
  @Field(() => Boolean)
  readonly mail!: boolean;

  @Field(() => String)
  readonly mailFrom!: string;

  @Field(() => [String], { description: `Private networks that webhooks may call.` })
  readonly allowed!: readonly string[];
}

@ArgsType()
export class DefinitionsArgs {
  @Field(() => String, { nullable: true, description: 'A position, or a time. Never together with `minPosition`.' })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class DeliveriesArgs {
  @Field(() => String, { nullable: true })
  readonly state?: string | null;

  @Field(() => ID, { nullable: true, description: `Those about an alert, digests included.` })
  readonly alert?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 50 })
  readonly first!: number;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}
