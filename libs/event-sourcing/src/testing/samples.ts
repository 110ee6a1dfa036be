import { randomUUID } from 'node:crypto';

import type {
  AppendReq,
  EventLog,
  EventMeta,
  Expected,
  NewEvent,
  Position,
  RecordedEvent,
  Subscribed,
} from '../event-log';
import type { JsonObject } from '../json';

/** A stream name that no other test uses. */
export const aStream = (category = 'thing'): string => `${category}-${randomUUID()}`;

export const someMeta: EventMeta = {
  $correlationId: 'c-1',
  $causationId: 'k-1',
  actor: 'system:test',
  sv: 1,
  occ: [1_700_000_000_000_000, 1_700_000_000_000_000],
};

/** An event with a new id; `data` and `type` as given. */
export const anEvent = (data: JsonObject = {}, type = 'domain.ThingHappened'): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  meta: someMeta,
});

/** `count` events whose data carry `n` = 0, 1, 2 … */
export const someEvents = (count: number, type?: string): NewEvent[] =>
  Array.from({ length: count }, (_, n) => anEvent({ n }, type));

export const anAppend = (stream: string, expected: Expected, events: readonly NewEvent[]): AppendReq => ({
  stream,
  expected,
  appendId: randomUUID(),
  events,
});

/** Appends one request and answers its one result. */
export async function appendOne(log: EventLog, request: AppendReq) {
  const [result] = await log.append([request]);
  if (!result) throw new Error('append gave no result');
  return result;
}

/** Appends and expects `ok`. */
export async function appended(log: EventLog, stream: string, expected: Expected, events: readonly NewEvent[]) {
  const result = await appendOne(log, anAppend(stream, expected, events));
  if (result.status !== 'ok') throw new Error(`append to ${stream} answered ${result.status}`);
  return result;
}

/** Reads to the head, page by page. */
export async function readToHead(
  log: EventLog,
  after: Position | 'start',
  options: { types?: readonly string[]; limit?: number } = {},
): Promise<RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  const filter = options.types ? { filter: { types: options.types } } : {};
  for (;;) {
    const page = await log.readAll({ after, ...filter, limit: options.limit ?? 100 });
    found.push(...page.events);
    if (page.end) return found;
    if (page.next === after) throw new Error('readAll neither ends nor moves on');
    after = page.next;
  }
}

/** Follows the log until `enough` says so; aborts then. @throws when `deadlineMs` passes first */
export async function followUntil(
  log: EventLog,
  query: { after: Position | 'start'; types?: readonly string[] },
  enough: (seen: readonly Subscribed[]) => boolean,
  deadlineMs = 20_000,
): Promise<Subscribed[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), deadlineMs);
  const seen: Subscribed[] = [];
  const filter = query.types ? { filter: { types: query.types } } : {};
  try {
    for await (const message of log.subscribeAll({ after: query.after, ...filter }, stop.signal)) {
      seen.push(message);
      if (enough(seen)) return seen;
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  throw new Error(`subscription saw ${seen.length} messages and not what was waited for`);
}

/** Events of a subscription's messages. */
export const eventsOf = (messages: readonly Subscribed[]): RecordedEvent[] =>
  messages.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
