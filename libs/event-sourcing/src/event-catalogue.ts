import type { NewEvent, RecordedEvent } from './event-log';
import { InvalidAppend } from './event-log';
import { type EventDefinition, NewerVersion } from './define-event';
import type { JsonObject } from './json';

/** What a log met on reading that its catalogue does not know: the type, and why. */
export interface UnknownEvent {
  readonly type: string;
  readonly version: number;
  readonly reason: 'type' | 'version';
}

/**
 * All kinds of events that a process knows, applied at the port's edge: offered events are checked, read ones upcast.
 * Unknown types and newer versions pass through as they are and are reported once per type and version.
 */
export class EventCatalogue {
  /** Knows nothing: events come back exactly as stored, which is what verifying a chain needs. */
  static readonly raw = new EventCatalogue([]);

  private readonly byType: ReadonlyMap<string, EventDefinition>;
  private readonly reported = new Map<string, UnknownEvent>();

  constructor(
    definitions: readonly EventDefinition[],
    private readonly onUnknown: (unknown: UnknownEvent) => void = () => undefined,
  ) {
    this.byType = new Map(definitions.map((definition) => [definition.type, definition]));
    if (this.byType.size !== definitions.length) throw new Error('an event type is defined twice');
  }

  /** All definitions, by type. */
  get definitions(): ReadonlyMap<string, EventDefinition> {
    return this.byType;
  }

  /** What {@link read} has met and did not know so far. */
  get unknown(): readonly UnknownEvent[] {
    return [...this.reported.values()];
  }

  /** Upcasts a stored event to the current version. */
  read(event: RecordedEvent): RecordedEvent {
    const definition = this.byType.get(event.type);
    if (!definition) {
      if (this.byType.size > 0) this.report({ type: event.type, version: event.meta.sv, reason: 'type' });
      return event;
    }
    if (event.meta.sv === definition.version) return event;
    try {
      const data = definition.read({ data: event.data, sv: event.meta.sv }) as JsonObject;
      return { ...event, data, meta: { ...event.meta, sv: definition.version } };
    } catch (error) {
      if (!(error instanceof NewerVersion)) throw error;
      this.report({ type: event.type, version: event.meta.sv, reason: 'version' });
      return event;
    }
  }

  /** Checks an offered event of a known type. @throws InvalidAppend when version or payload do not fit */
  check(event: NewEvent): void {
    const definition = this.byType.get(event.type);
    if (!definition) return;
    if (event.meta.sv !== definition.version)
      throw new InvalidAppend(`${event.type} is at version ${definition.version}, not ${event.meta.sv}`);
    const result = definition.schema.safeParse(event.data);
    if (result.success) return;
    const issue = result.error.issues[0];
    throw new InvalidAppend(`${event.type} does not fit its schema: ${issue?.path.join('.')} ${issue?.message}`);
  }

  private report(unknown: UnknownEvent): void {
    const key = `${unknown.type}@${unknown.version}`;
    if (this.reported.has(key)) return;
    this.reported.set(key, unknown);
    this.onUnknown(unknown);
  }
}
