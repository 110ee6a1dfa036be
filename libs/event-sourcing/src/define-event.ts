import type { z } from 'zod';

import type { JsonObject } from './json';

/** Turns a payload written at version n into version n + 1. Pure; never deleted once shipped. */
export type Upcast = (old: JsonObject) => JsonObject;

/** A fact before it gets its place: what deciders return and fold. */
export interface DomainEvent<T extends string = string, D = unknown> {
  readonly type: T;
  readonly version: number;
  readonly data: D;
}

/** A payload as it was stored, with the version it was written at. */
export interface StoredPayload {
  readonly data: JsonObject;
  readonly sv: number;
}

/** A kind of event as a value: its name, its current version, the shape of its payload, the way from older versions. */
export interface EventDefinition<T extends string = string, D = unknown> {
  readonly type: T;
  readonly version: number;
  readonly schema: z.ZodType<D>;
  readonly upcasts: Readonly<Record<number, Upcast>>;
  /** The event, checked against the schema. @throws z.ZodError */
  create(data: D): DomainEvent<T, D>;
  /** A stored payload of this or an older version → the current shape. Tolerant: unknown fields stay. @throws NewerVersion */
  read(stored: StoredPayload): D;
}

/** The event was written by a newer release. */
export class NewerVersion extends Error {
  constructor(type: string, version: number, known: number) {
    super(`${type} is stored at version ${version}, this release knows ${known}`);
    this.name = 'NewerVersion';
  }
}

/**
 * Defines a kind of event. `version` starts at 1; version n needs an upcast from each version below it.
 * @throws when an upcast is missing
 */
export function defineEvent<const T extends string, D>(definition: {
  readonly type: T;
  readonly version: number;
  readonly schema: z.ZodType<D>;
  readonly upcasts?: Readonly<Record<number, Upcast>>;
}): EventDefinition<T, D> {
  const { type, version, schema, upcasts = {} } = definition;
  for (let from = 1; from < version; from++)
    if (!upcasts[from]) throw new Error(`${type} has no upcast from version ${from}`);
  return {
    type,
    version,
    schema,
    upcasts,
    create: (data) => ({ type, version, data: schema.parse(data) }),
    read: ({ data, sv }) => {
      if (sv > version) throw new NewerVersion(type, sv, version);
      let current = data;
      for (let from = sv; from < version; from++) current = (upcasts[from] as Upcast)(current);
      return current as D;
    },
  };
}

/** Event type of a definition: `EventOf<typeof SensorEnrolled>`. */
export type EventOf<Definition> = Definition extends EventDefinition<infer T, infer D> ? DomainEvent<T, D> : never;
