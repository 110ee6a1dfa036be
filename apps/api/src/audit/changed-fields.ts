import type { DomainEvent, EventLog, JsonObject, JsonValue, RecordedEvent } from '@wireledger/event-sourcing';

import type { NotedChange, NotedFact } from './noted-facts';
import { SHOWN } from './shown-fields';

const MAX_REVISION = 2000n;
const PAGE = 500;
const MAX_VALUE = 2000;
const MAX_FIELDS = 60;

/** Fields that an act changed. */
export interface ChangedFields {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** Fields of a stream's state after a revision; -1 = before everything. Null when the stream has no state that is shown, or is too long. */
export async function fieldsAt(
  log: Pick<EventLog, 'readStream'>,
  stream: string,
  revisions: readonly bigint[],
): Promise<(JsonObject | null)[] | null> {
  const aggregate = SHOWN[stream] ?? SHOWN[stream.slice(0, stream.indexOf('-'))];
  const last = revisions.reduce((most, revision) => (revision > most ? revision : most), -1n);
  if (!aggregate || last > MAX_REVISION) return null;
  const found = new Map<bigint, unknown>([[-1n, aggregate.initial]]);
  let state = aggregate.initial;
  for (let after = -1n; after < last;) {
    const page = await log.readStream({ stream, ...(after >= 0n ? { after } : {}), limit: PAGE });
    for (const event of page.events) {
      if (event.revision > last) break;
      state = aggregate.evolve(state as never, domainEvent(event) as never);
      if (revisions.includes(event.revision)) found.set(event.revision, state);
    }
    after = page.events.at(-1)?.revision ?? last;
    if (page.end) break;
  }
  return revisions.map((revision) => {
    const at = found.get(revision) ?? null;
    return at === null ? null : (JSON.parse(JSON.stringify(aggregate.fields(at as never))) as JsonObject);
  });
}

const domainEvent = ({ type, meta, data }: RecordedEvent): DomainEvent => ({ type, version: meta.sv, data });

/** What differs between two states, each side with the differing fields only; long values are cut to a word on their length. */
export function difference(before: JsonObject | null, after: JsonObject | null): ChangedFields {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const differing = keys.filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]));
  const side = (state: JsonObject | null): JsonObject | null =>
    state === null || differing.length === 0
      ? null
      : Object.fromEntries(
          differing
            .slice(0, MAX_FIELDS)
            .filter((key) => key in state)
            .map((key) => [key, brief(state[key] as JsonValue)]),
        );
  return { before: side(before), after: side(after) };
}

function brief(value: JsonValue): JsonValue {
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE ? value : `(${text.length} characters)`;
}

/**
 * Before and after of all streams that an act wrote to, and of all rows that it said it changed; with several, each field carries its stream's
 * category or the row's kind.
 */
export async function changedFields(
  log: Pick<EventLog, 'readStream'>,
  facts: readonly NotedFact[],
  rows: readonly NotedChange[] = [],
): Promise<ChangedFields> {
  const streams = [...new Set(facts.map(({ stream }) => stream))];
  const changes: [string, ChangedFields][] = [];
  for (const stream of streams.slice(0, 10)) {
    const written = facts.flatMap((fact) => (fact.stream === stream && fact.revision !== null ? [fact.revision] : []));
    const [first, last] = [written[0], written.at(-1)];
    if (first === undefined || last === undefined) continue;
    const states = await fieldsAt(log, stream, [first - 1n, last]);
    if (states) changes.push([stream.split('-')[0] ?? '', difference(states[0] ?? null, states[1] ?? null)]);
  }
  for (const { kind, before, after } of rows.slice(0, 10)) changes.push([kind, difference(before, after)]);
  if (changes.length <= 1) return changes[0]?.[1] ?? { before: null, after: null };
  const merged = (side: keyof ChangedFields): JsonObject =>
    Object.fromEntries(
      changes.flatMap(([kind, { [side]: fields }]) =>
        Object.entries(fields ?? {}).map(([key, value]) => [`${kind}.${key}`, value]),
      ),
    );
  return { before: merged('before'), after: merged('after') };
}
