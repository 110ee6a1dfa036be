import type { EventMeta, NewEvent } from '../event-log';
import type { JsonObject, JsonValue } from '../json';

/**
 * To whom a text of an event belongs, as the subject that its key is kept under: `user:<id>`, `token:<id>`, `approval:<id>`, `request:<id>`; or
 * what `addressSubject` gives, which is kept under a mark (see `address-subjects.ts`). Null when it belongs to nobody who can be erased (the
 * host, a process). Pure: what an event says of itself is all there is. `value` is the text.
 */
export type SubjectOf = (data: JsonObject, meta: EventMeta, value: string) => string | null;

/** A text of an event that is personal, and everybody to whom it belongs: erasing any one of them makes it unreadable. */
export interface PersonalField {
  /** Names of fields from the payload inwards, with `/` between them; `*` = every element of a list. Only text is sealed: null and what is absent stay. */
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

/** Place of an element in a list, as a path writes it. */
const PLACE = /^(?:0|[1-9]\d{0,5})$/;

/** The value at a path; undefined when there is none. Inherited properties are no fields. */
export function valueAt(data: JsonObject, path: string): JsonValue | undefined {
  let at: JsonValue | undefined = data;
  for (const name of path.split('/')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    if (Array.isArray(at)) {
      if (!PLACE.test(name)) return undefined;
      at = (at as readonly JsonValue[])[Number(name)];
    } else at = (at as JsonObject)[name];
  }
  return at;
}

/** The payload with another value at a path that it has; everything else, and the order of its fields, stays. */
export const withValue = (data: JsonObject, path: string, value: JsonValue): JsonObject =>
  replaced(data, path.split('/'), value) as JsonObject;

function replaced(at: JsonValue, [name, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (name === undefined) return value;
  if (Array.isArray(at))
    return (at as readonly JsonValue[]).map((old, i) => (i === Number(name) ? replaced(old, rest, value) : old));
  return Object.fromEntries(
    Object.entries(at as JsonObject).map(([key, old]) => [key, key === name ? replaced(old, rest, value) : old]),
  );
}

/** The paths that one with `*` in it stands for in a payload. */
function pathsOf(data: JsonObject, path: string): readonly string[] {
  const star = path.indexOf('/*');
  if (star < 0) return [path];
  const [outer, inner] = [path.slice(0, star), path.slice(star + '/*'.length)];
  const list = valueAt(data, outer);
  return Array.isArray(list) ? list.flatMap((_, i) => pathsOf(data, `${outer}/${i}${inner}`)) : [];
}

/** The personal texts of an event by the table; those that belong to nobody are left out. */
export function personalTexts({ type, data, meta }: Omit<NewEvent, 'id'>, table: PersonalTable): readonly FoundText[] {
  return (table.get(type) ?? []).flatMap(({ path, of }) =>
    pathsOf(data, path).flatMap((at) => {
      const value = valueAt(data, at);
      if (typeof value !== 'string') return [];
      const subjects = [...new Set(of.map((subjectOf) => subjectOf(data, meta, value)).filter((one) => one !== null))];
      return subjects.length === 0 ? [] : [{ path: at, value, subjects }];
    }),
  );
}
