import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

/** Kinds of records that a filter is about, as the filter language names them. */
export enum FilterKind {
  FLOW = 'flow',
  DNS = 'dns',
  TLS = 'tls',
  HTTP = 'http',
  AUTH = 'auth',
  ALERT = 'alert',
}
registerEnumType(FilterKind, { name: 'FilterKind', description: 'Kind of records that an expression is about.' });

/** An expression of the filter language under a name. */
@ObjectType()
export class SavedFilter {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => FilterKind)
  readonly kind!: FilterKind;

  @Field(() => String)
  readonly expression!: string;

  @Field(() => Boolean, { description: 'Everybody who sees traffic in clear sees it.' })
  readonly shared!: boolean;

  @Field(() => Boolean, { description: 'Whoever asks saved it, and may change it.' })
  readonly own!: boolean;

  @Field(() => String)
  readonly ownerName!: string;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => Time)
  readonly changedAt!: string;
}

@ArgsType()
export class RemoveFilterArgs {
  @Field(() => ID, { description: 'A UUID; a new one makes a new filter.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Revision that the decision rests on, 0 for a new one.' })
  readonly seen!: number;

  @Field(() => ID, { description: 'Idempotency key, a UUID: the same one never acts twice.' })
  readonly key!: string;
}

@ArgsType()
export class SaveFilterArgs extends RemoveFilterArgs {
  @Field(() => String, { description: 'At most 80 characters.' })
  readonly name!: string;

  @Field(() => FilterKind)
  readonly kind!: FilterKind;

  @Field(() => String, { description: 'Kept in its written form.' })
  readonly expression!: string;
}

@ArgsType()
export class ShareFilterArgs extends RemoveFilterArgs {
  @Field(() => Boolean)
  readonly shared!: boolean;
}

@ObjectType()
export class SavedFilterChanged {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly revision!: number;
}
