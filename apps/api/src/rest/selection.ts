import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  parse,
} from 'graphql';

import type { FieldName } from './route';

type AnyField = GraphQLField<unknown, unknown>;

/** What is told of one thing only, by the one field that asks for it: in a list each row would ask the database once more. */
const OF_ONE: Readonly<Record<string, FieldName>> = { 'Flow.records': 'Query.flow' };

/** Called with every type of an answer and the names of its fields that are told. */
export type Seen = (type: GraphQLObjectType, told: readonly AnyField[]) => void;

/** A root field of a schema. @throws Error when there is none of the name */
export function rootField(schema: GraphQLSchema, field: FieldName): AnyField {
  const [kind, name = ''] = field.split('.');
  const roots = { Query: schema.getQueryType(), Mutation: schema.getMutationType() } as const;
  const root = kind === 'Subscription' ? schema.getSubscriptionType() : roots[kind as keyof typeof roots];
  const found = root?.getFields()[name];
  if (!found) throw new Error(`a REST route asks ${field}, which the GraphQL schema does not have`);
  return found as AnyField;
}

/** Fields of a type that need no arguments, but for what is told of one thing only, and for types that are open already: no answer is without end. */
function toldOf(type: GraphQLObjectType, root: FieldName, open: readonly string[]): AnyField[] {
  return Object.values(type.getFields()).filter(({ name, args, type: of }) => {
    const only = OF_ONE[`${type.name}.${name}`];
    return !args.some(isRequiredArgument) && (only ?? root) === root && !open.includes(getNamedType(of).name);
  }) as AnyField[];
}

function selection(type: unknown, root: FieldName, open: readonly string[], seen?: Seen): string {
  const named = getNamedType(type as GraphQLInputType) as unknown;
  if (!isObjectType(named)) return '';
  const inside = [...open, named.name];
  const told = toldOf(named, root, inside);
  seen?.(named, told);
  return `{ ${told.map((field) => `${field.name} ${selection(field.type, root, inside, seen)}`).join(' ')} }`;
}

/** A variable may be left out where the argument has a default of its own. */
const variableType = (type: GraphQLInputType, hasDefault: boolean): string =>
  String(hasDefault && isNonNullType(type) ? type.ofType : type);

/** The document that asks a root field for everything that it tells, with each of its arguments as a variable. */
export function documentOf(schema: GraphQLSchema, field: FieldName, seen?: Seen): DocumentNode {
  const { name, args, type } = rootField(schema, field);
  const variables = args.map((one) => `$${one.name}: ${variableType(one.type, one.defaultValue !== undefined)}`);
  const given = args.map((one) => `${one.name}: $${one.name}`);
  const list = (entries: readonly string[]) => (entries.length > 0 ? `(${entries.join(', ')})` : '');
  const kind = field.split('.')[0]?.toLowerCase() ?? '';
  return parse(`${kind} ${list(variables)} { ${name}${list(given)} ${selection(type, field, [], seen)} }`);
}
