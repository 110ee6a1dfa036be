import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import {
  PauseReportScheduleArgs,
  RemoveReportScheduleArgs,
  Report,
  ReportSchedule,
  SaveReportScheduleArgs,
  TestReportScheduleArgs,
} from '../schema/reports';
import { ReportDesk } from './report-desk';
import { ScheduleDesk } from './schedule-desk';

/** Schedules of reports: everybody's own. */
@Resolver()
export class ReportSchedulesResolver {
  constructor(
    private readonly desk: ScheduleDesk,
    private readonly reports: ReportDesk,
  ) {}

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

  @Mutation(() => Report, {
    description: `Tries one of the caller's out: its report as it would be made now, marked as a test, is told to those of its recipients that are named.`,
  })
  @Allow('reports.read')
  testReportSchedule(@Args() args: TestReportScheduleArgs, @Context() context: GraphqlContext): Promise<Report> {
    return this.reports.tryOut(this.desk.trial(args, context), context);
  }
}
