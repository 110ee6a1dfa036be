import { MAX_EVIDENCE_BYTES } from '@wireledger/events';
import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Limits of one GraphQL document; `tokens` is enforced by the parser. */
export const LIMITS = {
  tokens: 1000,
  depth: 10,
  /** The usual introspection query of tools unwraps types level by level. */
  introspectionDepth: 20,
  aliases: 15,
  rootFields: 10,
  directives: 10,
  cost: 5000,
  /** A test case of a rule, as text within JSON: each of its bytes may become two. */
  bodyBytes: 2 * MAX_EVIDENCE_BYTES + 32 * 1024,
} as const;

const tooMuch = (what: string, has: number, most: number) =>
  new GraphQLError(`The document has ${has} ${what}, at most ${most} are allowed. Split it into several requests.`, {
    // Apollo gives every error of a rule its own code; the mark survives that.
    extensions: { code: 'LIMIT_EXCEEDED', limit: true },
  });

/** Levels that do not count below `__schema` and `__type`. */
const SPARED = LIMITS.introspectionDepth - LIMITS.depth;

/** Greatest depth of fields below a selection; fragments are followed, circular ones are another rule's to refuse. */
function depthOf(selection: SelectionSetNode, document: DocumentNode, seen: ReadonlySet<string>): number {
  let deepest = 0;
  for (const node of selection.selections) {
    if (node.kind === Kind.FIELD) {
      const below = node.selectionSet ? depthOf(node.selectionSet, document, seen) : 0;
      const spared = node.name.value === '__schema' || node.name.value === '__type' ? SPARED : 0;
      deepest = Math.max(deepest, 1 + below - spared);
    } else if (node.kind === Kind.INLINE_FRAGMENT)
      deepest = Math.max(deepest, depthOf(node.selectionSet, document, seen));
    else if (!seen.has(node.name.value)) {
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION)
        deepest = Math.max(deepest, depthOf(fragment.selectionSet, document, new Set([...seen, node.name.value])));
    }
    if (deepest > LIMITS.introspectionDepth) return deepest;
  }
  return deepest;
}

/** Fields at the top of an operation, fragments followed. */
function rootFields(selection: SelectionSetNode, document: DocumentNode, seen: ReadonlySet<string>): number {
  return selection.selections.reduce((sum, node) => {
    if (node.kind === Kind.FIELD) return sum + 1;
    if (node.kind === Kind.INLINE_FRAGMENT) return sum + rootFields(node.selectionSet, document, seen);
    if (seen.has(node.name.value)) return sum;
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION
      ? sum + rootFields(fragment.selectionSet, document, new Set([...seen, node.name.value]))
      : sum;
  }, 0);
}

function checkOperation(operation: OperationDefinitionNode, context: ValidationContext): void {
  const document = context.getDocument();
  const depth = depthOf(operation.selectionSet, document, new Set());
  if (depth > LIMITS.depth) context.reportError(tooMuch('levels of fields', depth, LIMITS.depth));
  const roots = rootFields(operation.selectionSet, document, new Set());
  if (roots > LIMITS.rootFields) context.reportError(tooMuch('fields at the top', roots, LIMITS.rootFields));
}

/** Validation rule: depth, root fields, aliases, directives. Cost is checked with the variables (`cost.ts`). */
export const limitsRule: ValidationRule = (context): ASTVisitor => {
  let aliases = 0;
  let directives = 0;
  return {
    OperationDefinition: (operation) => checkOperation(operation, context),
    Field: (field) => {
      if (field.alias && ++aliases === LIMITS.aliases + 1)
        context.reportError(tooMuch('aliases', aliases, LIMITS.aliases));
    },
    Directive: () => {
      if (++directives === LIMITS.directives + 1)
        context.reportError(tooMuch('directives', directives, LIMITS.directives));
    },
  };
};
