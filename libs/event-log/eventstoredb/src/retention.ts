import { randomUUID } from 'node:crypto';
import { isStreamName, type StreamClass, streamClass } from '@wireledger/event-sourcing';

import type { StoreConnection } from './store-connection';
import { type StoreDriver, StoreFailure, type StoreRecord } from './store-driver';

/** Streams of these classes come and go; each is given its `$maxAge` before its first event. */
const LIMITED: ReadonlySet<StreamClass> = new Set(['telemetry', 'rollup', 'sandbox']);
const METADATA_TYPE = '$metadata';

type StreamMetadata = Readonly<Record<string, unknown>>;

const metadataStream = (stream: string) => `$$${stream}`;
/** Where the rule of a class stands, so that every process finds it: metadata of a stream that has no events. */
const ruleOf = (streamClass: StreamClass) => `retention-${streamClass}`;

/**
 * Retention by class on a server that knows it only by stream: the rule is kept as metadata of `retention-<class>`, streams of
 * limited classes get metadata of their own when they begin, and a changed rule is written to those that have them. The server
 * hides expired events from stream reads at once; reads of the whole log may return them until it is scavenged.
 */
export class Retention {
  constructor(private readonly connection: StoreConnection) {}

  /** @throws Error for a class that is kept for ever */
  async set(streamClassName: StreamClass, maxAgeS: number | null): Promise<void> {
    if (!LIMITED.has(streamClassName)) {
      if (maxAgeS === null) return;
      throw new Error(`${streamClassName} events are kept for ever; they can have no retention`);
    }
    if (maxAgeS !== null && !(Number.isSafeInteger(maxAgeS) && maxAgeS > 0))
      throw new Error(`a retention is a whole number of seconds above 0, not ${maxAgeS}`);
    await this.write(ruleOf(streamClassName), { maxAgeS });
    for (const [stream, metadata] of await this.streamsWithMetadata(streamClassName))
      if ((metadata.$maxAge ?? null) !== maxAgeS) await this.write(stream, withMaxAge(metadata, maxAgeS));
  }

  /** Called before the first event of a stream. A writer without the rights for it may write all the same; it is reported. */
  async applyToNew(stream: string): Promise<void> {
    const ofStream = streamClass(stream);
    if (!LIMITED.has(ofStream)) return;
    try {
      const maxAgeS = (await this.read(ruleOf(ofStream)))?.maxAgeS;
      await this.write(stream, typeof maxAgeS === 'number' ? { $maxAge: maxAgeS } : {});
    } catch (error) {
      if (!(error instanceof StoreFailure) || error.kind !== 'refused') throw error;
      this.connection.onTrouble(error);
    }
  }

  private async read(stream: string): Promise<StreamMetadata | null> {
    const query = { stream: metadataStream(stream), from: 'end', backwards: true, count: 1 } as const;
    try {
      return await this.connection.run(async (driver) => {
        for await (const record of driver.readStream(query, this.limits())) return metadataOf(record);
        return null;
      });
    } catch (error) {
      if (error instanceof StoreFailure && error.kind === 'streamNotFound') return null;
      throw error;
    }
  }

  private async write(stream: string, metadata: StreamMetadata): Promise<void> {
    const event = { id: randomUUID(), type: METADATA_TYPE, data: metadata, metadata: new Uint8Array() };
    const { answerMs } = this.connection.times;
    await this.connection.run((driver) =>
      driver.append({ stream: metadataStream(stream), expected: 'any', events: [event], answerMs }),
    );
  }

  /** Latest metadata of every stream of a class. Looks through the log for metadata only; rarely needed. */
  private async streamsWithMetadata(wanted: StreamClass): Promise<ReadonlyMap<string, StreamMetadata>> {
    const typePattern = `^\\${METADATA_TYPE}$`;
    return this.connection.run(async (driver: StoreDriver) => {
      const found = new Map<string, StreamMetadata>();
      for await (const message of driver.subscribeAll({ after: 'start', typePattern }, this.limits())) {
        if (message.kind === 'caughtUp') return found;
        if (message.kind !== 'record') continue;
        const stream = message.record.stream.slice(2);
        if (isStreamName(stream) && streamClass(stream) === wanted) found.set(stream, metadataOf(message.record));
      }
      throw new StoreFailure('unavailable', 'the event store ended a read before its end');
    });
  }

  private limits() {
    return { signal: this.connection.closed, answerMs: this.connection.times.answerMs };
  }
}

function metadataOf({ data }: StoreRecord): StreamMetadata {
  return typeof data === 'object' && data !== null && !(data instanceof Uint8Array) ? (data as StreamMetadata) : {};
}

function withMaxAge({ $maxAge: _replaced, ...others }: StreamMetadata, maxAgeS: number | null): StreamMetadata {
  return maxAgeS === null ? others : { ...others, $maxAge: maxAgeS };
}
