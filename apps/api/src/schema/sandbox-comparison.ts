import { ArgsType, Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { SandboxAlert, SandboxReplay } from './sandboxes';

export const SandboxDifference = { SAME: 'SAME', CHANGED: 'CHANGED', ADDED: 'ADDED', REMOVED: 'REMOVED' } as const;
export type SandboxDifference = keyof typeof SandboxDifference;
registerEnumType(SandboxDifference, {
  name: 'SandboxDifference',
  description:
    'SAME but for the version of the rule: times, numbers and words are equal; CHANGED: one of them is not; ADDED: the second replay alone has it; REMOVED: the first alone.',
});

@ObjectType({ description: 'An alert of two replays: of one rule about one thing, at a time in common.' })
export class SandboxAlertPair {
  @Field(() => SandboxDifference)
  readonly difference!: SandboxDifference;

  @Field(() => SandboxAlert, { nullable: true, description: 'In the first replay.' })
  readonly before!: SandboxAlert | null;

  @Field(() => SandboxAlert, { nullable: true, description: 'In the second replay.' })
  readonly after!: SandboxAlert | null;
}

@ObjectType({ description: 'Two replays of a capture side by side, as far as each has come.' })
export class SandboxComparison {
  @Field(() => SandboxReplay)
  readonly before!: SandboxReplay;

  @Field(() => SandboxReplay)
  readonly after!: SandboxReplay;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether both made the same records, by their digests; null until both are at the end.',
  })
  readonly sameRecords!: boolean | null;

  @Field(() => [SandboxAlertPair], { description: 'By time.' })
  readonly alerts!: readonly SandboxAlertPair[];

  @Field(() => Boolean, {
    description: 'False where a replay raised more alerts than the hundred that it lists: then some are missing here.',
  })
  readonly complete!: boolean;
}

@ArgsType()
export class CompareSandboxReplaysArgs {
  @Field(() => ID, { description: 'Of a replay.' })
  readonly before!: string;

  @Field(() => ID, { description: 'Of another replay of the same capture.' })
  readonly after!: string;
}
