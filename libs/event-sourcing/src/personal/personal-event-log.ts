import type { EventCatalogue } from '../event-catalogue';
import type {
  AppendReq,
  AppendResult,
  EventLog,
  Hint,
  Page,
  Position,
  RecordedEvent,
  StreamClass,
  StreamPage,
  Subscribed,
  Subscription,
  Tail,
  TypesAfter,
} from '../event-log';
import type { PersonalCodec } from './personal-codec';

/**
 * A log whose personal texts are sealed with the keys of their subjects. Works over every adapter, opened without a catalogue: offered events are
 * checked, then sealed, then appended; read ones are opened, then upcast. Facts from the wire have no personal texts and pass by.
 */
export class PersonalEventLog implements EventLog {
  constructor(
    private readonly log: EventLog,
    private readonly catalogue: EventCatalogue,
    private readonly codec: PersonalCodec,
  ) {}

  async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    for (const { events } of requests) for (const event of events) this.catalogue.check(event);
    const stored = await Promise.all(
      requests.map(async (request) => ({ ...request, events: await this.codec.seal(request.events) })),
    );
    return this.log.append(stored);
  }

  async readStream(query: Parameters<EventLog['readStream']>[0]): Promise<StreamPage> {
    const page = await this.log.readStream(query);
    return { ...page, events: await this.read(page.events) };
  }

  async readAll(query: Parameters<EventLog['readAll']>[0]): Promise<Page> {
    const page = await this.log.readAll(query);
    return { ...page, events: await this.read(page.events) };
  }

  tail(stream: string): Promise<Tail | 'absent'> {
    return this.log.tail(stream);
  }

  head(): Promise<Position | 'start'> {
    return this.log.head();
  }

  async *subscribeAll(query: Subscription, signal: AbortSignal): AsyncGenerator<Subscribed, void, void> {
    for await (const message of this.log.subscribeAll(query, signal)) {
      if (message.kind !== 'event') yield message;
      else for (const event of await this.read([message.event])) yield { kind: 'event', event };
    }
  }

  hints(signal: AbortSignal): AsyncIterable<Hint> {
    return this.log.hints(signal);
  }

  typesAfter(after: Position | 'start'): Promise<TypesAfter> {
    return this.log.typesAfter(after);
  }

  setRetention(streamClass: StreamClass, rule: { maxAgeS: number | null }): Promise<void> {
    return this.log.setRetention(streamClass, rule);
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private async read(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    return (await this.codec.open(events)).map((event) => this.catalogue.read(event));
  }
}
