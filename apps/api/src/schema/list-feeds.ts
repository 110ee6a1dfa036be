import { ArgsType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { ListOrderArgs } from './lists';
import { Time } from './scalars';

export enum FeedState {
  imported = 'imported',
  unchanged = 'unchanged',
  notModified = 'notModified',
  held = 'held',
  refused = 'refused',
  failed = 'failed',
}
registerEnumType(FeedState, {
  name: 'FeedState',
  description:
    'What became of a fetch. held: far more would change than usual; refused: it is no list; failed: nothing could be read. Nothing changed then.',
});

export enum FeedFormat {
  plain = 'plain',
  csv = 'csv',
  hosts = 'hosts',
  abusech = 'abuse.ch',
  zeek = 'zeek',
  stix = 'stix',
  misp = 'misp',
  taxii = 'taxii',
  mispfeed = 'misp-feed',
}
registerEnumType(FeedFormat, {
  name: 'FeedFormat',
  description:
    'What stands at the address: a file in a format, a TAXII 2.1 server or collection (taxii), or the folder of a MISP feed with its manifest (mispfeed). The last two are asked for what has changed.',
});

/** What became of the newest fetch. */
@ObjectType()
export class FeedFetch {
  @Field(() => FeedState)
  readonly state!: FeedState;

  @Field(() => String, { nullable: true })
  readonly why!: string | null;

  @Field(() => Int, { nullable: true, description: 'Of HTTP; null without an answer.' })
  readonly status!: number | null;

  @Field(() => Time)
  readonly at!: string;

  @Field(() => Float)
  readonly bytes!: number;

  @Field(() => Int, { description: 'Failures in a row.' })
  readonly failures!: number;
}

/** Where the file of a list is fetched from, and how often. */
@ObjectType()
export class ListFeed {
  @Field(() => ID)
  readonly list!: string;

  @Field(() => String)
  readonly url!: string;

  @Field(() => FeedFormat, { nullable: true, description: 'Null: it is found out.' })
  readonly format!: FeedFormat | null;

  @Field(() => Int)
  readonly everyMinutes!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the header that is sent along; its value is never shown.',
  })
  readonly headerName!: string | null;

  @Field(() => Int)
  readonly revision!: number;

  @Field(() => String)
  readonly changedByName!: string;

  @Field(() => Time)
  readonly changedAt!: string;

  @Field(() => FeedFetch, { nullable: true, description: 'Null before the first one.' })
  readonly last!: FeedFetch | null;

  @Field(() => Time, { nullable: true, description: 'Not before this; null: within a minute.' })
  readonly nextAt!: string | null;
}

@ArgsType()
export class SetListFeedArgs extends ListOrderArgs {
  @Field(() => String, { description: 'By https on the Internet; what is private only where OUTBOUND_ALLOW has it.' })
  readonly url!: string;

  @Field(() => FeedFormat, { nullable: true })
  readonly format?: FeedFormat | null;

  @Field(() => Int, { description: '15 to 43,200.' })
  readonly everyMinutes!: number;

  @Field(() => String, { nullable: true, description: 'Name of a header to send along; null: none.' })
  readonly headerName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its value, which is kept sealed; null keeps the one that is there. Of Authorization: `Bearer …`, `Basic …`, or `user:password`.',
  })
  readonly headerValue?: string | null;
}

@ArgsType()
export class FetchListArgs {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { description: `Idempotency key, a UUID: the same one never acts twice.` })
  readonly key!: string;
}
