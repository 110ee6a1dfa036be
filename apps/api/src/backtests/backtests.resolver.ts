import { Args, Context, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { withEnd } from '../live/ending';
import { LiveFaults } from '../live/live.resolver';
import { Backtest, BacktestArgs, BacktestIdArgs, BacktestRuleArgs } from '../schema/backtests';
import { BacktestDesk } from './backtest-desk';
import { shownBacktest } from './shown-backtest';

@Resolver()
export class BacktestsResolver {
  constructor(
    private readonly desk: BacktestDesk,
    private readonly faults: LiveFaults,
  ) {}

  @Query(() => Backtest, { nullable: true, description: `The caller's newest of a rule.` })
  @Allow('rules.test')
  async backtest(@Args() { rule }: BacktestArgs, @Context() { viewer }: GraphqlContext): Promise<Backtest | null> {
    const found = await this.desk.latest(knownViewer(viewer), rule);
    return found && shownBacktest(found);
  }

  @Mutation(() => Backtest, {
    description: `Has a worker try a version of a rule on what was recorded, beside another version or what was really raised then. Ends what the caller had under way.`,
  })
  @Allow('rules.test')
  async backtestRule(@Args() args: BacktestRuleArgs, @Context() { viewer }: GraphqlContext): Promise<Backtest> {
    return shownBacktest(await this.desk.start(knownViewer(viewer), args));
  }

  @Mutation(() => Backtest, { description: `Ends a back-test of the caller; a finished one stays as it is.` })
  @Allow('rules.test')
  async cancelBacktest(@Args() { id }: BacktestIdArgs, @Context() { viewer }: GraphqlContext): Promise<Backtest> {
    return shownBacktest(await this.desk.cancel(knownViewer(viewer), id));
  }

  @Subscription(() => Backtest, {
    resolve: shownBacktest,
    description: `How far a back-test of the caller is, twice a second at most, until it is over, with what was found so far: the last frame has its result.`,
  })
  @Allow('rules.test')
  backtestProgress(@Args() { id }: BacktestIdArgs, @Context() { viewer }: GraphqlContext) {
    const known = knownViewer(viewer);
    return withEnd((signal) => this.desk.follow(known, id, signal), this.faults.report);
  }
}
