import {
  type Feed,
  type FeedBook,
  type FeedCommand,
  feedDecider,
  feedStream,
  listDecider,
  listStream,
} from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { listFeed, type ListFeed as FeedDefinition } from '@wireledger/events';
import { DomainError, formatTime } from '@wireledger/kernel';
import { type NotifyKeys, type OutboundPolicy, OutboundRefused } from '@wireledger/notify';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type { FeedFormat, FeedState, ListFeed, SetListFeedArgs } from '../schema/list-feeds';
import type { ListSaved } from '../schema/lists';

/** Rings for a round of fetching. */
export interface FeedsPort {
  ring(): Promise<void>;
}

/** What the desk stands on. */
export interface FeedDeskParts {
  readonly log: EventLog;
  readonly book: FeedBook;
  readonly names: Pick<ActorNames, 'of'>;
  readonly policy: OutboundPolicy;
  readonly keys: NotifyKeys;
  readonly feeds: FeedsPort;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** What a header's value may be: printable, without line breaks (RFC 9110 §5.5). */
const VALUE = /^[\x20-\x7e]{1,4000}$/;
/** Headers that are the request's own. */
const OWN = /^(?:host|connection|content-.*|transfer-encoding|accept-encoding|if-.*|upgrade|te|trailer|proxy-.*)$/i;
const MOST_FEEDS = 200;

/** A user and a password are sent as RFC 7617 says; anything else as it was written. */
const sentAs = (name: string, value: string): string =>
  name.toLowerCase() === 'authorization' && /^[^\s:]+:\S+$/.test(value)
    ? `Basic ${Buffer.from(value).toString('base64')}`
    : value;

/** Where people say what lists are fetched from. */
export class FeedDesk {
  constructor(private readonly parts: FeedDeskParts) {}

  /** Those that are fetched. */
  feeds(): readonly ListFeed[] {
    return this.parts.book.all().flatMap((feed) => this.shown(feed) ?? []);
  }

  /** @throws DomainError LIST_UNKNOWN, ADDRESS_REFUSED, BAD_USER_INPUT, LIMIT_EXCEEDED, LIST_CONFLICT, BUSY */
  async set(args: SetListFeedArgs, context: GraphqlContext): Promise<ListSaved> {
    const id = uuidOf('id', args.id);
    const { state } = await loadStream(this.parts.log, listDecider, listStream(id));
    if (!state) throw new DomainError('LIST_UNKNOWN', 'There is no such list. Load the lists again.');
    if (!this.parts.book.one(id)?.feed && this.feeds().length >= MOST_FEEDS)
      throw new DomainError('LIMIT_EXCEEDED', `${MOST_FEEDS} lists are fetched at most. Take another one away first.`);
    await this.assertCallable(args.url);
    const feed = parsed(listFeed, {
      ...{ url: args.url, format: args.format ?? null, everyS: args.everyMinutes * 60 },
      header: this.header(id, args),
    });
    return this.tell(id, args.key, { type: 'set', list: id, feed, seen: args.seen }, context);
  }

  /** @throws DomainError LIST_CONFLICT, BUSY */
  remove(args: { readonly id: string; readonly seen: number; readonly key: string }, context: GraphqlContext) {
    const id = uuidOf('id', args.id);
    return this.tell(id, args.key, { type: 'set', list: id, feed: null, seen: args.seen }, context);
  }

  /** @throws DomainError NOT_FOUND, BUSY */
  fetch(args: { readonly id: string; readonly key: string }, context: GraphqlContext): Promise<ListSaved> {
    return this.tell(uuidOf('id', args.id), args.key, { type: 'ask' }, context);
  }

  private header(id: string, { headerName, headerValue }: SetListFeedArgs): FeedDefinition['header'] {
    if (!headerName) return null;
    if (OWN.test(headerName))
      throw new DomainError('BAD_USER_INPUT', `\`headerName\`: ${headerName} is a header of the request itself.`);
    const had = this.parts.book.one(id)?.feed?.header;
    if (!headerValue) {
      if (had?.name === headerName) return had;
      throw new DomainError('BAD_USER_INPUT', '`headerValue`: a new header needs its value.');
    }
    if (!VALUE.test(headerValue))
      throw new DomainError('BAD_USER_INPUT', '`headerValue`: printable ASCII in one line, at most 4,000 characters.');
    return { name: headerName, sealed: this.parts.keys.seal(feedStream(id), sentAs(headerName, headerValue)) };
  }

  private async assertCallable(url: string): Promise<void> {
    try {
      await this.parts.policy.check(url);
    } catch (error) {
      if (error instanceof OutboundRefused) throw new DomainError('ADDRESS_REFUSED', error.message);
      throw error;
    }
  }

  private async tell(
    id: string,
    key: string,
    deed:
      | { readonly type: 'set'; readonly list: string; readonly feed: FeedDefinition | null; readonly seen: number }
      | { readonly type: 'ask' },
    { viewer, requestId }: GraphqlContext,
  ): Promise<ListSaved> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const [by, at] = [actorOf(viewer), this.parts.clock() * 1000];
    const command: FeedCommand = { ...deed, by, at, command: uuidOf('key', key) };
    const context = { actor: by, correlationId: requestId, causationId: requestId, at };
    try {
      const { log, book, feeds } = this.parts;
      const { state, revision, position } = await handleCommand(log, feedDecider, feedStream(id), command, context);
      if (state) book.keep(state, revision);
      await feeds.ring();
      return { position, id, revision: state?.revision ?? 0 };
    } catch (error) {
      throw shownConflict(error, this.parts.names);
    }
  }

  private shown({ list, feed, revision, set, last, askedAt }: Feed): ListFeed | null {
    if (!feed) return null;
    return {
      ...{ list, revision, url: feed.url, format: feed.format as FeedFormat | null },
      ...{ everyMinutes: Math.round(feed.everyS / 60), headerName: feed.header?.name ?? null },
      ...{ changedByName: this.parts.names.of(set.by), changedAt: formatTime(set.at) },
      last: last && {
        ...{ state: last.state as FeedState, why: last.why, status: last.status, bytes: last.bytes },
        ...{ at: formatTime(last.at), failures: last.failures },
      },
      nextAt: last === null || askedAt !== null ? null : formatTime(last.nextAt),
    };
  }
}
