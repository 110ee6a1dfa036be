import { type DocumentNode, GraphQLError, type GraphQLSchema, isListType, isNonNullType, isObjectType } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';

import { LIMITS } from './limits';

/** Rows that a list without `first` is taken to have; its own rows are short (answers of a lookup, records of a flow). */
const SHORT_LIST = 2;
/** A page whose `first` is not given: the schema's greatest default. */
const PAGE = 50;

const bare = (type: unknown): unknown => (isNonNullType(type) ? type.ofType : type);

/**
 * Cost of a field: 1 for each object that has fields of its own, times the rows of lists. A field with `first` answers a page of that many rows,
 * so everything below it counts that often; single values are free.
 */
const estimate: ComplexityEstimator = ({ field, args, childComplexity }) => {
  const type = bare(field.type);
  const list = isListType(type);
  const inner = bare(list ? type.ofType : type);
  if (!isObjectType(inner)) return 0;
  const rows = typeof args.first === 'number' ? Math.max(1, args.first) : 'first' in args ? PAGE : 1;
  // Rows of a page sit in a list inside the page, which would count once more.
  const listRows = list && field.name !== 'rows' ? SHORT_LIST : 1;
  return 1 + rows * listRows * (field.name === 'rows' ? childComplexity : Math.max(1, childComplexity));
};

/** What an operation asks for. */
export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

/** @throws GraphQLError LIMIT_EXCEEDED; or the error of a variable that does not fit */
export function assertCost({ schema, document, operationName, variables }: CostedOperation): number {
  const cost = complexityOf({ schema, document, operationName, variables });
  if (cost > LIMITS.cost)
    throw new GraphQLError(
      `The operation costs ${cost}, at most ${LIMITS.cost} is allowed. Ask for fewer rows (\`first\`) or fewer lists.`,
      { extensions: { code: 'LIMIT_EXCEEDED', cost } },
    );
  return cost;
}

function complexityOf({ schema, document, operationName, variables }: CostedOperation): number {
  try {
    const name = operationName === undefined ? {} : { operationName };
    return getComplexity({ schema, query: document, variables, estimators: [estimate], ...name });
  } catch (error) {
    // A variable that does not fit its type: graphql-js says which and why, but gives no code.
    if (!(error instanceof GraphQLError) || error.extensions.code !== undefined) throw error;
    throw new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
}
