import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ANY,
  type AllStreamResolvedEvent,
  BACKWARDS,
  binaryEvent,
  END,
  EventStoreDBClient,
  eventTypeFilter,
  FORWARDS,
  type JSONType,
  jsonEvent,
  NO_STREAM,
  type RecordedEvent,
  START,
} from '@eventstore/db-client';

import type { StoreAddress } from './store-address';
import { failureOf } from './db-client-failures';
import {
  type ReadLimits,
  type StoreDriver,
  type StoreEvent,
  StoreFailure,
  type StoreMessage,
  type StoreRecord,
} from './store-driver';
import { watchedStream } from './watched-stream';

/** Events looked at between two checkpoints of a filtered subscription: window × interval. The client's 1 × 32 floods. */
export interface SearchWindow {
  readonly maxSearchWindow: number;
  readonly checkpointInterval: number;
}

const EVERY_EVENT: SearchWindow = { maxSearchWindow: 1, checkpointInterval: 1 };

interface Channel {
  close(): void;
}

/** What the server sends for a position it does not know. */
const NO_POSITION = 0xffff_ffff_ffff_ffffn;
/** Added to the call's own deadline, which should fire first. */
const GRACE_MS = 500;
/** The client waits without limit for calls to end; then the connection is closed all the same. */
const DISPOSE_MS = 500;

/**
 * The driver over `@eventstore/db-client` 6.2.1, limited to what works there: credentials go with every call, which
 * selects the classic `Append`; the client's default, BatchAppend, has no deadline, hangs after a clean end of the call
 * and lets one client's broken connection reject another's appends.
 */
export class DbClientDriver implements StoreDriver {
  private readonly client: EventStoreDBClient;
  private readonly channels = new Set<Channel>();
  private readonly call: { readonly credentials: StoreAddress['credentials']; readonly requiresLeader: true };

  constructor(
    address: StoreAddress,
    private readonly window: SearchWindow,
  ) {
    this.client = EventStoreDBClient.connectionString(address.url);
    this.call = { credentials: address.credentials, requiresLeader: true };
    this.rememberChannels();
  }

  async append(request: Parameters<StoreDriver['append']>[0]) {
    const { stream, expected, events, answerMs } = request;
    const attempt = this.client.appendToStream(stream, events.map(toClientEvent), {
      ...this.call,
      expectedRevision: expected === 'absent' ? NO_STREAM : expected === 'any' ? ANY : expected,
      deadline: answerMs,
    });
    try {
      const { nextExpectedRevision, position } = await withinMs(attempt, answerMs + GRACE_MS);
      return { revision: nextExpectedRevision, position: position ?? null };
    } catch (error) {
      throw failureOf(error);
    }
  }

  readStream(query: Parameters<StoreDriver['readStream']>[0], limits: ReadLimits): AsyncIterable<StoreRecord> {
    const read = this.client.readStream(query.stream, {
      ...this.call,
      fromRevision: query.from === 'start' ? START : query.from === 'end' ? END : query.from,
      direction: query.backwards ? BACKWARDS : FORWARDS,
      maxCount: query.count,
    });
    return records(watchedStream(read as unknown as Readable, () => read.cancel(), limits));
  }

  lastOfAll(limits: ReadLimits): AsyncIterable<StoreRecord> {
    const read = this.client.readAll({ ...this.call, fromPosition: END, direction: BACKWARDS, maxCount: 1 });
    return records(watchedStream(read as unknown as Readable, () => read.cancel(), limits));
  }

  subscribeAll(query: Parameters<StoreDriver['subscribeAll']>[0], limits: ReadLimits): AsyncIterable<StoreMessage> {
    const subscription = this.client.subscribeToAll({
      ...this.call,
      fromPosition: query.after === 'start' ? START : query.after,
      filter: eventTypeFilter({
        ...(query.everyCheckpoint ? EVERY_EVENT : this.window),
        regex: query.typePattern,
        checkpointReached: async (_subscription, position) => mark({ kind: 'checkpoint', position }),
      }),
    });
    // The client emits these beside its queue of events; put into the queue they keep their place among them.
    const mark = (message: StoreMessage) => void (subscription as unknown as Readable).push(message);
    subscription.on('confirmation', () => mark({ kind: 'confirmed' }));
    subscription.on('caughtUp', () => mark({ kind: 'caughtUp' }));
    return messages(watchedStream(subscription as unknown as Readable, () => subscription.unsubscribe(), limits));
  }

  async dispose(): Promise<void> {
    await Promise.race([this.client.dispose(), sleep(DISPOSE_MS, undefined, { ref: false })]);
    for (const channel of this.channels) channel.close();
  }

  /** The client's own `dispose` ends calls but leaves the connection open, and does not hand it out either. */
  private rememberChannels(): void {
    const inner = this.client as unknown as { createChannel?: () => Promise<Channel> };
    const create = inner.createChannel;
    if (!create) return;
    inner.createChannel = async () => {
      const channel = await create();
      this.channels.add(channel);
      return channel;
    };
  }
}

function toClientEvent({ id, type, data, metadata }: StoreEvent) {
  // The client sends metadata as they are only when they are exactly a Uint8Array; a Buffer it would turn into JSON.
  const bytes = new Uint8Array(metadata);
  return data instanceof Uint8Array
    ? binaryEvent({ id, type, data, metadata: bytes })
    : jsonEvent({ id, type, data: data as JSONType, metadata: bytes });
}

function toRecord(event: RecordedEvent): StoreRecord {
  const { position } = event as { position?: StoreRecord['position'] };
  if (!position || position.commit === NO_POSITION)
    throw new StoreFailure(
      'refused',
      `the event store gives no position with ${event.streamId}: it is older than 22.6`,
    );
  return {
    stream: event.streamId,
    revision: event.revision,
    position,
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
    createdMs: event.created.getTime(),
  };
}

async function* records(resolved: AsyncIterable<{ event?: RecordedEvent }>): AsyncGenerator<StoreRecord, void, void> {
  for await (const { event } of resolved) if (event) yield toRecord(event);
}

async function* messages(
  queue: AsyncIterable<StoreMessage | AllStreamResolvedEvent>,
): AsyncGenerator<StoreMessage, void, void> {
  for await (const message of queue) {
    if ('kind' in message) yield message;
    else if (message.event) yield { kind: 'record', record: toRecord(message.event) };
  }
}

/** The deadline of the call does not cover finding a node; this does. */
async function withinMs<T>(attempt: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StoreFailure('unavailable', `no answer to an append within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([attempt, late]);
  } finally {
    clearTimeout(timer);
    attempt.catch(() => undefined);
  }
}
