import { can } from '@wireledger/access';
import { type DocumentNode, GraphQLError, visit } from 'graphql';

import { subjectOf, type Viewer } from '../access/viewer';

const USER_TOKENS = new Set(['ADMIN', 'OPERATOR', 'ANALYST']);

/** Who may ask for the schema: sessions with `api.adhoc`, user tokens of administrators, operators and analysts, tokens of tools. */
export function mayIntrospect(viewer: Viewer | null): boolean {
  if (!viewer) return false;
  if (viewer.is === 'token') return USER_TOKENS.has(viewer.party) || viewer.party.startsWith('tool-');
  return can(subjectOf(viewer), 'api.adhoc') === 'allow';
}

/** @throws GraphQLError FORBIDDEN when the document asks for the schema and the viewer may not */
export function refuseIntrospection(document: DocumentNode, viewer: Viewer | null): void {
  if (mayIntrospect(viewer)) return;
  visit(document, {
    Field: ({ name }) => {
      if (name.value !== '__schema' && name.value !== '__type') return;
      throw new GraphQLError(
        'Introspection is for administrators, and for tokens that read. The schema stands in docs/schema.graphql.',
        { extensions: { code: 'FORBIDDEN', permission: 'api.adhoc' } },
      );
    },
  });
}
