import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { Time } from './scalars';

@ObjectType()
export class FollowedPlace {
  @Field(() => String, { description: 'zeek, eve, access or queries' })
  readonly kind!: string;

  @Field(() => String, {
    description: 'A file, a folder of Zeek, or names with `*` and `?`, on the host of the sensor.',
  })
  readonly path!: string;
}

@ObjectType()
export class LineCount {
  @Field(() => String)
  readonly reason!: string;

  @Field(() => Float)
  readonly lines!: number;
}

@ObjectType({ description: 'A collector of logs (Zeek, Suricata, web servers, resolvers) that runs.' })
export class LogCollector {
  @Field(() => ID, { description: 'Its source; another one when what was being read was lost.' })
  readonly source!: string;

  @Field(() => String)
  readonly sensor!: string;

  @Field(() => [FollowedPlace])
  readonly places!: readonly FollowedPlace[];

  @Field(() => Int, { description: 'Files that are followed there now.' })
  readonly files!: number;

  @Field(() => Float, { description: 'Lines that were read.' })
  readonly lines!: number;

  @Field(() => [LineCount], { description: 'Those of which there are no facts, by kind; the most frequent first.' })
  readonly unused!: readonly LineCount[];

  @Field(() => [LineCount], { description: 'Those that cannot be read, by cause; the most frequent first.' })
  readonly rejected!: readonly LineCount[];

  @Field(() => Float, { description: 'Bytes that were not read yet, packed files aside.' })
  readonly behind!: number;

  @Field(() => Time, { nullable: true, description: 'Time of the newest line; null before the first.' })
  readonly newest!: string | null;

  @Field(() => [String], { description: 'What stands in the way now, with cause and mend.' })
  readonly problems!: readonly string[];
}
