import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

import { fieldSchemas } from '../given';
import type { Example, JsonSchema, Route } from '../route';
import { answerReference } from './answer-reference';

type Schema = never;

/** Values of examples that a test makes are shown as what they are. */
const SHOWN: Readonly<Record<string, unknown>> = {
  '{address}': '192.0.2.1',
  '{name}': 'example.org',
  '{flow}': '9b1c3f0e5a7d2468ace013579bdf0246',
  '{alert}': '6d0f8a52-1c3e-5b7a-9d24-0f1e2d3c4b5a',
  '{otherAlert}': '2a4c6e80-3b5d-5f71-8a9b-1c2d3e4f5061',
  '{alertTime}': '2026-11-21T08:15:07Z',
  '{capture}': 'f'.repeat(64),
  '{otherCapture}': '0'.repeat(64),
  '{replay}': '0b1d3f52-6a7c-48e9-91ab-c3d5e7f90214',
  '{liveSource}': '7e9b1c2d-4f60-4a81-b2c3-d4e5f6071829',
  '{list}': '5c7e9a1b-2d4f-4061-8273-9a4b5c6d7e8f',
  '{export}': '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90',
};

/** A value of an example as the document shows it. */
export const shownValue = (value: unknown): unknown =>
  typeof value === 'string' && Object.hasOwn(SHOWN, value) ? SHOWN[value] : value;

const isRequired = (fields: z.ZodObject, name: string): boolean =>
  !(fields.shape[name] as z.ZodType).safeParse(undefined).success;

function parameters(
  fields: z.ZodObject | undefined,
  example: Example['path'] | Example['query'],
  of: typeof ApiParam | typeof ApiQuery,
): MethodDecorator[] {
  if (!fields) return [];
  return Object.entries(fieldSchemas(fields)).map(([name, { description, ...schema }]) => {
    const shown = example?.[name];
    return (of as typeof ApiQuery)({
      name,
      required: isRequired(fields, name),
      schema: schema as Schema,
      ...(typeof description === 'string' ? { description } : {}),
      ...(shown === undefined ? {} : { example: typed(schema, shownValue(shown)) }),
    });
  });
}

const typed = ({ type }: JsonSchema, value: unknown): unknown =>
  type === 'integer' || type === 'number' ? Number(value) : type === 'boolean' ? value === 'true' : value;

/** The body as a whole, closed: what is not named is refused. */
function body({ body: fields, example }: Route): MethodDecorator[] {
  if (!fields) return [];
  const properties = fieldSchemas(fields);
  const required = Object.keys(properties).filter((name) => isRequired(fields, name));
  const shown = Object.fromEntries(
    Object.entries(example.body ?? {}).map(([name, value]) => [name, shownValue(value)]),
  );
  const schema = { type: 'object', properties, required, additionalProperties: false };
  return [ApiBody({ required: true, schema: schema as Schema, examples: { example: { value: shown } } })];
}

const ERRORS = [
  [400, 'A parameter or the body is wrong: `message` names it.'],
  [401, 'No token, or one that is wrong, expired or revoked.'],
  [403, 'The caller may not: `permission` says what he lacks, `STEP_UP_REQUIRED` that a fresh second factor opens it.'],
  [429, 'Too many requests: `Retry-After` says when to ask again.'],
  [503, 'Something that it needs does not answer in time: ask again.'],
] as const;

const NOT_FOUND = 'There is no such thing, or none that the caller may know of.';
const errorSchema = { $ref: '#/components/schemas/Error' };

/** Answers of every route that are errors; `more` of this one. */
export const errors = (more: readonly (readonly [number, string])[] = []): MethodDecorator[] =>
  [...ERRORS, ...more].map(([status, description]) => ApiResponse({ status, description, schema: errorSchema }));

/** The same, as a decorator. */
export const Errors = (more: readonly (readonly [number, string])[] = []): MethodDecorator =>
  applyDecorators(...errors(more));

/** Parameters of an address that a method reads itself. */
export const Parameters = (fields: z.ZodObject): MethodDecorator =>
  applyDecorators(...parameters(fields, undefined, ApiQuery));

/** What the document says of a route. */
export function documented(route: Route): MethodDecorator[] {
  const { door, name, summary, description = '', permission, path, query, example, status = 200 } = route;
  const schema = answerReference(route) as Schema;
  const isPost = door.startsWith('POST ');
  return [
    ApiOperation({
      operationId: name,
      summary,
      description: `${description} Permission \`${permission}\`.`.trim(),
    }),
    ...parameters(path, example.path, ApiParam),
    ...parameters(query, example.query, ApiQuery),
    ...body(route),
    ApiResponse({ status, description: summary, schema }),
    ...errors([
      ...(path || isPost ? [[404, NOT_FOUND] as const] : []),
      ...(isPost ? [[409, 'Somebody was quicker.'] as const, [415, 'The body is not JSON.'] as const] : []),
    ]),
  ];
}
