import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

export const RemoteSensorState = {
  INVITED: 'INVITED',
  ENROLLED: 'ENROLLED',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
} as const;
export type RemoteSensorState = keyof typeof RemoteSensorState;
registerEnumType(RemoteSensorState, {
  name: 'RemoteSensorState',
  valuesMap: {
    INVITED: { description: 'A code is out; no key has come for it yet.' },
    EXPIRED: { description: 'Its code was not used in time.' },
  },
});

@ObjectType({ description: 'A sensor on another machine. Its private key is there alone.' })
export class RemoteSensor {
  @Field(() => String)
  readonly name!: string;

  @Field(() => RemoteSensorState)
  readonly state!: RemoteSensorState;

  @Field(() => String, { nullable: true, description: 'Half of the SHA-256 of its public key, hex.' })
  readonly key!: string | null;

  @Field(() => Time, { nullable: true })
  readonly enrolledAt!: string | null;

  @Field(() => Time, { nullable: true, description: 'Until when the code that is out is good.' })
  readonly codeUntil!: string | null;

  @Field(() => Time, { nullable: true, description: 'Since this API process was started.' })
  readonly lastSeen!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of its last batch in its stream of the day, as far as this API process has seen.',
  })
  readonly lastSequence!: number | null;

  @Field(() => Float, { nullable: true, description: 'Its clock minus ours, ms.' })
  readonly clockSkewMs!: number | null;
}
export type RemoteSensorShown = RemoteSensor;

@ObjectType()
export class RemoteSensorResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => RemoteSensor)
  readonly entity!: RemoteSensor;
}

@ObjectType()
export class EnrolledSensor extends RemoteSensorResult {
  @Field(() => String, {
    description: 'For `wireledger sensor join` on the other machine, once. Nobody can read it again.',
  })
  readonly code!: string;
}

@ArgsType()
export class EnrolSensorArgs {
  @Field(() => String, { description: '1 to 32 lower-case letters, digits and hyphens.' })
  readonly name!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'How long the code is good: 1 to 10,080, 60 unless told otherwise.',
  })
  readonly minutes?: number | null;

  @Field(() => String, { nullable: true, description: 'Why, at most 500 characters: it stands in the log.' })
  readonly reason?: string | null;
}

@ArgsType()
export class RevokeSensorArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'Why, at most 500 characters: it stands in the log.' })
  readonly reason!: string;
}
