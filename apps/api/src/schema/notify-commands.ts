import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { AlertSeverity, EscalationPolicy, NotificationChannel, WebChannelKind } from './notify';
import { PositionScalar } from './scalars';

/** What every change of a definition says. */
@ArgsType()
export class DefinitionCommandArgs {
  @Field(() => ID, { description: `A UUID; a new one makes a new thing.` })
  readonly id!: string;

  @Field(() => Int, { description: `Revision that the decision rests on, 0 for a new thing.` })
  readonly seen!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@InputType()
export class StandInInput {
  @Field(() => String)
  readonly from!: string;

  @Field(() => String)
  readonly to!: string;

  @Field(() => String)
  readonly recipient!: string;
}

@InputType()
export class RotaInput {
  @Field(() => String)
  readonly zone!: string;

  @Field(() => String)
  readonly first!: string;

  @Field(() => Int)
  readonly at!: number;

  @Field(() => Int)
  readonly days!: number;

  @Field(() => [StandInInput], { nullable: true })
  readonly standIns?: readonly StandInInput[] | null;
}

@ArgsType()
export class SaveMailChannelArgs extends DefinitionCommandArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Boolean)
  readonly enabled!: boolean;

  @Field(() => Int)
  readonly perHour!: number;

  @Field(() => [String])
  readonly recipients!: readonly string[];

  @Field(() => RotaInput, { nullable: true, description: `Null tells all of them each time.` })
  readonly rota?: RotaInput | null;
}

@ArgsType()
export class SaveWebChannelArgs extends DefinitionCommandArgs {
  @Field(() => WebChannelKind)
  readonly kind!: WebChannelKind;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Boolean)
  readonly enabled!: boolean;

  @Field(() => Int)
  readonly perHour!: number;

  @Field(() => String, { nullable: true, description: `Null keeps the address that it has.` })
  readonly url?: string | null;

  @Field(() => Boolean, { nullable: true, description: `Makes another secret; bodies are signed with it at once.` })
  readonly rotate?: boolean | null;
}

@InputType()
export class PolicyStepInput {
  @Field(() => Int)
  readonly afterSeconds!: number;

  @Field(() => [ID])
  readonly channels!: readonly string[];
}

@InputType()
export class QuietHoursInput {
  @Field(() => Int)
  readonly from!: number;

  @Field(() => Int)
  readonly to!: number;

  @Field(() => String)
  readonly zone!: string;

  @Field(() => AlertSeverity)
  readonly spares!: AlertSeverity;
}

@ArgsType()
export class SaveEscalationPolicyArgs extends DefinitionCommandArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Boolean)
  readonly enabled!: boolean;

  @Field(() => AlertSeverity)
  readonly least!: AlertSeverity;

  @Field(() => Boolean)
  readonly onEscalation!: boolean;

  @Field(() => Boolean)
  readonly late!: boolean;

  @Field(() => [String])
  readonly sensors!: readonly string[];

  @Field(() => [PolicyStepInput])
  readonly steps!: readonly PolicyStepInput[];

  @Field(() => QuietHoursInput, { nullable: true })
  readonly quiet?: QuietHoursInput | null;
}

@ArgsType()
export class TestChannelArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { description: `Idempotency key, a UUID.` })
  readonly key!: string;
}

@ArgsType()
export class RetryDeliveryArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { description: `Idempotency key, a UUID.` })
  readonly key!: string;
}

@ObjectType()
export class ChannelResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => NotificationChannel)
  readonly entity!: NotificationChannel;

  @Field(() => String, {
    nullable: true,
    description: `Secret that a webhook's bodies are signed with: told when it is new, and never again.`,
  })
  readonly secret!: string | null;
}

@ObjectType()
export class PolicyResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => EscalationPolicy)
  readonly entity!: EscalationPolicy;
}

@ObjectType()
export class DefinitionRemoved {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID)
  readonly id!: string;
}

@ObjectType()
export class DeliveriesAsked {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => [ID], { description: `Messages that are on their way now.` })
  readonly deliveries!: readonly string[];
}
