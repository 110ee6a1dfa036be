import type { EventOf } from '@wireledger/event-sourcing';
import { type SavedFilterDefinition, SavedFilterDefined, SavedFilterRemoved } from '@wireledger/events';

import { said } from '../alert/said';
import { type Defined, definitionDecider } from '../notify/definition';

export type SavedFilter = Defined<SavedFilterDefinition>;
export type SavedFilterEvent = EventOf<typeof SavedFilterDefined> | EventOf<typeof SavedFilterRemoved>;

const MAX_NAME = 80;

/** An expression under a name; stream `savedfilter-<id>`. That the expression can be read is for its caller to see to. Refusals: FILTER_UNKNOWN, FILTER_CONFLICT. */
export const savedFilterDecider = definitionDecider<SavedFilterDefinition, SavedFilterEvent>({
  what: 'filter',
  defined: (filter, act, definition) => SavedFilterDefined.create({ filter, ...act, definition }),
  removed: (filter, act) => SavedFilterRemoved.create({ filter, ...act }),
  read: ({ type, data }) => ({
    id: data.filter,
    act: data,
    definition: type === 'domain.SavedFilterDefined' ? data.definition : null,
  }),
  check: ({ name }) => void said('The name', name, MAX_NAME),
});

export const savedFilterStream = (id: string): string => `savedfilter-${id}`;
