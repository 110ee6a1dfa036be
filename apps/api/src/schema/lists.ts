import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { PositionScalar, Time } from './scalars';

export enum ListKind {
  addresses = 'addresses',
  names = 'names',
  fingerprints = 'fingerprints',
}
registerEnumType(ListKind, {
  name: 'ListKind',
  description: 'Addresses and prefixes; names, which hold those below them; fingerprints of TLS clients (JA3, JA4).',
});

export enum ListAction {
  threat = 'threat',
  allow = 'allow',
  watch = 'watch',
}
registerEnumType(ListAction, {
  name: 'ListAction',
  description: 'What is bad; what rules leave out; what is to be noticed.',
});

/** A list of indicators. */
@ObjectType()
export class IndicatorList {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => ListKind)
  readonly kind!: string;

  @Field(() => ListAction)
  readonly action!: string;

  @Field(() => String, { description: 'Where its entries come from, in words.' })
  readonly source!: string;

  @Field(() => String)
  readonly licence!: string;

  @Field(() => Boolean, { description: 'It matches nothing.' })
  readonly paused!: boolean;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => Int, { nullable: true, description: 'Version in force; null before the first import.' })
  readonly version!: number | null;

  @Field(() => Float, { description: 'Entries of that version.' })
  readonly entries!: number;

  @Field(() => Float, { description: 'Entries that it added beside the version before.' })
  readonly added!: number;

  @Field(() => Float)
  readonly removed!: number;

  @Field(() => Int, { description: 'Entries by hand.' })
  readonly byHand!: number;

  @Field(() => Int, { description: 'Alerts told by a list of this name.' })
  readonly hits!: number;

  @Field(() => Time, { nullable: true })
  readonly importedAt!: string | null;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;
}

/** A file that was read into a list. */
@ObjectType()
export class ListVersion {
  @Field(() => Int)
  readonly number!: number;

  @Field(() => String)
  readonly byName!: string;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => Float)
  readonly entries!: number;

  @Field(() => Float)
  readonly added!: number;

  @Field(() => Float)
  readonly removed!: number;

  @Field(() => String, { description: 'Name of the file, made inert.' })
  readonly file!: string;

  @Field(() => String)
  readonly format!: string;

  @Field(() => Float)
  readonly lines!: number;

  @Field(() => Float)
  readonly duplicates!: number;

  @Field(() => Float, {
    description:
      'Left out on purpose: of another kind than the list’s; in STIX and MISP also what was revoked, has ended, is not for detection, or is not one value.',
  })
  readonly otherKind!: number;

  @Field(() => Float, { description: 'Lines that were refused, left out.' })
  readonly refused!: number;

  @Field(() => String, { nullable: true, description: 'Why it is in force although far more changed than usual.' })
  readonly accepted!: string | null;
}

/** Something that was done to a list. */
@ObjectType()
export class ListChange {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => String, { description: 'Name of the event: ListDefined, ListImported …' })
  readonly action!: string;

  @Field(() => String, { nullable: true, description: 'Version or entry that it was about.' })
  readonly subject!: string | null;

  @Field(() => String, { nullable: true })
  readonly reason!: string | null;

  @Field(() => String)
  readonly byName!: string;

  @Field(() => Time)
  readonly at!: string;
}

/** An entry by hand. */
@ObjectType()
export class HandEntry {
  @Field(() => String)
  readonly value!: string;

  @Field(() => Time, { nullable: true, description: 'It matches what happens before; null: until it is removed.' })
  readonly until!: string | null;

  @Field(() => Boolean)
  readonly ended!: boolean;

  @Field(() => String)
  readonly reason!: string;

  @Field(() => String)
  readonly byName!: string;

  @Field(() => Time)
  readonly at!: string;
}

@ObjectType()
export class ListDetail {
  @Field(() => IndicatorList)
  readonly list!: IndicatorList;

  @Field(() => [ListVersion], { description: 'Newest first, at most 200.' })
  readonly versions!: readonly ListVersion[];

  @Field(() => [ListChange], { description: 'Newest first, at most 200.' })
  readonly changes!: readonly ListChange[];

  @Field(() => [HandEntry], { description: 'Newest first.' })
  readonly entries!: readonly HandEntry[];
}

/** An entry of a version. */
@ObjectType()
export class ListEntry {
  @Field(() => String)
  readonly indicator!: string;

  @Field(() => Float, { description: 'Line of the file; 0: by hand.' })
  readonly line!: number;

  @Field(() => String)
  readonly note!: string;
}

@ArgsType()
export class ListsArgs {
  @Field(() => String, {
    nullable: true,
    description: 'A position, or a time: the answer is what was known then. Never together with `minPosition`.',
  })
  readonly asOf?: string | null;

  @Field(() => PositionScalar, { nullable: true })
  readonly minPosition?: string | null;
}

@ArgsType()
export class ListArgs extends ListsArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class ListEntriesArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { nullable: true, description: 'The version in force when left out.' })
  readonly version?: number | null;

  @Field(() => String, { nullable: true, description: 'A part of the entry or of the word on it, in any case.' })
  readonly search?: string | null;

  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' })
  readonly first?: number | null;
}

@ArgsType()
export class TestIndicatorArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: 'An address, a name or a fingerprint.' })
  readonly text!: string;
}

@ArgsType()
export class ListOrderArgs {
  @Field(() => ID, { description: `A UUID; a new one makes a new list.` })
  readonly id!: string;

  @Field(() => Int, { description: `Revision that the decision rests on, 0 for a new one.` })
  readonly seen!: number;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}

@ArgsType()
export class SaveListArgs extends ListOrderArgs {
  @Field(() => String)
  readonly name!: string;

  @Field(() => ListKind)
  readonly kind!: ListKind;

  @Field(() => ListAction)
  readonly action!: ListAction;

  @Field(() => String, { nullable: true })
  readonly source?: string | null;

  @Field(() => String, { nullable: true })
  readonly licence?: string | null;
}

@ArgsType()
export class ReasonedListArgs extends ListOrderArgs {
  @Field(() => String)
  readonly reason!: string;
}

@ArgsType()
export class RollBackListArgs extends ReasonedListArgs {
  @Field(() => Int)
  readonly version!: number;
}

@ArgsType()
export class RemoveIndicatorArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;

  @Field(() => String)
  readonly value!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ArgsType()
export class AddIndicatorArgs extends RemoveIndicatorArgs {
  @Field(() => Time, { nullable: true, description: 'It matches what happens before; null: until it is removed.' })
  readonly until?: string | null;
}

@ObjectType()
export class ListSaved {
  @Field(() => PositionScalar)
  readonly position!: string;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly revision!: number;
}
