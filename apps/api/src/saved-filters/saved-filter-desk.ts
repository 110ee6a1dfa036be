import { savedFilterDecider, savedFilterStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { type SavedFilterDefinition, savedFilterDefinition } from '@wireledger/events';
import { badFilter, FILTER_LIMITS, formatFilter, parseFilter } from '@wireledger/filter';
import { DomainError } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, type Viewer } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { RemoveFilterArgs, SaveFilterArgs, SavedFilterChanged, ShareFilterArgs } from '../schema/saved-filters';
import type { OwnedFilter, SavedFilters } from './saved-filters';

/** Most filters that one person keeps. */
export const MOST_FILTERS = 200;

type Order = Pick<RemoveFilterArgs, 'seen' | 'key'>;

/** Where people keep expressions under names. Whoever sees traffic masked keeps none: an expression tells of addresses. */
export class SavedFilterDesk {
  constructor(
    private readonly log: EventLog,
    private readonly filters: SavedFilters,
    private readonly masks: Pick<MaskingPolicy, 'masks'>,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** His own and shared ones; none for readers who see traffic masked. */
  visibleTo(viewer: Viewer): readonly OwnedFilter[] {
    return this.masks.masks(viewer) ? [] : this.filters.visibleTo(actorOf(viewer));
  }

  /** @throws DomainError BAD_USER_INPUT, BAD_FILTER, TOO_MANY_FILTERS, FILTER_CONFLICT, FILTER_OF_ANOTHER, FILTER_UNKNOWN, MASKED, BUSY */
  save({ id: given, name, kind, expression, ...order }: SaveFilterArgs, context: GraphqlContext) {
    const viewer = this.seesAll(context);
    const id = uuidOf('id', given);
    const before = this.filters.one(id);
    if (!before && this.filters.countOf(actorOf(viewer)) >= MOST_FILTERS)
      throw new DomainError(
        'TOO_MANY_FILTERS',
        `You keep ${MOST_FILTERS} filters, as many as one person can. Remove one first.`,
      );
    const read = parseFilter(expression, kind);
    if (!read.ok) throw badFilter(expression, read.problem);
    const written = formatFilter(read.expression);
    const shared = before?.definition.shared ?? false;
    return this.change(
      id,
      order,
      parsed(savedFilterDefinition, {
        ...{ name: name.normalize('NFC').trim(), kind, shared },
        // The written form may be longer than what is taken.
        expression: written.length <= FILTER_LIMITS.characters ? written : expression.trim(),
      }),
      context,
    );
  }

  /** @throws DomainError as `save` */
  share({ id, shared, ...order }: ShareFilterArgs, context: GraphqlContext) {
    this.seesAll(context);
    const { definition } = this.known(uuidOf('id', id));
    return this.change(id, order, { ...definition, shared }, context);
  }

  /** @throws DomainError as `save` */
  remove({ id, ...order }: RemoveFilterArgs, context: GraphqlContext) {
    return this.change(this.known(uuidOf('id', id)).id, order, null, context);
  }

  private seesAll({ viewer }: GraphqlContext): Viewer {
    const known = knownViewer(viewer);
    if (!this.masks.masks(known)) return known;
    throw new DomainError(
      'MASKED',
      'Filters are not kept for those who see traffic masked. This browser remembers the last that you used.',
    );
  }

  private known(id: string): OwnedFilter {
    const found = this.filters.one(id);
    if (found) return found;
    throw unknownFilter();
  }

  private async change(
    given: string,
    order: Order,
    definition: SavedFilterDefinition | null,
    { viewer, requestId }: GraphqlContext,
  ): Promise<SavedFilterChanged> {
    const by = actorOf(knownViewer(viewer));
    const id = uuidOf('id', given);
    const found = this.filters.one(id);
    const owner = found?.owner ?? by;
    // What its owner has not shared is not there for others, whoever he is.
    if (owner !== by && !found?.definition.shared) throw unknownFilter();
    if (owner !== by)
      throw new DomainError(
        'FILTER_OF_ANOTHER',
        `${this.names.of(owner)} saved this filter and alone changes it. Save it under a name of your own.`,
      );
    const act = { by, at: this.clock() * 1000, command: uuidOf('key', order.key), seen: order.seen };
    const command =
      definition === null ? { type: 'remove' as const, ...act } : { type: 'define' as const, id, definition, ...act };
    const context = { actor: by, correlationId: requestId, causationId: requestId, at: act.at };
    try {
      const handled = await handleCommand(this.log, savedFilterDecider, savedFilterStream(id), command, context);
      if (handled.state) this.filters.keep({ ...handled.state, owner }, BigInt(handled.state.revision - 1));
      return { position: handled.position, id, revision: handled.state?.revision ?? 0 };
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }
}

const unknownFilter = () => new DomainError('FILTER_UNKNOWN', 'There is no such filter. It may have been removed.');
