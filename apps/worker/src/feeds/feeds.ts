import { randomInt, randomUUID } from 'node:crypto';
import {
  type Feed,
  FEED_TYPES,
  FeedBook,
  feedDecider,
  feedStream,
  type Fetched,
  type IndicatorList,
  isDue,
  listDecider,
  listStream,
  partLines,
} from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream, type Position } from '@wireledger/event-sourcing';
import type { FeedProtocol, ListFeed, ListFormat } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { getFile, GET_LIMITS, type GetLimits, type NotifyKeys, type OutboundPolicy } from '@wireledger/notify';
import type { Logger } from '@wireledger/platform';
import { type ListContentStore, readListFile } from '@wireledger/read-models';

import { FeedSession } from './feed-session';
import { syncMisp } from './misp-feed';
import { PartShelf, type PartStore } from './part-shelf';
import { syncTaxii } from './taxii';

const BY = 'system:worker';
const PAGE = 500;
/** Changes of a list by people while it is fetched: the import is tried again on what they made of it. */
const ATTEMPTS = 3;

/** What fetching stands on. */
export interface FeedParts {
  readonly log: EventLog;
  readonly contents: Pick<ListContentStore, 'save' | 'load'>;
  readonly feedParts: PartStore;
  readonly policy: OutboundPolicy;
  readonly keys: NotifyKeys;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
  readonly limits?: GetLimits;
}

/** Feeds that take many requests: how they are asked, and in which format what they say is written. */
const PROTOCOLS = {
  taxii: { ask: syncTaxii, source: 'stix' },
  'misp-feed': { ask: syncMisp, source: 'misp' },
} as const satisfies Readonly<Record<FeedProtocol, object>>;

/** After these the version that is in force is what the source said. */
const SETTLED: ReadonlySet<string> = new Set(['imported', 'unchanged', 'notModified']);

/** What came, to be read into a version; `source`: the format of what it was made of, null where it is read as it came. */
interface Taken {
  readonly body: AsyncIterable<Buffer>;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly name: string;
  readonly format: ListFormat | null;
  readonly source: ListFormat | null;
}

/** What to tell of a fetch; the rest has defaults. */
const outcome = (state: Fetched['state'], more: Partial<Fetched> = {}): Omit<Fetched, 'tookMs'> => ({
  ...{ state, why: null, status: null, etag: null, lastModified: null, bytes: 0, passing: false, retryAfterS: null },
  ...more,
});

/** Fetches lists whose time has come, one after the other, and notes on the log what became of each. */
export class Feeds {
  private readonly book = new FeedBook();
  private after: Position | 'start' = 'start';
  private running: Promise<void> | null = null;
  /** Nobody can write a list whose entries collide. */
  private readonly seed = randomInt(2 ** 32);

  constructor(private readonly parts: FeedParts) {}

  /** One round; a second one at the same time is the same one. @throws what log and database throw */
  tick(signal: AbortSignal): Promise<void> {
    this.running ??= this.round(signal).finally(() => (this.running = null));
    return this.running;
  }

  private async round(signal: AbortSignal): Promise<void> {
    await this.learn();
    const synced = this.book.all().filter(({ feed }) => feed !== null && Object.hasOwn(PROTOCOLS, feed.format ?? ''));
    await this.parts.feedParts.keepOnly(synced.map(({ list }) => list));
    for (const feed of this.book.all()) {
      if (signal.aborted) return;
      if (isDue(feed, this.parts.clock() * 1000)) await this.fetch(feed);
    }
  }

  /** What happened to feeds since the last round. */
  private async learn(): Promise<void> {
    for (;;) {
      const page = await this.parts.log.readAll({ after: this.after, filter: { types: FEED_TYPES }, limit: PAGE });
      for (const event of page.events) this.book.apply(event);
      this.after = page.next;
      if (page.end) return;
    }
  }

  private async fetch({ list, feed, last }: Feed): Promise<void> {
    if (!feed) return;
    const { log, clock, logger } = this.parts;
    const began = clock();
    const became = await this.become(list, feed, last);
    const at = clock() * 1000;
    const fetched: Fetched = {
      ...became,
      why: became.why?.slice(0, 500) ?? null,
      tookMs: Math.max(0, Math.round(clock() - began)),
    };
    const id = randomUUID();
    const context = { actor: BY, correlationId: id, causationId: id, at };
    const { state, revision } = await handleCommand(
      log,
      feedDecider,
      feedStream(list),
      { type: 'fetched', by: BY, at, fetched },
      context,
    );
    if (state) this.book.keep(state, revision);
    const { state: is, why, status, bytes } = fetched;
    logger[is === 'failed' || is === 'refused' || is === 'held' ? 'warn' : 'info'](
      { list, is, why, status, bytes },
      'list fetched',
    );
  }

  private async become(list: string, feed: ListFeed, last: Feed['last']): Promise<Omit<Fetched, 'tookMs'>> {
    const opened = feed.header && this.parts.keys.open(feedStream(list), feed.header.sealed);
    if (feed.header && opened === null)
      return outcome('failed', { why: 'the value of its header was sealed by another installation. Set it again.' });
    const secret = feed.header && opened !== null ? { [feed.header.name.toLowerCase()]: opened } : {};
    const protocol = PROTOCOLS[feed.format as FeedProtocol] as (typeof PROTOCOLS)[FeedProtocol] | undefined;
    if (protocol) return this.trySync(list, feed, protocol, { secret, last });
    const got = await getFile(
      this.parts.policy,
      {
        ...{ url: feed.url, headers: secret },
        // What was held or refused has none, so that it is looked at again.
        ...{ etag: last?.etag ?? null, lastModified: last?.lastModified ?? null },
      },
      this.parts.limits ?? GET_LIMITS,
    );
    if (got.is === 'failed') {
      const { why, status, passing, retryAfterS } = got;
      return outcome('failed', { why, status, passing, retryAfterS, ...validatorsOf(last) });
    }
    if (got.is === 'notModified') return outcome('notModified', { status: 304, ...validatorsOf(last) });
    const format = feed.format as ListFormat | null;
    return this.take(list, { ...got, name: nameOf(feed.url), format, source: null }, last);
  }

