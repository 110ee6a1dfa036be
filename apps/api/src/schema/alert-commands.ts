import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AlertState } from './alerts';
import { PositionScalar, Time } from './scalars';

export const AlertCloseReason = {
  truePositive: 'truePositive',
  benign: 'benign',
  falsePositive: 'falsePositive',
  duplicate: 'duplicate',
  test: 'test',
} as const;
export type AlertCloseReason = keyof typeof AlertCloseReason;
registerEnumType(AlertCloseReason, { name: 'AlertCloseReason' });

@ObjectType()
export class AlertResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => AlertState)
  readonly entity!: AlertState;
}

/** What every command of a person says about an alert. */
@ArgsType()
export class AlertCommandArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, {
    description: `Version of the alert that the decision rests on; another one answers ALERT_CONFLICT with the other person's act.`,
  })
  readonly seen!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@ArgsType()
export class AcknowledgeAlertArgs extends AlertCommandArgs {
  @Field(() => String)
  readonly reason!: string;
}

@ArgsType()
export class AssignAlertArgs extends AlertCommandArgs {
  @Field(() => ID, { nullable: true, description: `A user; null = nobody.` })
  readonly assignee!: string | null;
}

@ArgsType()
export class NoteAlertArgs extends AlertCommandArgs {
  @Field(() => String)
  readonly text!: string;
}

@ArgsType()
export class SnoozeAlertArgs extends AlertCommandArgs {
  @Field(() => Time)
  readonly until!: string;

  @Field(() => String, { nullable: true })
  readonly reason?: string | null;
}

@ArgsType()
export class EscalateAlertArgs extends AlertCommandArgs {
  @Field(() => String, { nullable: true })
  readonly note?: string | null;
}

@ArgsType()
export class CloseAlertArgs extends AlertCommandArgs {
  @Field(() => AlertCloseReason)
  readonly reason!: AlertCloseReason;

  @Field(() => String, { nullable: true })
  readonly note?: string | null;
}

@ArgsType()
export class ReopenAlertArgs extends AlertCommandArgs {
  @Field(() => String)
  readonly reason!: string;
}

@ArgsType()
export class MergeAlertArgs extends AlertCommandArgs {
  @Field(() => ID, { description: `The alert that this one becomes a part of.` })
  readonly into!: string;
}

@ArgsType()
export class UndoAlertActArgs extends AlertCommandArgs {
  @Field(() => ID, {
    description: `Idempotency key of the act that is taken back: the caller's own last one, for a minute.`,
  })
  readonly undone!: string;
}
