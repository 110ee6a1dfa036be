import type { ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLError, OperationTypeNode } from 'graphql';

import type { GraphqlContext } from '../access/request';
import type { Refusals } from '../audit/refusals';
import { assertCost } from './cost';
import { refuseIntrospection } from './introspection';

type Plugin = NonNullable<ApolloDriverConfig['plugins']>[number];

/** Refusals of a whole document; those of an operation are its guard's to tell. */
const OF_DOCUMENTS = new Set<unknown>(['FORBIDDEN', 'LIMIT_EXCEEDED']);

/** Apollo plugin: what has to be known of the caller or the variables before an operation runs. */
export const guardPlugin = (refusals: Refusals): Plugin => ({
  requestDidStart: async () => ({
    didEncounterErrors: async ({ errors, contextValue }) => {
      const { viewer, from, requestId } = contextValue as GraphqlContext;
      const [refused] = errors.flatMap(({ path, extensions }) => {
        const code = extensions.limit === true ? 'LIMIT_EXCEEDED' : extensions.code;
        return path === undefined && OF_DOCUMENTS.has(code) ? [String(code)] : [];
      });
      if (refused) await refusals.atDoor('POST /graphql', refused, { ...from, via: 'graphql' }, viewer, requestId);
    },
    didResolveOperation: async (request) => {
      const { document, schema, operation } = request;
      const variables = { ...request.request.variables };
      try {
        refuseIntrospection(document, (request.contextValue as GraphqlContext).viewer);
        if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
          throw new GraphQLError('Subscriptions go over the WebSocket at the same address.', {
            extensions: { code: 'BAD_USER_INPUT' },
          });
        assertCost({ schema, document, operationName: request.operationName ?? undefined, variables });
      } catch (error) {
        throw error instanceof GraphQLError ? asTheirs(error) : error;
      }
    },
  }),
});

/** What is thrown here Apollo answers with 500, as if it were ours to mend. */
function asTheirs(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : {}),
    ...(source ? { source } : {}),
    ...(positions ? { positions } : {}),
    extensions: { ...extensions, http: { status: 400 } },
  });
}
