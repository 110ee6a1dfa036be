import { ArgsType, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Time } from './scalars';

@ObjectType({ description: 'Whom a page that shows facts of a source has to name, and where it leads.' })
export class Attribution {
  @Field(() => String)
  readonly text!: string;

  @Field(() => String)
  readonly url!: string;
}

/** What a fact rests on. */
@ObjectType()
export class FactSource {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'As its publisher counts; of a file without one, the beginning of its hash.' })
  readonly version!: string;

  @Field(() => Time, { nullable: true, description: 'When its publisher made it.' })
  readonly built!: string | null;

  @Field(() => String, { description: 'SHA-256 of the file.' })
  readonly sha256!: string;

  @Field(() => Attribution, { nullable: true })
  readonly attribution!: Attribution | null;
}

/** What data sets say of an address. */
@ObjectType()
export class Place {
  @Field(() => String)
  readonly address!: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  readonly country!: string | null;

  @Field(() => String, { nullable: true })
  readonly region!: string | null;

  @Field(() => String, { nullable: true })
  readonly city!: string | null;

  @Field(() => Float, { nullable: true, description: 'Degrees north.' })
  readonly latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees east.' })
  readonly longitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Number of the autonomous system that announces the address.' })
  readonly asn!: number | null;

  @Field(() => String, { nullable: true })
  readonly organisation!: string | null;

  @Field(() => [FactSource], { description: 'What this rests on, the location’s first.' })
  readonly sources!: readonly FactSource[];
}

@ArgsType()
export class PlacesArgs {
  @Field(() => [String], { description: 'At most 200.' })
  readonly addresses!: readonly string[];
}

export const EnrichmentKind = { LOCATION: 'LOCATION', NETWORK: 'NETWORK' } as const;
export type EnrichmentKind = keyof typeof EnrichmentKind;
registerEnumType(EnrichmentKind, {
  name: 'EnrichmentKind',
  description: 'Where addresses are; whose network they are in.',
});

export const EnrichmentOrigin = { OWN: 'OWN', PACKAGE: 'PACKAGE', NONE: 'NONE', OFF: 'OFF' } as const;
export type EnrichmentOrigin = keyof typeof EnrichmentOrigin;
registerEnumType(EnrichmentOrigin, {
  name: 'EnrichmentOrigin',
  description: 'The operator’s own file; an installed package; neither; switched off.',
});

export const FactFileState = { IDLE: 'IDLE', READY: 'READY', FAILED: 'FAILED' } as const;
export type FactFileState = keyof typeof FactFileState;
registerEnumType(FactFileState, { name: 'FactFileState', description: 'IDLE: not read yet, since nobody asked.' });

@ObjectType()
export class FactFile {
  @Field(() => String)
  readonly path!: string;

  @Field(() => FactFileState)
  readonly state!: FactFileState;

  @Field(() => FactSource, { nullable: true, description: 'What is in use; null before it is read.' })
  readonly source!: FactSource | null;

  @Field(() => Int, { nullable: true, description: 'Ranges in it; null when the format does not say.' })
  readonly entries!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the file that lies there now is not used; while READY the one before it still is.',
  })
  readonly problem!: string | null;
}

/** A source of facts about addresses, as it stands in this process. */
@ObjectType()
export class EnrichmentSource {
  @Field(() => EnrichmentKind)
  readonly kind!: EnrichmentKind;

  @Field(() => EnrichmentOrigin)
  readonly origin!: EnrichmentOrigin;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Attribution, { nullable: true })
  readonly attribution!: Attribution | null;

  @Field(() => [FactFile])
  readonly files!: readonly FactFile[];

  @Field(() => Float, { description: 'Look-ups since the process began.' })
  readonly asked!: number;

  @Field(() => Float)
  readonly found!: number;

  @Field(() => String, { nullable: true, description: 'What to do where nothing can be answered.' })
  readonly mend!: string | null;
}
