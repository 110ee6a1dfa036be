import { parseTime } from '@wireledger/kernel';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const wrong = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

function checkedTime(value: unknown): string {
  if (typeof value !== 'string' || parseTime(value) === null)
    throw wrong('A Time is RFC 3339 with a zone, such as 2026-11-21T08:15:00.000123Z.');
  return value;
}

const MAX_POSITION = 100;

function checkedPosition(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9A-Za-z:/._-]+$/.test(value) || value.length > MAX_POSITION)
    throw wrong('A Position is text that this API gave out, unchanged.');
  return value;
}

const textScalar = (name: string, description: string, check: (value: unknown) => string) =>
  new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: check,
    parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : null),
  });

export const Time = textScalar('Time', 'RFC 3339 with six digits, UTC: 2026-11-21T08:15:00.000123Z', checkedTime);
export const PositionScalar = textScalar(
  'Position',
  'Opaque place in the event log, sortable as text.',
  checkedPosition,
);
