import { formatTime } from '@wireledger/kernel';
import type { HuntShape } from '@wireledger/read-models';

import type { Hunt } from '../schema/hunts';

/** A look back as the API shows it. */
export const shownHunt = ({ owner: _owner, askedAt, matches, ...rest }: HuntShape): Hunt => ({
  ...rest,
  askedAt: formatTime(askedAt),
  matches: matches.map(({ first, last, ...match }) => ({ ...match, first: formatTime(first), last: formatTime(last) })),
});
