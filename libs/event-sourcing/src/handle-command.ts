import { randomUUID } from 'node:crypto';

import type { Decider } from './decider';
import type { DomainEvent } from './define-event';
import {
  type AppendResult,
  type EventLog,
  type NewEvent,
  type Position,
  type RecordedEvent,
  StreamNotFound,
} from './event-log';
import type { JsonObject } from './json';

/** Who asks, why and when: becomes the metadata of every event of the command. */
export interface CommandContext {
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** When it happened, µs since 1970 UTC. */
  readonly at: number;
  /** Id of each event that is decided; random ones when absent. */
  readonly idOf?: (event: DomainEvent) => string;
  /** See {@link AppendReq.beginBy}. */
  readonly beginBy?: number;
  /** Most likely nothing was ever written to the stream: it is then not read before. Right also when that is wrong. */
  readonly likelyNew?: boolean;
}

/** State after the command, and where it stands in the log: what a client needs to read its own write. */
export interface Handled<State> {
  readonly state: State;
  /** Last revision of the stream; -1 when nothing was ever written. */
  readonly revision: bigint;
  /** Position of the stream's last event, `'start'` when nothing was ever written. */
  readonly position: Position | 'start';
  /** How many events this command added; 0 when it was already so. */
  readonly appended: number;
}

/** Others kept writing to the stream, or an id was used twice; the command was not carried out. */
export class CommandConflict extends Error {
  constructor(
    readonly stream: string,
    readonly result: AppendResult | null,
  ) {
    super(`command on ${stream} was not carried out: ${result?.status ?? 'no result'}`);
    this.name = 'CommandConflict';
  }
}

const ATTEMPTS = 3;
const PAGE = 500;

/**
 * Loads a stream, folds it, decides, and appends with the exact revision. When somebody else was faster it loads and decides
 * again, at most three times in all. @throws what the decider throws; CommandConflict, AppendTooLate
 */
export async function handleCommand<State, Command, Event extends DomainEvent>(
  log: EventLog,
  decider: Decider<State, Command, Event>,
  stream: string,
  command: Command,
  context: CommandContext,
): Promise<Handled<State>> {
  let result: AppendResult | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const guessed = context.likelyNew === true && attempt === 0;
    const loaded = guessed ? unwritten(decider) : await loadStream(log, decider, stream);
    const decided = decider.decide(loaded.state, command);
    if (decided.length === 0 && guessed) continue;
    if (decided.length === 0) return { ...loaded, appended: 0 };
    const events = decided.map((event) => offer(event, context));
    const expected = loaded.revision < 0n ? ('none' as const) : loaded.revision;
    const beginBy = context.beginBy === undefined ? {} : { beginBy: context.beginBy };
    [result = null] = await log.append([{ stream, expected, appendId: randomUUID(), events, ...beginBy }]);
    if (result?.status === 'ok' || result?.status === 'duplicate') {
      const state = decided.reduce((folded, event) => decider.evolve(folded, event), loaded.state);
      return { state, revision: result.revision, position: result.position, appended: events.length };
    }
    if (result?.status !== 'wrongRevision' && !guessed) break;
  }
  throw new CommandConflict(stream, result);
}

const unwritten = <State>({ initial }: { readonly initial: State }): Loaded<State> => ({
  ...{ state: initial, revision: -1n, position: 'start' },
});

interface Loaded<State> {
  readonly state: State;
  readonly revision: bigint;
  readonly position: Position | 'start';
}

/** Folds a whole stream; an absent one is the initial state at revision -1. */
export async function loadStream<State, Event extends DomainEvent>(
  log: Pick<EventLog, 'readStream'>,
  decider: Pick<Decider<State, never, Event>, 'initial' | 'evolve'>,
  stream: string,
): Promise<Loaded<State>> {
  let state = decider.initial;
  let last: RecordedEvent | undefined;
  try {
    for (;;) {
      const page = await log.readStream({ stream, ...(last ? { after: last.revision } : {}), limit: PAGE });
      for (const event of page.events) state = decider.evolve(state, asDomainEvent<Event>(event));
      last = page.events.at(-1) ?? last;
      if (page.end || page.events.length === 0) break;
    }
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return { state, revision: last?.revision ?? -1n, position: last?.position ?? 'start' };
}

const asDomainEvent = <Event extends DomainEvent>(event: RecordedEvent): Event =>
  ({ type: event.type, version: event.meta.sv, data: event.data }) as unknown as Event;

/** A decided fact with id and metadata, ready to append. */
export function offer(event: DomainEvent, context: CommandContext): NewEvent {
  return {
    id: context.idOf?.(event) ?? randomUUID(),
    type: event.type,
    data: event.data as JsonObject,
    meta: {
      $correlationId: context.correlationId,
      $causationId: context.causationId,
      actor: context.actor,
      sv: event.version,
      occ: [context.at, context.at],
    },
  };
}
