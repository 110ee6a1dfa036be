import { ArgsType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { Time } from './scalars';

@ObjectType({ description: `An entry that was observed at a sensor.` })
export class HuntMatch {
  @Field(() => String)
  readonly indicator!: string;

  @Field(() => Float, { description: `Line of the list's file; 0: added by hand, or asked for.` })
  readonly line!: number;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => Time, { description: `Packet time.` })
  readonly first!: string;

  @Field(() => Time)
  readonly last!: string;

  @Field(() => Float, { description: `Connections that ended, lookups, handshakes and requests.` })
  readonly count!: number;

  @Field(() => Int, { description: `Days of recording on which it was seen.` })
  readonly days!: number;

  @Field(() => [String], { description: `Who had to do with it: the first by their text, at most 8.` })
  readonly hosts!: readonly string[];

  @Field(() => Boolean, { description: `There were others.` })
  readonly more!: boolean;

  @Field(() => [String], { description: `What was observed: the entry, or what it holds; at most 20.` })
  readonly values!: readonly string[];

  @Field(() => Int, { description: `How many, at most 500.` })
  readonly valueCount!: number;

  @Field(() => ID, { nullable: true, description: `The alert that tells of it.` })
  readonly alert!: string | null;
}

@ObjectType({
  description: `A look back in the dictionary of what was observed: for what a list has learned, or for what a person asks.`,
})
export class Hunt {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { description: `imported, reverted, resumed, added, removed; asked: a person did.` })
  readonly cause!: string;

  @Field(() => ID, { nullable: true, description: `The list whose entries are looked for.` })
  readonly list!: string | null;

  @Field(() => [String], { nullable: true, description: `What a person asked for instead.` })
  readonly entries!: readonly string[] | null;

  @Field(() => Time)
  readonly askedAt!: string;

  @Field(() => String, {
    description: `waiting, running, done, failed, canceled; held: it matches a large part of everything, and raises nothing until somebody says so.`,
  })
  readonly state!: string;

  @Field(() => Float, { description: `0 to 1.` })
  readonly progress!: number;

  @Field(() => Float, { description: `Entries that were looked for.` })
  readonly looked!: number;

  @Field(() => Int, { description: `Entries that were observed.` })
  readonly matched!: number;

  @Field(() => Int, { description: `Alerts that tell of them, also those of before.` })
  readonly alerts!: number;

  @Field(() => Float, { nullable: true })
  readonly tookMs!: number | null;

  @Field(() => String, { nullable: true, description: `Why it is held, ended early, failed, or raised nothing.` })
  readonly note!: string | null;

  @Field(() => [HuntMatch], { description: `At most 200; none in lists of several.` })
  readonly matches!: readonly HuntMatch[];
}

@ArgsType()
export class HuntsArgs {
  @Field(() => ID, { nullable: true, description: `Of this list; what the caller asked for when left out.` })
  readonly list?: string | null;
}

@ArgsType()
export class HuntArgs {
  @Field(() => ID)
  readonly id!: string;
}

@ArgsType()
export class HuntForArgs {
  @Field(() => [String], {
    description: `Addresses, prefixes, names (each holds those below) and fingerprints (JA3, JA4): 1 to 1,000.`,
  })
  readonly entries!: readonly string[];
}

@ArgsType()
export class ReleaseHuntArgs extends HuntArgs {
  @Field(() => String)
  readonly reason!: string;
}
