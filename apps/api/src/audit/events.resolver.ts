import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { can } from '@wireledger/access';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer, subjectOf, type Viewer } from '../access/viewer';
import { MaskingPolicy } from '../masking/masking-policy';
import { QueryGateway } from '../queries/query-gateway';
import { EventArgs, EventsArgs, LogEventDetail, LogEventPage, StreamChange, StreamChangeArgs } from '../schema/events';
import { EventHistory, unknownEvent } from './event-history';
import { PartyNames } from './party-names';

/** What was decided tells of all traffic: for a viewer with a scope there is no such event. @throws DomainError NOT_FOUND */
function assertUnscoped({ scope }: Viewer): void {
  if (scope !== null) throw unknownEvent();
}

@Resolver()
export class EventsResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly names: PartyNames,
    private readonly history: EventHistory,
    private readonly masks: MaskingPolicy,
  ) {}

  @Query(() => LogEventPage, { description: 'Envelopes of what was decided and sealed, newest first.' })
  @Allow('events.read', { limited: true })
  async events(@Args() args: EventsArgs, @Context() context: GraphqlContext): Promise<LogEventPage> {
    const page = await this.gateway.run('events', args, context);
    return { ...page, rows: page.rows.map((event) => this.names.event(event)) };
  }

  @Query(() => LogEventDetail)
  @Allow('events.read', { limited: true })
  async event(@Args() { stream, revision }: EventArgs, @Context() { viewer }: GraphqlContext): Promise<LogEventDetail> {
    const known = knownViewer(viewer);
    assertUnscoped(known);
    const whole = can(subjectOf(known), 'events.read') !== 'limited' && !this.masks.masks(known);
    return this.history.event(stream, revision, whole);
  }

  @Query(() => StreamChange)
  @Allow('events.read', { limited: true })
  async streamChange(
    @Args() { stream, from, to }: StreamChangeArgs,
    @Context() { viewer }: GraphqlContext,
  ): Promise<StreamChange> {
    assertUnscoped(knownViewer(viewer));
    return this.history.change(stream, from, to);
  }
}
