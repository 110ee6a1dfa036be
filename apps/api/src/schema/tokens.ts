import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';
import { TrafficScope, TrafficScopeInput } from './users';
import { Role } from './viewer';

export const TokenState = { LIVE: 'LIVE', RESTING: 'RESTING', EXPIRED: 'EXPIRED', REVOKED: 'REVOKED' } as const;
export type TokenState = keyof typeof TokenState;
registerEnumType(TokenState, {
  name: 'TokenState',
  valuesMap: { RESTING: { description: 'Refused while its owner may do less than the token.' } },
});

@ObjectType({ description: `A key for programs. The key itself is stored nowhere.` })
export class ApiToken {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: `Empty for those that were made on the host.` })
  readonly name!: string;

  @Field(() => ID, { nullable: true, description: `null for those that were made on the host, and for services` })
  readonly owner!: string | null;

  @Field(() => String, { nullable: true })
  readonly ownerName!: string | null;

  @Field(() => Role, { nullable: true, description: `null for services` })
  readonly role!: Role | null;

  @Field(() => String, {
    nullable: true,
    description: `sensor, tool-read, tool-write, export; null for tokens of people`,
  })
  readonly kind!: string | null;

  @Field(() => Boolean, { description: `Reads in clear what its kind reads masked.` })
  readonly clear!: boolean;

  @Field(() => TrafficScope, { nullable: true })
  readonly scope!: TrafficScope | null;

  @Field(() => TokenState)
  readonly state!: TokenState;

  @Field(() => Time)
  readonly createdAt!: string;

  @Field(() => Time)
  readonly expiresAt!: string;

  @Field(() => Time, { nullable: true, description: `Of the last use, a minute old at most while it is in use.` })
  readonly usedAt!: string | null;
}

@ObjectType()
export class ApiTokenResult {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ApiToken)
  readonly entity!: ApiToken;
}

@ObjectType()
export class CreatedToken extends ApiTokenResult {
  @Field(() => String, { description: `The token. Nobody can read it again.` })
  readonly text!: string;
}

@ArgsType()
export class CreateTokenArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Role, { nullable: true, description: `Of a token that speaks for the caller, never above his own.` })
  readonly role?: Role | null;

  @Field(() => String, {
    nullable: true,
    description: `Instead of a role, for a service: tool-read, tool-write, export.`,
  })
  readonly kind?: string | null;

  @Field(() => Boolean, { nullable: true })
  readonly clear?: boolean | null;

  @Field(() => TrafficScopeInput, {
    nullable: true,
    description: `Within the caller's own, which it is when left out.`,
  })
  readonly scope?: TrafficScopeInput | null;

  @Field(() => Int, { description: `1 to 365.` })
  readonly days!: number;

  @Field(() => String, { nullable: true, description: `Why; administrators must say it.` })
  readonly reason?: string | null;
}

@ArgsType()
export class RevokeTokenArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: `Why, at most 500 characters: it stands in the log.` })
  readonly reason!: string;
}

@ArgsType()
export class RotateTokenArgs extends RevokeTokenArgs {
  @Field(() => Int, { description: `1 to 365, from now.` })
  readonly days!: number;
}
