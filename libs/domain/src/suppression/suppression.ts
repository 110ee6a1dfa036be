import type { EventOf } from '@wireledger/event-sourcing';
import { type SuppressionDefinition, SuppressionDefined, SuppressionEnded } from '@wireledger/events';
import { DomainError, parsePrefix } from '@wireledger/kernel';

import { said } from '../alert/said';
import { type Defined, definitionDecider } from '../notify/definition';

export type Suppression = Defined<SuppressionDefinition>;
type SuppressionEvent = EventOf<typeof SuppressionDefined> | EventOf<typeof SuppressionEnded>;

const MAX_REASON = 500;

/** Which alerts stay out of the inbox, why and until when; stream `suppression-<id>`. */
export const suppressionDecider = definitionDecider<SuppressionDefinition, SuppressionEvent>({
  what: 'suppression',
  defined: (suppression, act, definition) => SuppressionDefined.create({ suppression, ...act, definition }),
  removed: (suppression, act) => SuppressionEnded.create({ suppression, ...act }),
  read: ({ type, data }) => ({
    id: data.suppression,
    act: data,
    definition: type === 'domain.SuppressionDefined' ? data.definition : null,
  }),
  check({ match, reason }) {
    said('The reason', reason, MAX_REASON);
    const { rule, entity, src, dst } = match;
    if (rule === null && entity === null && src === null && dst === null)
      throw new DomainError(
        'BAD_USER_INPUT',
        'Name a rule, an entity or an address: nothing less may keep alerts out of the inbox.',
      );
    for (const [name, text] of Object.entries({ src, dst })) {
      if (text === null) continue;
      const prefix = parsePrefix(text);
      if (!prefix)
        throw new DomainError('BAD_USER_INPUT', `\`${name}\` is no prefix. Write 10.1.2.0/24 or 2001:db8::/32.`);
      if (prefix.length === 0 && rule === null && entity === null)
        throw new DomainError(
          'BAD_USER_INPUT',
          `\`${name}\` holds every address. Name a rule or an entity as well, or write a longer prefix.`,
        );
    }
  },
});

export const suppressionStream = (id: string): string => `suppression-${id}`;
