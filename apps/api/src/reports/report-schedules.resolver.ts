import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import {
  PauseReportScheduleArgs,
  RemoveReportScheduleArgs,
  ReportSchedule,
  SaveReportScheduleArgs,
} from '../schema/reports';
import { ScheduleDesk } from './schedule-desk';

/** Schedules of reports: everybody's own. */
@Resolver()
export class ReportSchedulesResolver {
  constructor(private readonly desk: ScheduleDesk) {}

  @Query(() => [ReportSchedule], { description: `The caller's own, by name; whoever may not order reports has none.` })
  @Allow('reports.read', { limited: true })
  reportSchedules(@Context() { viewer }: GraphqlContext): ReportSchedule[] {
    return this.desk.list(knownViewer(viewer));
  }

  @Mutation(() => ReportSchedule, { description: 'Keeps when a report is to be made; a new one is not paused.' })
  @Allow('reports.read')
  saveReportSchedule(
    @Args() { input }: SaveReportScheduleArgs,
    @Context() context: GraphqlContext,
  ): Promise<ReportSchedule> {
    return this.desk.save(input, context);
  }

  @Mutation(() => ReportSchedule, {
    description: `Pauses one of the caller's, or has it go on: turns in between are not made up for.`,
  })
  @Allow('reports.read')
  pauseReportSchedule(
    @Args() args: PauseReportScheduleArgs,
    @Context() context: GraphqlContext,
  ): Promise<ReportSchedule> {
    return this.desk.pause(args, context);
  }

  @Mutation(() => ReportSchedule, { description: `Removes one of the caller's; its reports stay.` })
  @Allow('reports.read')
  removeReportSchedule(
    @Args() args: RemoveReportScheduleArgs,
    @Context() context: GraphqlContext,
  ): Promise<ReportSchedule> {
    return this.desk.remove(args, context);
  }
}
