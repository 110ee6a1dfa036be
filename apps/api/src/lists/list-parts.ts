import type { FeedBook } from '@wireledger/domain';

import type { ActorNames } from '../alerts/actor-names';
import { outside } from '../notify/outside';
import type { ApiPorts } from '../services';
import { FeedDesk } from './feed-desk';
import { ListDesk } from './list-desk';
import { ListImports } from './list-import';
import { ListShelf } from './list-shelf';

/** What changes lists, reads files into them and looks into them. */
export function listParts(
  { config, log, lists, feeds, resolve }: ApiPorts,
  book: FeedBook,
  names: ActorNames,
  clock: () => number,
): object[] {
  const desk = new ListDesk(log, names, clock);
  const { policy, keys } = outside(config, resolve);
  return [
    new FeedDesk({ log, book, names, policy, keys, feeds, clock }),
    desk,
    new ListImports(lists, log, desk, clock),
    new ListShelf(lists, log, clock),
  ];
}
