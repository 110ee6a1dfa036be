import {
  getNamedType,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
} from 'graphql';

import { intakeEvent } from '../../intake/event-schema';
import { canonicalEvent } from '../canonical-event';
import type { FieldName, JsonSchema } from '../route';
import { documentOf, rootField } from '../selection';
import { answerName } from './answer-reference';

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ...{ ID: { type: 'string' }, String: { type: 'string' }, Int: { type: 'integer' }, Float: { type: 'number' } },
  ...{ Boolean: { type: 'boolean' }, Time: { type: 'string', format: 'date-time' } },
  Position: { type: 'string', description: 'A position of the log.' },
};

/** Fields of a type that answers tell: those of every answer, and those of some. */
interface Told {
  readonly type: GraphQLObjectType;
  readonly some: Map<string, GraphQLField<unknown, unknown>>;
  always: ReadonlySet<string>;
}

function schemaOf(type: GraphQLOutputType, isNullable = true): JsonSchema {
  if (isNonNullType(type)) return schemaOf(type.ofType, false);
  const named = isListType(type) ? null : getNamedType(type);
  const schema: JsonSchema = isListType(type)
    ? { type: 'array', items: schemaOf(type.ofType) }
    : (SCALARS[String(named)] ?? { $ref: `#/components/schemas/${String(named)}` });
  if (!isNullable) return schema;
  return typeof schema.type === 'string' && !isListType(type)
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}

const described = (schema: JsonSchema, description: string | null | undefined): JsonSchema => {
  if (!description) return schema;
  // Beside a reference a description is allowed since OpenAPI 3.1.
  return { ...schema, description };
};

const objectSchema = ({ type, some, always }: Told): JsonSchema => ({
  type: 'object',
  ...(type.description ? { description: type.description } : {}),
  required: [...some.keys()].filter((name) => always.has(name)),
  properties: Object.fromEntries(
    [...some.values()].map((field) => [field.name, described(schemaOf(field.type), field.description)]),
  ),
  additionalProperties: false,
});

const enumSchema = (type: GraphQLEnumType): JsonSchema => ({
  type: 'string',
  enum: type.getValues().map(({ name }) => name),
});

const ERROR: JsonSchema = {
  type: 'object',
  description: 'Every error looks like this; some tell more.',
  required: ['code', 'message', 'requestId'],
  properties: {
    code: { type: 'string', description: 'For programs: it stays.' },
    message: { type: 'string', description: 'What is wrong, and what to do about it.' },
    requestId: { type: 'string', description: 'As the header `X-Request-Id`: the log of the server has it.' },
    permission: { type: 'string', description: 'Of FORBIDDEN and STEP_UP_REQUIRED: what the caller lacks.' },
  },
};

/** Schemas of everything that fields answer: from the types of GraphQL, for a route tells what its field tells. */
export function typeSchemas(schema: GraphQLSchema, fields: readonly FieldName[]): Record<string, JsonSchema> {
  const told = new Map<string, Told>();
  const enums = new Map<string, GraphQLEnumType>();
  const note = (type: GraphQLObjectType, now: readonly GraphQLField<unknown, unknown>[]) => {
    for (const { type: of } of now) {
      const named = getNamedType(of);
      if (isEnumType(named)) enums.set(named.name, named);
    }
    const names = new Set(now.map(({ name }) => name));
    const known = told.get(type.name);
    const some = known?.some ?? new Map<string, GraphQLField<unknown, unknown>>();
    for (const field of now) some.set(field.name, field);
    if (known) known.always = new Set([...known.always].filter((name) => names.has(name)));
    else told.set(type.name, { type, some, always: names });
  };
  const answers: Record<string, JsonSchema> = {};
  for (const field of fields) {
    documentOf(schema, field, note);
    // A route answers 404 where a field answers null.
    answers[answerName(field)] = schemaOf(rootField(schema, field).type, false);
  }
  const named = [
    ...[...told.values()].map((one) => [one.type.name, objectSchema(one)] as const),
    ...[...enums.values()].map((one) => [one.name, enumSchema(one)] as const),
    ...Object.entries(answers),
    ['CanonicalEvent', canonicalEvent] as const,
    ['IntakeEvent', intakeEvent] as const,
    ['Error', ERROR] as const,
  ];
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
