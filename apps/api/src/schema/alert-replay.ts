import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export const AlertReplayOutcome = { same: 'same', different: 'different', nothing: 'nothing', unfit: 'unfit' } as const;
export type AlertReplayOutcome = keyof typeof AlertReplayOutcome;
registerEnumType(AlertReplayOutcome, {
  name: 'AlertReplayOutcome',
  description: 'What became of the kept records of an alert in a fresh detector.',
  valuesMap: {
    same: { description: 'The same alert: its id, its value, its severity.' },
    different: { description: 'An alert, but another one, or with another value or severity.' },
    nothing: { description: 'No alert.' },
    unfit: { description: 'It was not tried: `note` says why.' },
  },
});

/** A rule run again over the records that an alert keeps, and over nothing else. */
@ObjectType()
export class AlertReplay {
  @Field(() => AlertReplayOutcome)
  readonly outcome!: AlertReplayOutcome;

  @Field(() => Int, { description: `Records that were given to the detector.` })
  readonly records!: number;

  @Field(() => Float, { nullable: true, description: `What it measured; null where it raised nothing.` })
  readonly value!: number | null;

  @Field(() => String, { nullable: true })
  readonly severity!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether something is raised without the record that came last; null where nothing was tried.`,
  })
  readonly withoutLast!: boolean | null;

  @Field(() => String, { nullable: true, description: `Why it was not tried, or what may have made a difference.` })
  readonly note!: string | null;
}

@ArgsType()
export class AlertReplayArgs {
  @Field(() => ID)
  readonly id!: string;
}
