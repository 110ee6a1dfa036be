import type { EventMeta, NewEvent } from '../event-log';
import type { JsonObject, JsonValue } from '../json';

/**
 * To whom a text of an event belongs, as the subject that its key is kept under: `user:<id>`, `token:<id>`, `approval:<id>`, `request:<id>`. Null
 * when it belongs to nobody who can be erased (the host, a process). Pure: what an event says of itself is all there is.
 */
export type SubjectOf = (data: JsonObject, meta: EventMeta) => string | null;

/** A text of an event that is personal, and everybody to whom it belongs: erasing any one of them makes it unreadable. */
export interface PersonalField {
  /** Names of fields from the payload inwards, with `/` between them. Only text is sealed: null and what is absent stay. */
  readonly path: string;
  readonly of: readonly SubjectOf[];
}

/** Type of event → its personal fields. What is not in here is stored in clear. */
export type PersonalTable = ReadonlyMap<string, readonly PersonalField[]>;

/** A personal text that an event has, and its subjects, in the order of the table, each once. */
export interface FoundText {
  readonly path: string;
  readonly value: JsonValue;
  readonly subjects: readonly string[];
}

/** The value at a path; undefined when there is none. Inherited properties are no fields. */
export function valueAt(data: JsonObject, path: string): JsonValue | undefined {
  let at: JsonValue | undefined = data;
  for (const name of path.split('/')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return undefined;
    at = (at as JsonObject)[name];
  }
  return at;
}

/** The payload with another value at a path that it has; everything else, and the order of its fields, stays. */
export function withValue(data: JsonObject, path: string, value: JsonValue): JsonObject {
  const [name = '', ...rest] = path.split('/');
  const inner = rest.length === 0 ? value : withValue(data[name] as JsonObject, rest.join('/'), value);
  return Object.fromEntries(Object.entries(data).map(([key, old]) => [key, key === name ? inner : old]));
}

/** The personal texts of an event by the table; those that belong to nobody are left out. */
export function personalTexts({ type, data, meta }: Omit<NewEvent, 'id'>, table: PersonalTable): readonly FoundText[] {
  return (table.get(type) ?? []).flatMap(({ path, of }) => {
    const value = valueAt(data, path);
    if (typeof value !== 'string') return [];
    const subjects = [...new Set(of.map((subjectOf) => subjectOf(data, meta)).filter((one) => one !== null))];
    return subjects.length === 0 ? [] : [{ path, value, subjects }];
  });
}
