import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

export const MaskingMode = { OFF: 'OFF', TRUNCATE: 'TRUNCATE', PSEUDONYM: 'PSEUDONYM', PREFIX: 'PREFIX' } as const;
export type MaskingMode = keyof typeof MaskingMode;
registerEnumType(MaskingMode, {
  name: 'MaskingMode',
  description:
    'What becomes of addresses. OFF: masked for those alone whose role says so, by keyed pseudonyms. The others mask for everybody: TRUNCATE shows networks (/24, /48), PSEUDONYM a keyed pseudonym, PREFIX an address of the same network structure.',
});

@ObjectType()
export class MaskedExample {
  @Field(() => MaskingMode)
  readonly mode!: MaskingMode;

  @Field(() => String, { description: 'An address of documentation (RFC 5737, RFC 3849).' })
  readonly example!: string;

  @Field(() => String, { description: 'What it becomes under a key that is used for nothing else.' })
  readonly shown!: string;
}

@ObjectType()
export class Privacy {
  @Field(() => MaskingMode)
  readonly mode!: MaskingMode;

  @Field(() => Int, { description: 'Changes of the mode so far: what `seen` takes.' })
  readonly version!: number;

  @Field(() => Boolean, { description: 'The caller sees addresses and names masked now.' })
  readonly masked!: boolean;

  @Field(() => Time, { nullable: true, description: 'End of the time in which they are shown to the caller.' })
  readonly revealedUntil!: string | null;

  @Field(() => [MaskedExample])
  readonly examples!: readonly MaskedExample[];
}

@ArgsType()
export class SetMaskingModeArgs {
  @Field(() => MaskingMode)
  readonly mode!: MaskingMode;

  @Field(() => Int, { nullable: true, description: 'Version that was seen: another one is refused.' })
  readonly seen?: number | null;

  @Field(() => String, { description: 'At most 500 characters.' })
  readonly reason!: string;
}
