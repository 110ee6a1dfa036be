import type { Permission } from '@wireledger/access';
import type { DomainError } from '@wireledger/kernel';
import type { z } from 'zod';

/** A root field of the GraphQL schema. */
export type FieldName = `${'Query' | 'Mutation' | 'Subscription'}.${string}`;

/** Asks a root field as whoever sent the request: guarded, scoped, masked and audited as in GraphQL. @throws DomainError as the field's resolver */
export type Ask = <Answer>(field: FieldName, args?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** Part of a JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [key: string]: unknown };

/** A request that the document shows and a test sends. `{name}` in a value stands for something that the test has made. */
export interface Example {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Status that the example is answered with; that of the route when absent. */
  readonly status?: number;
}

/** A moment of the request, for ranges that end now. */
export interface Moment {
  /** ms since 1970 UTC. */
  readonly now: number;
  /** Why the caller would be refused what a permission allows, now; null when he would not. */
  readonly refusalOf: (permission: Permission) => Promise<DomainError | null>;
}

type Fields = z.ZodObject;
type Nothing = Record<never, never>;
type Of<T> = T extends z.ZodType ? z.infer<T> : Nothing;

/** What a route is, but for how it answers. */
interface Declared<Path, Query, Body> {
  /** `GET /api/flows/:id`: everything after `/api/` is the route's own. */
  readonly door: `${'GET' | 'POST' | 'DELETE'} /api/${string}`;
  /** Name of the operation in the document, unique. */
  readonly name: string;
  /** What the first field of `asks` demands: declared once more, and compared at start. */
  readonly permission: Permission;
  /** As of the first field's `@Allow`. */
  readonly leave?: { readonly limited?: boolean; readonly own?: boolean; readonly withoutStepUp?: boolean };
  /** Root fields that it asks; it can ask no other. */
  readonly asks: readonly [FieldName, ...FieldName[]];
  readonly summary: string;
  readonly description?: string;
  readonly path?: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly status?: 200 | 201 | 202;
  /** Shape of the answer: that of a root field, or a schema that may refer to types of GraphQL (`#/components/schemas/Flow`). */
  readonly answers: FieldName | JsonSchema;
  readonly example: Example;
}

/** A route of the facade: one value from which door, guard, document, test and answer are made. */
export interface Route extends Declared<Fields, Fields, Fields> {
  readonly answer: (given: never, ask: Ask, moment: Moment) => Promise<unknown>;
}

/** Declares a route; `answer` gets what its parameters and its body hold, checked. */
export const route = <
  Path extends Fields | undefined = undefined,
  Query extends Fields | undefined = undefined,
  Body extends Fields | undefined = undefined,
>(
  declared: Declared<Path, Query, Body> & {
    readonly answer: (given: Of<Path> & Of<Query> & Of<Body>, ask: Ask, moment: Moment) => Promise<unknown>;
  },
): Route => declared as unknown as Route;

/** Routes of one subject: a heading of the document. */
export interface RouteGroup {
  readonly tag: string;
  readonly about: string;
  readonly routes: readonly Route[];
}

/** Method and path of a route, as Nest takes them: `['GET', 'flows/:id']`. */
export function doorParts({ door }: Pick<Route, 'door'>): readonly [method: string, path: string] {
  const [method = '', path = ''] = door.split(' ');
  return [method, path.slice('/api/'.length)];
}