  /** {@link sync}; whatever goes wrong with one feed is told of it, and does not keep the feeds behind it from their turn. */
  private async trySync(...given: Parameters<Feeds['sync']>): Promise<Omit<Fetched, 'tookMs'>> {
    try {
      return await this.sync(...given);
    } catch (error) {
      return outcome('failed', { why: (error as Error).message, passing: true });
    }
  }

  /** Asks for what has changed, and makes the list's next version of everything that the feed has said so far. */
  private async sync(
    list: string,
    { url, format }: ListFeed,
    { ask, source }: (typeof PROTOCOLS)[FeedProtocol],
    { secret, last }: { readonly secret: Readonly<Record<string, string>>; readonly last: Feed['last'] },
  ): Promise<Omit<Fetched, 'tookMs'>> {
    const { policy, limits, clock, feedParts } = this.parts;
    const session = new FeedSession(policy, { url, secret }, limits ?? GET_LIMITS, clock);
    const synced = await ask(session, url, new PartShelf(feedParts, list, `${format} ${url}`, format === 'taxii'));
    const { bytes } = session;
    if (synced.is === 'failed') {
      const { why, status, passing, retryAfterS } = synced;
      return outcome('failed', { why, status, passing, retryAfterS, bytes });
    }
    const now = clock() * 1000;
    const isSettled = last !== null && SETTLED.has(last.state) && !(await feedParts.pending(list));
    // What ended while the last fetch went on may have been taken by it.
    if (isSettled && !(await feedParts.ended(list, last.at - last.tookMs * 1000, now)))
      return outcome('notModified', { why: synced.why, status: 200, bytes });
    const lines = async function* () {
      for await (const entries of feedParts.entries(list, now)) yield Buffer.from(partLines(entries));
    };
    const given = {
      body: lines(),
      etag: null,
      lastModified: null,
      name: nameOf(url),
      format: 'plain',
      source,
    } as const;
    const became = await this.take(list, given, null);
    if (SETTLED.has(became.state)) await feedParts.taken(list);
    return { ...became, why: became.why ?? synced.why, bytes };
  }

  /** Reads what comes into the list's next version. */
  private async take(
    id: string,
    { body, etag, lastModified, name, format, source }: Taken,
    last: Feed['last'],
  ): Promise<Omit<Fetched, 'tookMs'>> {
    const { log, contents, clock } = this.parts;
    let bytes = 0;
    const counted = async function* () {
      for await (const piece of body) {
        bytes += piece.length;
        yield piece;
      }
    };
    try {
      const { state: list } = await loadStream(log, listDecider, listStream(id));
      if (!list) return outcome('failed', { why: 'there is no such list', status: 200 });
      const options = { seed: this.seed, nowUs: clock() * 1000 };
      const read = await readListFile(contents, list, { body: counted(), name, format, accepted: null }, options);
      const told = { status: 200, bytes };
      if (!read.deed) return outcome(read.state, { ...told, why: read.why });
      const back = takenBack(list, read.deed.content.sha256);
      if (back !== null) {
        const why = `It holds what version ${back} holds, which was taken back: it stays so until something else comes. To have it all the same, roll back to version ${back}.`;
        return outcome('unchanged', { ...told, why, etag, lastModified });
      }
      const { origin } = read.deed;
      await this.importAs(id, { ...read.deed, origin: { ...origin, format: source ?? origin.format } });
      return outcome(read.state, { ...told, etag, lastModified });
    } catch (error) {
      const passing = !(error instanceof DomainError);
      return outcome('failed', { why: (error as Error).message, status: 200, bytes, passing, ...validatorsOf(last) });
    }
  }

  private async importAs(id: string, deed: object): Promise<void> {
    const { log, clock } = this.parts;
    const command = randomUUID();
    const at = clock() * 1000;
    const context = { actor: BY, correlationId: command, causationId: command, at };
    for (let attempt = 1; ; attempt++) {
      const { state } = await loadStream(log, listDecider, listStream(id));
      const order = { ...deed, seen: state?.revision ?? 0, by: BY, at, command } as Parameters<
        typeof listDecider.decide
      >[1];
      try {
        await handleCommand(log, listDecider, listStream(id), order, context);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof DomainError && error.code === 'LIST_CONFLICT')) throw error;
      }
    }
  }
}

/** Number of the version with this content that somebody took back for the one in force; null when none was. */
function takenBack({ versions, inForce }: IndicatorList, sha256: string): number | null {
  if (inForce === null) return null;
  return versions.slice(inForce).findLast(({ content }) => content.sha256 === sha256)?.number ?? null;
}

/** What it is asked with next time stays what it was. */
const validatorsOf = (last: Feed['last']) => ({ etag: last?.etag ?? null, lastModified: last?.lastModified ?? null });

/** What a fetched file is called: the last part of its address, without what may be secret behind `?`. */
function nameOf(url: string): string {
  const { pathname, hostname } = new URL(url);
  return pathname.split('/').findLast((part) => part !== '') ?? hostname;
}
