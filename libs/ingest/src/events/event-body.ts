import { type EventFault, readEvent } from './event-faults';
import type { IntakeEvent } from './event-shape';

/** Where programs tell of events. */
export const EVENTS_PATH = '/api/events';
/** Greatest body of a request, as it is sent and unpacked. */
export const MAX_EVENTS_BYTES = 256 * 1024;
/** Events of one request. */
export const MAX_REQUEST_EVENTS = 500;

/** What a body holds: events that are all well-formed, or what is wrong. */
export type ReadEvents =
  | { readonly events: readonly IntakeEvent[] }
  | { readonly faults: readonly EventFault[] }
  /** The body as a whole is wrong: `cause` says how. */
  | { readonly cause: string };

/**
 * Reads a body: one event or an array of them as JSON, or an event a line (`application/x-ndjson`). Never throws by itself.
 * @param counted hears how many values the body holds before any is looked at, and may throw when these are too many for whoever sends them
 */
export function readEvents(
  body: Buffer,
  lines: boolean,
  counted: (values: number) => void = () => undefined,
): ReadEvents {
  const values = lines ? ofLines(body) : ofJson(body);
  if (typeof values === 'string') return { cause: values };
  counted(values.length);
  if (values.length === 0) return { cause: 'it holds no event' };
  if (values.length > MAX_REQUEST_EVENTS)
    return { cause: `it holds ${values.length} events, at most ${MAX_REQUEST_EVENTS} are taken at once` };
  const events: IntakeEvent[] = [];
  const faults: EventFault[] = [];
  for (const [index, value] of values.entries()) {
    const event = readEvent(value, index);
    if (Array.isArray(event)) faults.push(...(event as readonly EventFault[]));
    else events.push(event as IntakeEvent);
  }
  return faults.length > 0 ? { faults } : { events };
}

function ofJson(body: Buffer): readonly unknown[] | string {
  const value = parsed(body.toString('utf8'));
  if (value === NOT_JSON) return 'it is no JSON';
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function ofLines(body: Buffer): readonly unknown[] | string {
  const values: unknown[] = [];
  for (const [index, line] of body.toString('utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (value === NOT_JSON) return `line ${index + 1} is no JSON`;
    values.push(value);
  }
  return values;
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON;
  }
}
