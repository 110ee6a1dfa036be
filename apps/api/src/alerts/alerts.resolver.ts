import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { QueryGateway } from '../queries/query-gateway';
import { AlertDetail } from '../schema/alert-detail';
import { AlertReplay, AlertReplayArgs } from '../schema/alert-replay';
import { AlertArgs, AlertCounts, AlertCountsArgs, AlertPage, AlertsArgs } from '../schema/alerts';
import { AlertReplayDesk } from './alert-replay-desk';
import { WithNames } from './with-names';

/** The user whose alerts `MINE` are; a token has none. */
const viewerOf = ({ viewer }: GraphqlContext) => (viewer?.is === 'session' ? { viewer: viewer.user } : {});

@Resolver()
export class AlertsResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly named: WithNames,
    private readonly replays: AlertReplayDesk,
  ) {}

  @Query(() => AlertPage, { description: 'Alerts of a tab, grouped; as they are, or as they were.' })
  @Allow('alerts.read')
  async alerts(@Args() args: AlertsArgs, @Context() context: GraphqlContext) {
    return this.named.page(await this.gateway.run('alerts', { ...args, ...viewerOf(context) }, context));
  }

  @Query(() => AlertDetail, { nullable: true })
  @Allow('alerts.read')
  async alert(@Args() args: AlertArgs, @Context() context: GraphqlContext) {
    const detail = await this.gateway.run('alert', args, context);
    return detail && this.named.detail(detail);
  }

  @Query(() => AlertCounts)
  @Allow('alerts.read')
  alertCounts(@Args() args: AlertCountsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('alertCounts', { ...args, ...viewerOf(context) }, context);
  }

  @Query(() => AlertReplay, {
    description:
      'Runs the rule of an alert again over the records that the alert keeps, and over nothing else. Writes nothing.',
  })
  @Allow('alerts.read')
  alertReplay(@Args() { id }: AlertReplayArgs, @Context() context: GraphqlContext): Promise<AlertReplay> {
    return this.replays.replay(id, context);
  }
}
