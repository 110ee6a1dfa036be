import {
  FeedAsked,
  FeedFetched,
  type FeedFetchedData,
  type FeedOutcome,
  FeedChanged,
  type ListFeed,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { Acted } from '../notify/acted';

export type FeedEvent = EventOf<typeof FeedChanged | typeof FeedAsked | typeof FeedFetched>;

/** Where a list is fetched from, and what became of it; stream `feed-<list>`. */
export interface Feed {
  readonly list: string;
  /** Null: it is not fetched any more. */
  readonly feed: ListFeed | null;
  /** Number of changes by people; fetching is none. */
  readonly revision: number;
  readonly set: { readonly by: string; readonly at: number };
  readonly last: Omit<FeedFetchedData, 'list' | 'by'> | null;
  /** Wall clock, µs; null when nobody asked since it was last fetched. */
  readonly askedAt: number | null;
  readonly commands: readonly string[];
}

/** What became of a fetch, as the one who fetched tells it. */
export interface Fetched {
  readonly state: FeedOutcome;
  readonly why: string | null;
  readonly status: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bytes: number;
  readonly tookMs: number;
  /** Another try soon makes sense. */
  readonly passing: boolean;
  /** What the server asked for; null when it did not. */
  readonly retryAfterS: number | null;
}

export type FeedCommand =
  | (Acted & { readonly type: 'set'; readonly list: string; readonly feed: ListFeed | null; readonly seen: number })
  | (Acted & { readonly type: 'ask' })
  | { readonly type: 'fetched'; readonly by: string; readonly at: number; readonly fetched: Fetched };

const REMEMBERED_KEYS = 50;
const SECOND = 1_000_000;
/** The first wait after a failure, and what each further one multiplies it by. */
const [RETRY_S, RETRY_FACTOR] = [60, 4];
/** A server that wants to be left alone longer is asked again all the same. */
const MOST_RETRY_S = 86_400;

/** How long to wait, seconds: the interval, or less after a passing failure, or what the server asked for. */
function waitS(everyS: number, failures: number, { passing, retryAfterS }: Fetched): number {
  if (!passing) return everyS;
  const backOff = Math.min(everyS, RETRY_S * RETRY_FACTOR ** Math.min(failures - 1, 10));
  return Math.max(backOff, Math.min(retryAfterS ?? 0, MOST_RETRY_S));
}

function decide(state: Feed | null, command: FeedCommand): readonly FeedEvent[] {
  if (command.type !== 'fetched' && state?.commands.includes(command.command)) return [];
  if (command.type === 'set') {
    const { list, feed, seen, by, at, command: key } = command;
    if ((state?.revision ?? 0) !== seen)
      throw new DomainError(
        'LIST_CONFLICT',
        'Somebody else changed this source first. Look at it, then decide again.',
        {
          version: state?.revision ?? 0,
          ...(state ? { by: state.set.by, at: state.set.at } : {}),
        },
      );
    if (JSON.stringify(state?.feed ?? null) === JSON.stringify(feed)) return [];
    return [FeedChanged.create({ list, by, at, command: key, feed })];
  }
  if (!state?.feed) {
    // It was taken away while it was fetched.
    if (command.type === 'fetched') return [];
    throw new DomainError('NOT_FOUND', 'This list is not fetched from anywhere. Load the lists again.');
  }
  if (command.type === 'ask')
    return [FeedAsked.create({ list: state.list, by: command.by, at: command.at, command: command.command })];
  const { by, at, fetched } = command;
  const failures = fetched.state === 'failed' ? (state.last?.failures ?? 0) + 1 : 0;
  const nextAt = at + waitS(state.feed.everyS, failures, fetched) * SECOND;
  const { passing: _passing, retryAfterS: _retryAfterS, ...told } = fetched;
  return [FeedFetched.create({ list: state.list, by, at, ...told, failures, nextAt })];
}

function evolve(state: Feed | null, { type, data }: FeedEvent): Feed | null {
  if (type === 'domain.FeedChanged') {
    const { list, feed, by, at, command } = data;
    const same = state?.feed?.url === feed?.url;
    return {
      ...{ list, feed, set: { by, at }, revision: (state?.revision ?? 0) + 1 },
      last: same ? (state?.last ?? null) : null,
      askedAt: null,
      commands: [...(state?.commands ?? []), command].slice(-REMEMBERED_KEYS),
    };
  }
  if (!state) return null;
  if (type === 'domain.FeedAsked')
    return { ...state, askedAt: data.at, commands: [...state.commands, data.command].slice(-REMEMBERED_KEYS) };
  const { list: _list, by: _by, ...last } = data;
  return { ...state, last, askedAt: state.askedAt !== null && state.askedAt > data.at ? state.askedAt : null };
}

/** Sets where a list is fetched from, asks for it now, notes what became of it. */
export const feedDecider: Decider<Feed | null, FeedCommand, FeedEvent> = { initial: null, decide, evolve };
export const feedStream = (list: string): string => `feed-${list}`;

/** Whether it is time to fetch it. */
export const isDue = ({ feed, last, askedAt }: Feed, nowUs: number): boolean =>
  feed !== null && (last === null || askedAt !== null || last.nextAt <= nowUs);
