import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, actor, time } from '../detection/parts';
import { listFormat } from './list-format';

const count = z.number().int().nonnegative();
const list = z.uuid();

/** What is not one file: a TAXII 2.1 collection, and a MISP feed with its manifest. Both are asked for what has changed. */
export const feedProtocol = z.enum(['taxii', 'misp-feed']);
export type FeedProtocol = z.infer<typeof feedProtocol>;

/** Where the file of a list is fetched from, and how often. `header`: one that is sent along, its value sealed. */
export const listFeed = z.object({
  url: z.string().min(1).max(2000),
  /** Null: it is a file whose format is found out. */
  format: z.union([listFormat, feedProtocol]).nullable(),
  everyS: z.number().int().min(900).max(2_592_000),
  header: z.object({ name: z.string().regex(/^[A-Za-z0-9-]{1,60}$/), sealed: z.string().max(8000) }).nullable(),
});
export type ListFeed = z.infer<typeof listFeed>;

/** What became of a fetch: `held` and `refused` as for files that people give; `failed`: nothing could be read. */
export const feedOutcome = z.enum(['imported', 'unchanged', 'notModified', 'held', 'refused', 'failed']);
export type FeedOutcome = z.infer<typeof feedOutcome>;

/** Stream `feed-<list>`, as all below: the list is fetched from there from now on; null = no longer. */
export const FeedChanged = defineEvent({
  type: 'domain.FeedChanged',
  version: 1,
  schema: z.object({ list, ...act, feed: listFeed.nullable() }),
});

/** Somebody wants it fetched now. */
export const FeedAsked = defineEvent({
  type: 'domain.FeedAsked',
  version: 1,
  schema: z.object({ list, ...act }),
});

/** It was fetched, or could not be. `nextAt`: not before this, µs; `failures`: in a row, this one among them. */
export const FeedFetched = defineEvent({
  type: 'domain.FeedFetched',
  version: 1,
  schema: z.object({
    list,
    by: actor,
    at: time,
    state: feedOutcome,
    why: z.string().max(500).nullable(),
    /** Of HTTP; null without an answer. */
    status: z.number().int().nullable(),
    /** What to ask with next time (RFC 9110 §13). */
    etag: z.string().max(500).nullable(),
    lastModified: z.string().max(100).nullable(),
    ...{ bytes: count, tookMs: count, failures: count },
    nextAt: time,
  }),
});
export type FeedFetchedData = z.infer<typeof FeedFetched.schema>;

/** What happens to the feeds of lists. */
export const FEED_EVENTS = [FeedChanged, FeedAsked, FeedFetched] as const;
