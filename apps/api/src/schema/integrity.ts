import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { Export } from './exports';
import { PositionScalar, Time } from './scalars';

@ObjectType({ description: 'Where a check found the history not to be what was sealed.' })
export class IntegrityFault {
  @Field(() => String, { description: 'changed, missing, inserted, reordered, forked, truncated, forged' })
  readonly kind!: string;

  @Field(() => String)
  readonly position!: string;

  @Field(() => Int, { nullable: true })
  readonly seal!: number | null;

  @Field(() => String)
  readonly detail!: string;
}

@ObjectType({ description: 'A check of the whole history: every hash, every chain, every seal, the anchors.' })
export class HistoryCheck {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly askedByName!: string;

  @Field(() => Time)
  readonly askedAt!: string;

  @Field(() => String, { description: 'waiting, running, done, failed' })
  readonly state!: string;

  @Field(() => String, { description: 'How far it is.' })
  readonly position!: string;

  @Field(() => Float)
  readonly events!: number;

  @Field(() => Float, { nullable: true })
  readonly tookMs!: number | null;

  @Field(() => Int)
  readonly seals!: number;

  @Field(() => Int, { description: 'Events behind the last seal.' })
  readonly unsealed!: number;

  @Field(() => Float, { description: 'Sealed events that retention took, as signed events of the log account for.' })
  readonly expired!: number;

  @Field(() => [IntegrityFault])
  readonly faults!: readonly IntegrityFault[];

  @Field(() => String, { nullable: true, description: 'Why it could not be done.' })
  readonly error!: string | null;
}

@ObjectType()
export class SealAnchor {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Int, { nullable: true, description: 'Newest seal there.' })
  readonly seal!: number | null;

  @Field(() => Time, { nullable: true })
  readonly at!: string | null;

  @Field(() => Boolean, { description: 'False when it contradicts the log.' })
  readonly agrees!: boolean;

  @Field(() => String, { nullable: true })
  readonly error!: string | null;
}

@ObjectType({ description: 'A sealed stretch of the log.' })
export class SealedStretch {
  @Field(() => Int)
  readonly n!: number;

  @Field(() => String)
  readonly after!: string;

  @Field(() => String)
  readonly to!: string;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => Time)
  readonly at!: string;
}

@ObjectType()
export class Integrity {
  @Field(() => PositionScalar, { nullable: true, description: 'Newest position of the log.' })
  readonly head!: string | null;

  @Field(() => [SealedStretch], { description: 'The newest seals, oldest first; at most 40.' })
  readonly seals!: readonly SealedStretch[];

  @Field(() => String, { nullable: true, description: 'Hash of the newest seal.' })
  readonly sealHash!: string | null;

  @Field(() => String, { nullable: true, description: 'Id of the key that seals.' })
  readonly key!: string | null;

  @Field(() => String, { nullable: true, description: 'Public half of that key, PEM: what a verifier needs.' })
  readonly publicKey!: string | null;

  @Field(() => [SealAnchor])
  readonly anchors!: readonly SealAnchor[];

  @Field(() => Time, {
    nullable: true,
    description: 'When the sealer looked last; a minute ago at most while it runs.',
  })
  readonly lookedAt!: string | null;

  @Field(() => HistoryCheck, { nullable: true, description: 'The newest check.' })
  readonly check!: HistoryCheck | null;

  @Field(() => Export, { nullable: true, description: "The caller's newest signed bundle." })
  readonly bundle!: Export | null;
}
