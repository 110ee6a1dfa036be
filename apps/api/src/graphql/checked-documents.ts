import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';

import { LIMITS, limitsRule } from './limits';

/** How many documents are kept, and how long their texts may be, in characters: a tree takes some fifty times its text. */
const KEPT = { documents: 300, characters: 4096 } as const;

/**
 * Documents of a schema, parsed and checked. The console sends the same few each time that a page is opened, and checking one takes longer than
 * most subscriptions take to begin: those that were good are remembered, bounded, the ones used last.
 */
export class CheckedDocuments {
  private readonly good = new Map<string, DocumentNode>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** The tree of a text. @throws GraphQLError GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, LIMIT_EXCEEDED */
  of(text: string): DocumentNode {
    const document = this.good.get(text) ?? this.check(text);
    if (text.length > KEPT.characters) return document;
    // Deleted first, so that the map stays in order of last use.
    this.good.delete(text);
    this.good.set(text, document);
    if (this.good.size > KEPT.documents) this.good.delete(this.good.keys().next().value as string);
    return document;
  }

  /** Documents that are remembered. */
  get size(): number {
    return this.good.size;
  }

  private check(text: string): DocumentNode {
    const document = parsed(text);
    const [invalid] = validate(this.schema, document, [...specifiedRules, limitsRule], { maxErrors: 5 });
    if (invalid) throw withCode(invalid, 'GRAPHQL_VALIDATION_FAILED');
    return document;
  }
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    throw error instanceof GraphQLError ? withCode(error, 'GRAPHQL_PARSE_FAILED') : error;
  }
}

/** graphql-js gives its own errors no code. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : {}),
    ...(source ? { source } : {}),
    ...(positions ? { positions } : {}),
    extensions: { code },
  });
}
