import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import { readBody } from '../http/read-body';
import type { JsonSchema } from './route';

type Texts = Readonly<Record<string, unknown>>;

const wrong = (message: string) => new DomainError('BAD_USER_INPUT', message);

/** A number in decimal digits; neither hexadecimal, nor empty, nor beyond what JSON can tell apart. */
const NUMBER = /^-?\d{1,15}(?:\.\d{1,9})?$/;

const schemas = new WeakMap<z.ZodObject, Readonly<Record<string, JsonSchema>>>();

/** JSON Schemas of the fields of an object, by name; what may be left out is marked so in `required` of the object's own. */
export function fieldSchemas(fields: z.ZodObject): Readonly<Record<string, JsonSchema>> {
  const known = schemas.get(fields);
  if (known) return known;
  const { properties = {} } = z.toJSONSchema(fields, { io: 'input' }) as {
    properties?: Record<string, JsonSchema>;
  };
  schemas.set(fields, properties);
  return properties;
}

/** Text of an address's parameter as its schema wants it. */
function asTyped(name: string, schema: JsonSchema | undefined, text: unknown): unknown {
  if (schema?.type === 'array') {
    const items = schema.items as JsonSchema;
    return (Array.isArray(text) ? text : [text]).map((one) => asTyped(name, items, one));
  }
  if (Array.isArray(text)) throw wrong(`\`${name}\` is given more than once.`);
  if (schema?.type === 'integer' || schema?.type === 'number') {
    if (typeof text !== 'string' || !NUMBER.test(text)) throw wrong(`\`${name}\` must be a number.`);
    return Number(text);
  }
  if (schema?.type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw wrong(`\`${name}\` must be \`true\` or \`false\`.`);
    return text === 'true';
  }
  return text;
}

/** Reads the parameters of an address. Unknown ones are refused: a filter that is misspelt must not answer everything. */
function readTexts(fields: z.ZodObject | undefined, given: Texts): object {
  const names = Object.keys(given);
  if (!fields) {
    if (names[0] !== undefined) throw unknownParameter(names[0], []);
    return {};
  }
  const known = fieldSchemas(fields);
  const typed = names.map((name) => {
    if (!Object.hasOwn(known, name)) throw unknownParameter(name, Object.keys(known));
    return [name, asTyped(name, known[name], given[name])] as const;
  });
  return readBody(fields, Object.fromEntries(typed));
}

const unknownParameter = (name: string, known: readonly string[]) =>
  wrong(
    `There is no parameter \`${name.slice(0, 100)}\` here. ${known.length === 0 ? 'There is none.' : `There are ${known.join(', ')}.`}`,
  );

/** Everything that a request gives to a route, checked. @throws DomainError BAD_USER_INPUT naming the parameter or field */
export function readGiven(
  { path, query, body }: { readonly path?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodObject },
  request: { readonly params: Texts; readonly query: Texts; readonly body: unknown },
): object {
  const own = body ? readBody(body, request.body ?? {}) : {};
  if (!body && isFilled(request.body)) throw wrong('This route takes no body.');
  return { ...own, ...readTexts(query, request.query), ...readTexts(path, request.params) };
}

const isFilled = (body: unknown): boolean =>
  body !== undefined && body !== null && (typeof body !== 'object' || Object.keys(body).length > 0);
